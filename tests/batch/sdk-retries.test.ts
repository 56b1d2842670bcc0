import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { batchWrite } from '../../src/batch/batch-write.ts';
import { connect } from '../../src/client/connect.ts';
import {
  awsError,
  drop,
  type ScriptedServer,
  type Step,
  startScriptedServer,
} from '../../src/testing/index.ts';
import { Account, account, bank } from '../transactions/bank.ts';
import { MemoryTables } from './memory-tables.ts';

let server: ScriptedServer;
let tables: MemoryTables;
let clients: DynamoDBClient[];
beforeAll(async () => {
  server = await startScriptedServer();
});
afterAll(() => server.stop());
beforeEach(() => {
  tables = new MemoryTables();
  clients = [];
  server.reset();
});
afterEach(() => {
  for (const client of clients) client.destroy();
});

/** A connection by a client with these attempts, or with the SDK's own number of them. */
function through(maxAttempts?: number) {
  const settings = maxAttempts === undefined ? {} : { maxAttempts };
  const client = new DynamoDBClient({ ...server.settings, ...settings });
  clients.push(client);
  return connect({ table: bank, client });
}
const accounts = (count: number) => Array.from({ length: count }, (_, i) => Account.put(account(`${i}`)));
/** So many steps of one kind, and then the table. */
function first(count: number, step: Step): void {
  let requests = 0;
  server.script('BatchWriteItem', (request, forward) => {
    requests += 1;
    return (requests <= count ? step : tables.serve())(request, forward);
  });
}

it('what the SDK repeats counts as one request of the batch', async () => {
  first(3, awsError('InternalServerError'));
  const report = await batchWrite(through(), accounts(25));
  expect(report).toMatchObject({ complete: true, requests: 1 });
  expect(report.entries[0]?.attempts).toBe(1);
  expect(server.requests('BatchWriteItem')).toHaveLength(4);
});

it('with one attempt of the SDK, the batch repeats it', async () => {
  first(3, awsError('InternalServerError'));
  const report = await batchWrite(through(1), accounts(25));
  expect(report).toMatchObject({ complete: true, requests: 4 });
  expect(report.entries[0]?.attempts).toBe(4);
});

it('answers that are lost more often than the SDK asks are asked for again', async () => {
  first(6, async (request, forward) => {
    await tables.serve()(request, forward);
    return drop(request, forward);
  });
  const report = await batchWrite(through(), accounts(25));
  expect(report).toMatchObject({ complete: true, requests: 2 });
  expect(tables.items.size).toBe(25);
});

it('a throttled request is given to the SDK first, which waits about a second, and then to the pace', async () => {
  first(1, awsError('ThrottlingException'));
  const report = await batchWrite(through(), accounts(50));
  expect(report.complete).toBe(true);
  expect(report.requests).toBe(2);
});

it('a client that has no retries left goes on, by the waits of the batch', async () => {
  // 500 tokens, of which a retry costs 14: with four of five requests failing, they are soon used up.
  let requests = 0;
  server.script('BatchWriteItem', (request, forward) => {
    requests += 1;
    return (requests % 5 === 0 ? tables.serve() : awsError('InternalServerError'))(request, forward);
  });
  const report = await batchWrite(through(), accounts(600));
  expect(report.throwIfIncomplete().counts.written).toBe(600);
  expect(tables.items.size).toBe(600);
  const calls = server.requests('BatchWriteItem').map(({ headers }) => headers['amz-sdk-invocation-id']);
  expect(new Set(calls).size).toBe(report.requests);
  // Of the last of them the SDK has repeated next to none.
  const late = calls.slice(-30);
  expect(new Set(late).size).toBeGreaterThan(20);
}, 30_000);

it('a document client is no different', async () => {
  first(5, awsError('ServiceUnavailable'));
  const { client } = through();
  const document = DynamoDBDocumentClient.from(client as DynamoDBClient);
  const report = await batchWrite(connect({ table: bank, client: document }), accounts(100));
  expect(report.throwIfIncomplete().counts.written).toBe(100);
});
