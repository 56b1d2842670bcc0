import { withBytes } from '../client/codec/bytes.ts';
import { attributeValues } from './attribute-values.ts';
import { errorAnswer } from './aws-error.ts';
import {
  batchGet,
  batchWrite,
  deleteItem,
  getItem,
  type MemoryRequest,
  putItem,
  type TableOf,
  transactWrite,
} from './memory-requests.ts';
import { serviceError } from './service-error.ts';
import type { Answer, ScriptedRequest } from './step.ts';
import { type MemoryTableInput, StoredTable } from './stored-table.ts';
import { asWire, type WireValue } from './wire-value.ts';

/** Tables without an engine: the upstream of a scripted server. */
export interface MemoryTables {
  /** What the server asks. */
  answer(request: ScriptedRequest): Answer;
  /** The items of a table, in AttributeValue form with binary as `Uint8Array`, in no order that means anything. */
  items(tableName: string): Record<string, WireValue>[];
  /**
   * Puts items, which is no request to the server: native as `Order.put(order).input.Item` has them, keys included, or in
   * AttributeValue form. All or none: what the service would refuse is thrown.
   */
  put(tableName: string, items: readonly object[]): void;
  /** Deletes every item. */
  clear(): void;
}

type Run = (body: MemoryRequest, tableOf: TableOf) => object;

const OPERATIONS: ReadonlyMap<string, Run> = new Map(
  Object.entries({
    PutItem: putItem,
    GetItem: getItem,
    DeleteItem: deleteItem,
    BatchWriteItem: batchWrite,
    BatchGetItem: batchGet,
    TransactWriteItems: transactWrite,
  }),
);

/**
 * Tables that keep their items in memory and know PutItem, GetItem, DeleteItem, BatchWriteItem, BatchGetItem, and
 * TransactWriteItems with puts and deletes. They evaluate no expressions: a request that has one, and any other operation,
 * fails with `ScriptFailed`. For these a local DynamoDB has to be the upstream.
 *
 * What the service refuses is refused: too many items or one twice in a batch, bad keys, items over 400 KB.
 *
 * @param inputs inputs of CreateTable, of which the name and the keys count
 * @throws TypeError for an input without a name or keys.
 * @example
 * ```ts
 * import { createTableInput } from 'monotable';
 * import { shop } from 'monotable/commerce';
 * import { memoryTables, startScriptedServer } from 'monotable/testing';
 *
 * const tables = memoryTables(createTableInput(shop));
 * const server = await startScriptedServer({ upstream: tables });
 * tables.put('shop', [{ PK: 'USER#7', SK: 'PROFILE', name: 'Ann' }]);
 * tables.items('shop'); // [{ PK: { S: 'USER#7' }, SK: { S: 'PROFILE' }, name: { S: 'Ann' } }]
 * await server.stop();
 * ```
 */
export function memoryTables(...inputs: readonly MemoryTableInput[]): MemoryTables {
  const newTables = () => new Map(inputs.map((input) => [input.TableName, new StoredTable(input)]));
  let tables = newTables();
  const transactions = new Map<string, { readonly content: string; readonly output: object }>();

  const names = [...tables.keys()].join(', ') || 'none';

  const tableOf: TableOf = (name) => {
    const table = tables.get(name);
    if (table !== undefined) return table;
    throw serviceError('ResourceNotFoundException', {
      message: `Requested resource not found: Table: ${name} not found; in memory there is ${names}`,
    });
  };

  /** The service carries a transaction out once for each token. */
  function once(run: Run, body: MemoryRequest, token: string): object {
    const content = JSON.stringify(body.TransactItems);
    const earlier = transactions.get(token);
    if (earlier === undefined) {
      const output = run(body, tableOf);
      transactions.set(token, { content, output });
      return output;
    }
    if (earlier.content === content) return earlier.output;
    throw serviceError('IdempotentParameterMismatchException');
  }

  function outputOf({ operation, body }: ScriptedRequest): object {
    const run = OPERATIONS.get(operation);
    if (run === undefined) {
      throw new Error(
        `tables in memory know ${[...OPERATIONS.keys()].join(', ')} only; for others an engine must be the upstream.`,
      );
    }
    const expression = expressionIn(body);
    if (expression !== undefined) {
      throw new Error(
        `tables in memory evaluate no ${expression}; for expressions an engine must be the upstream.`,
      );
    }
    const { ClientRequestToken: token } = body;
    return typeof token === 'string' ? once(run, body, token) : run(body, tableOf);
  }

  return {
    answer: (request) => {
      try {
        return { status: 200, body: outputOf(request) };
      } catch (error) {
        if (!(error instanceof Error && '$fault' in error)) throw error;
        return errorAnswer(error.name, { message: error.message });
      }
    },
    items: (tableName) =>
      Array.from(tableOf(tableName).items, ({ item }) => withBytes(item) as Record<string, WireValue>),
    put: (tableName, items) => {
      const table = tableOf(tableName);
      const writes = items.map((item) => table.stored(asWire(attributeValues(item))));
      for (const { id, stored } of writes) table.write(id, stored);
    },
    clear: () => {
      tables = newTables();
      transactions.clear();
    },
  };
}

/** Expressions, and what came before them. */
const EXPRESSION = /Expression$|^Expected$|^AttributesToGet$/;

function expressionIn(body: MemoryRequest): string | undefined {
  const parts: readonly unknown[] = [
    body,
    ...Object.values(body.RequestItems ?? {}),
    ...(body.TransactItems ?? []).flatMap((action) => Object.values(action)),
  ];
  return parts.flatMap((part) => Object.keys(part ?? {})).find((name) => EXPRESSION.test(name));
}
