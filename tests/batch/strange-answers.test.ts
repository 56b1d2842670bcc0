import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  batchGet,
  batchWrite,
  bulkLoad,
  connect,
  createTableInput,
  defineEntity,
  defineTable,
} from '../../src/index.ts';
import { memoryTables, type ScriptedServer, startScriptedServer } from '../../src/testing/index.ts';
import { puts, RowItem, table } from './bulk-table.ts';
import { fakeClient } from './fake-client.ts';

const ARN = 'arn:aws:dynamodb:eu-west-1:123456789012:table/shop';
const stored = (id: string) => ({
  PK: { S: `ROW#${id}` },
  id: { S: id },
  n: { N: '7' },
  EntityType: { S: 'Row' },
});
const put = (id: string) => ({ PutRequest: { Item: stored(id) } });

/** A connection whose requests are answered by these, one after the other, and then by nothing special. */
function answering(answers: readonly object[], tableName = 'rows') {
  let request = 0;
  const sent: (readonly string[])[] = [];
  const client = fakeClient(({ items }) => {
    sent.push(Object.keys(items));
    request += 1;
    return answers[request - 1] ?? {};
  });
  return { db: connect({ table, client, tableName }), client, sent };
}

describe('writes of which something comes back that was not sent', () => {
  test.each([
    [
      'of another table',
      { rest: [put('0')] },
      'batchWrite: the service answered for table rest, which was not asked for.',
    ],
    [
      'with another key',
      { rows: [put('0'), put('9')] },
      'batchWrite: the service answered for the item with PK "ROW#9" of table rows, which was not asked for.',
    ],
    [
      'without a key',
      { rows: [{}] },
      'batchWrite: the service answered for the item with PK undefined of table rows, which was not asked for.',
    ],
  ])('%s: nothing counts as written', async (_, UnprocessedItems, message) => {
    const { db, sent } = answering([{ UnprocessedItems }]);
    const report = await batchWrite(db, [...puts(3)]);
    expect(report).toMatchObject({ stopped: 'error', counts: { written: 0, unprocessed: 3 } });
    expect((report.cause as Error).message).toBe(message);
    expect(sent).toHaveLength(1);
  });

  test('end a load', async () => {
    const { db } = answering([{ UnprocessedItems: { rest: [put('0')] } }]);
    const report = await bulkLoad(db, puts(3));
    expect(report).toMatchObject({ stopped: 'error', written: 0, failed: 0, position: 0 });
    expect(() => report.throwIfIncomplete()).toThrow(
      'It was ended at position 0: error, Error, bulkLoad: the service answered for table rest, which was not asked for.',
    );
  });
});

describe('reads that are answered with what was not asked for', () => {
  test.each([
    [
      'an item of another table',
      { Responses: { rest: [stored('0')] } },
      'batchGet: the service answered for table rest, which was not asked for.',
    ],
    [
      'an item with another key',
      { Responses: { rows: [stored('0'), stored('9')] } },
      'batchGet: the service answered for the item with PK "ROW#9" of table rows, which was not asked for.',
    ],
    [
      'a key of another table',
      { UnprocessedKeys: { rest: { Keys: [{ PK: { S: 'ROW#0' } }] } } },
      'batchGet: the service answered for table rest, which was not asked for.',
    ],
  ])('%s: nothing counts as missing', async (_, answer, message) => {
    const { db } = answering([answer]);
    const report = await batchGet(db, [RowItem.get({ id: '0' }), RowItem.get({ id: '1' })]);
    expect(report).toMatchObject({ stopped: 'error', counts: { found: 0, missing: 0, unprocessed: 2 } });
    expect((report.cause as Error).message).toBe(message);
  });
});

describe('a table that is asked for by its ARN', () => {
  test.each([ARN, 'shop'])('may be answered for as %s', async (name) => {
    const write = answering([{ UnprocessedItems: { [name]: [put('1')] } }], ARN);
    expect(await batchWrite(write.db, [...puts(3)])).toMatchObject({ complete: true, requests: 2 });
    expect(write.sent).toEqual([[ARN], [ARN]]);
    const answers = [
      {
        Responses: { [name]: [stored('0')] },
        UnprocessedKeys: { [name]: { Keys: [{ PK: { S: 'ROW#1' } }] } },
      },
      { Responses: { [name]: [stored('1')] } },
    ];
    const read = answering(answers, ARN);
    const report = await batchGet(read.db, [RowItem.get({ id: '0' }), RowItem.get({ id: '1' })]);
    expect(report.items).toEqual([
      { id: '0', n: 7 },
      { id: '1', n: 7 },
    ]);
  });

  test('is not taken for another account’s of the same name', async () => {
    const { db, client } = answering([{ UnprocessedItems: { shop: [put('1')] } }], ARN);
    const others = defineTable({ name: 'others', sortKey: null });
    const Other = defineEntity<{ id: string }>()({ name: 'Other', table: others, keys: { PK: 'ROW#{id}' } });
    const other = connect({ table: others, client, tableName: ARN.replace('1234', '9999') });
    const report = await batchWrite([db, other], [...puts(3), Other.put({ id: '1' })]);
    expect(report).toMatchObject({ stopped: 'error', counts: { written: 0, unprocessed: 4 } });
  });
});

describe('tables that are called as what every object has', () => {
  const NAMES = ['constructor', 'toString', '__proto__'];
  const tables = NAMES.map((name) => defineTable({ name, sortKey: null }));
  const entities = tables.map((own, n) =>
    defineEntity<{ id: string; of: string }>()({ name: `Row${n}`, table: own, keys: { PK: 'ROW#{id}' } }),
  );
  let server: ScriptedServer;
  let client: DynamoDBClient;

  beforeAll(async () => {
    server = await startScriptedServer({
      upstream: memoryTables(...tables.map((own) => createTableInput(own))),
    });
    client = new DynamoDBClient(server.settings);
  });
  afterAll(async () => {
    client.destroy();
    await server.stop();
  });

  test.each([
    ['alone', NAMES.map((_, n) => [n])],
    ['together', [[0, 1, 2]]],
  ])('are written and read %s', async (_, batches) => {
    const dbs = tables.map((own) => connect({ table: own, client }));
    for (const batch of batches) {
      const items = batch.map((n) => ({ id: '1', of: NAMES[n] ?? '' }));
      const operations = batch.flatMap((n, i) => entities[n]?.put(items[i] ?? { id: '', of: '' }) ?? []);
      expect((await batchWrite(dbs, operations)).cause).toBeUndefined();
      expect(await bulkLoad(dbs, operations)).toMatchObject({ complete: true });
      const gets = batch.flatMap((n) => entities[n]?.get({ id: '1' }) ?? []);
      const report = await batchGet(dbs, gets);
      expect(report.cause).toBeUndefined();
      expect(report.items).toEqual(items);
    }
  });
});
