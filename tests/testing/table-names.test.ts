import { BatchGetItemCommand, BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  awsError,
  memoryTables,
  metered,
  type ScriptedServer,
  serviceError,
  startScriptedServer,
  unprocessed,
  unprocessedReads,
  unprocessedWrites,
} from '../../src/testing/index.ts';
import { failureOf } from './started.ts';

// DynamoDB takes letters, digits, _, - and . from three on; what JavaScript calls its own is among that.
const NAMES = ['constructor', 'toString', 'hasOwnProperty'];
const table = (TableName: string) => ({
  TableName,
  KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' as const }],
});
const tables = memoryTables(...NAMES.map(table), table('__proto__'));
const key = (id: string) => ({ PK: { S: id } });
const put = (id: string) => ({ PutRequest: { Item: key(id) } });
const perTable = <T>(value: T) => Object.fromEntries(NAMES.map((name) => [name, value]));

let server: ScriptedServer;
let client: DynamoDBClient;
beforeAll(async () => {
  server = await startScriptedServer({ upstream: tables });
  client = new DynamoDBClient({ ...server.settings, maxAttempts: 1 });
});
afterEach(() => {
  server.reset();
  tables.clear();
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

describe('tables that are called as something of every object', () => {
  it('have writes that come back', async () => {
    server.script(
      'BatchWriteItem',
      unprocessed(({ PK }) => PK?.S === 'b', metered()),
    );
    const requests = perTable([put('a'), put('b')]);
    const output = await client.send(new BatchWriteItemCommand({ RequestItems: requests }));
    expect(output.UnprocessedItems).toEqual(perTable([put('b')]));
    expect(NAMES.map((name) => tables.items(name))).toEqual(NAMES.map(() => [key('a')]));
  });

  it('have reads that come back, from the table and from what stands before it', async () => {
    for (const name of NAMES) {
      const large = (PK: string) => ({ PK, text: 'x'.repeat(400_000) });
      tables.put(
        name,
        Array.from({ length: 30 }, (_, n) => large(`${n}`)),
      );
    }
    server.script('BatchGetItem', unprocessed(1, metered()));
    const Keys = Array.from({ length: 30 }, (_, n) => key(`${n}`));
    const RequestItems = perTable({ Keys, ConsistentRead: true });
    const { Responses = {}, UnprocessedKeys = {} } = await client.send(
      new BatchGetItemCommand({ RequestItems }),
    );
    const left = new Map(Object.entries(UnprocessedKeys));
    // 16 MB are 42 items; the last key did not get so far.
    expect(NAMES.map((name) => Responses[name]?.length)).toEqual([30, 12, 0]);
    expect(NAMES.map((name) => left.get(name)?.Keys?.length)).toEqual([undefined, 18, 30]);
    expect([...left.values()].every(({ ConsistentRead }) => ConsistentRead === true)).toBe(true);
  });

  it('have writes and reads that come back from a mock', () => {
    const requests = perTable([put('a')]);
    expect(unprocessedWrites(3)({ RequestItems: requests })).toEqual({ UnprocessedItems: requests });
    const read = unprocessedReads(3, perTable([{ PK: 'a' }]));
    const RequestItems = perTable({ Keys: [{ PK: 'a' }] });
    expect(read({ RequestItems })).toEqual({ Responses: {}, UnprocessedKeys: RequestItems });
    expect(read({ RequestItems }).Responses).toEqual(perTable([{ PK: 'a' }]));
  });

  it('are told from tables that there are not', () => {
    const { body } = memoryTables(table('shop')).answer({
      operation: 'GetItem',
      headers: {},
      body: { TableName: 'constructor', Key: key('a') },
    });
    expect(body).toMatchObject({
      message: 'Requested resource not found: Table: constructor not found; in memory there is shop',
    });
  });
});

it('a table called __proto__ is a table like others', async () => {
  // The SDK drops its name from answers, so the server's side is asked by itself.
  const RequestItems = JSON.parse(
    JSON.stringify({ name: [put('a'), put('b')] }).replace('name', '__proto__'),
  );
  const request = { operation: 'BatchWriteItem', headers: {}, body: { RequestItems } };
  const answer = await unprocessed(1)(request, async (body = request.body) =>
    tables.answer({ ...request, body }),
  );
  expect(JSON.stringify(answer)).toBe(
    '{"status":200,"body":{"UnprocessedItems":{"__proto__":[{"PutRequest":{"Item":{"PK":{"S":"b"}}}}]}}}',
  );
  expect(tables.items('__proto__')).toEqual([key('a')]);
  expect(JSON.stringify(unprocessedWrites(1)({ RequestItems }))).toContain('{"__proto__":[');
});

describe('what is called as something of every object', () => {
  it('is no operation of tables in memory', async () => {
    expect(() => tables.answer({ operation: 'constructor', headers: {}, body: {} })).toThrow(
      'tables in memory know PutItem,',
    );
  });

  it('is an error with status 400', async () => {
    expect(serviceError('constructor').$metadata.httpStatusCode).toBe(400);
    server.script('BatchWriteItem', awsError('constructor'));
    const error = await failureOf(
      client.send(new BatchWriteItemCommand({ RequestItems: { shop: [put('a')] } })),
    );
    expect(error.$metadata).toMatchObject({ httpStatusCode: 400 });
  });
});
