import { marshall } from '@aws-sdk/util-dynamodb';
import { orderKeys, orderOf, ordersOf, TABLE } from '../domain.ts';

/** The bodies that a table of orders answers with, by operation, as the service writes them. */
export function cannedAnswers(markers: Readonly<Record<string, string>>): ReadonlyMap<string, Uint8Array> {
  const stored = ordersOf(100).map((order) => marshall({ ...orderKeys(order), ...markers, ...order }));
  const [first = marshall(orderOf(0))] = stored;
  const bodies = {
    PutItem: {},
    GetItem: { Item: first },
    UpdateItem: { Attributes: first },
    Query: { Count: stored.length, Items: stored, ScannedCount: stored.length },
    BatchWriteItem: { UnprocessedItems: {} },
    BatchGetItem: { Responses: { [TABLE]: stored }, UnprocessedKeys: {} },
    TransactWriteItems: {},
  };
  return new Map(Object.entries(bodies).map(([name, body]) => [name, Buffer.from(JSON.stringify(body))]));
}
