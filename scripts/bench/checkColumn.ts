import { isDeepStrictEqual } from 'node:util';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { type Order, orderKeys, ordersOf, TABLE, USER_ID, userKeys, userOf } from './domain.ts';
import type { Column } from './driver.ts';

/** How a client reaches the server of the check. */
export interface CheckSettings {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const CHUNK = 25;
const NEW_TOTAL = 99.25;

type Item = Record<string, unknown>;

/**
 * Has a column write and read on a server, in a table of its own, and tells what is not as it should be: in the table apart
 * from the library's own attributes, and in what was read. An empty list is as it should be.
 */
export async function checkColumn(column: Column, settings: CheckSettings): Promise<string[]> {
  const client = new DynamoDBClient(settings);
  await newTable(client);
  try {
    return await differences(column, settings, client);
  } finally {
    client.destroy();
  }
}

async function differences(
  column: Column,
  settings: CheckSettings,
  client: DynamoDBClient,
): Promise<string[]> {
  const driver = column.createDriver(settings);
  const orders = ordersOf(106);
  const [first, ...rest] = orders as [Order, ...Order[]];
  const page = orders.slice(0, 100);
  const found: string[] = [];
  const compare = (what: string, got: unknown, wanted: unknown) => {
    if (!isDeepStrictEqual(got, wanted))
      found.push(`${what} gave ${JSON.stringify(got)}, not ${JSON.stringify(wanted)}`);
  };

  await driver.put(first);
  for (let start = 0; start < 100; start += CHUNK) {
    const left = await driver.batchWrite25(rest.slice(start, start + CHUNK));
    compare('batchWrite25', left ?? 0, 0);
  }
  await driver.transactWrite5(orders.slice(101));
  await driver.putUser(userOf(1));
  compare('get', attributes(await driver.get(first.orderId)), first);
  compare('get of an order that is not there', await driver.get('none'), undefined);
  compare('query100', (await driver.query100(USER_ID)).map(attributes), page);
  const gotten = await driver.batchGet100(page.map(({ orderId }) => orderId));
  compare('batchGet100', [...gotten].map(attributes).sort(byId), page);
  const changed = { ...first, total: NEW_TOTAL };
  compare('update', attributes(await driver.update(first.orderId, NEW_TOTAL)), changed);

  const wanted: Item[] = [changed, ...rest].map((order) => ({ ...orderKeys(order), ...order }));
  wanted.push({ ...userKeys(userOf(1)), ...userOf(1) });
  const stored = (await storedItems(client)).map((item) => without(item, Object.keys(column.markers)));
  compare('The number of items in the table', stored.length, wanted.length);
  for (const item of wanted) {
    compare(
      `The table at ${item.PK}`,
      stored.find(({ PK }) => PK === item.PK),
      item,
    );
  }
  return found;
}

/** The attributes of an order alone: some give its keys as well. */
function attributes(order: Order | undefined): Item | undefined {
  if (order === undefined) return undefined;
  const names = Object.keys(ordersOf(1)[0] as Order);
  return Object.fromEntries(Object.entries(order).filter(([name]) => names.includes(name)));
}

function without(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(Object.entries(item).filter(([name]) => !names.includes(name)));
}

function byId(a: Item | undefined, b: Item | undefined): number {
  return String(a?.orderId) < String(b?.orderId) ? -1 : 1;
}

async function storedItems(client: DynamoDBClient): Promise<Item[]> {
  const items: Item[] = [];
  const pages = paginateScan({ client: DynamoDBDocumentClient.from(client) }, { TableName: TABLE });
  for await (const { Items = [] } of pages) items.push(...Items);
  return items;
}

async function newTable(client: DynamoDBClient): Promise<void> {
  await client.send(new DeleteTableCommand({ TableName: TABLE })).catch((error: Error) => {
    if (error.name !== 'ResourceNotFoundException') throw error;
  });
  const names = ['PK', 'SK', 'GSI1PK', 'GSI1SK'];
  const keySchema = (hash: string, range: string) => [
    { AttributeName: hash, KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ];
  await client.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keySchema('PK', 'SK'),
      GlobalSecondaryIndexes: [
        {
          IndexName: 'GSI1',
          KeySchema: keySchema('GSI1PK', 'GSI1SK'),
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    }),
  );
}
