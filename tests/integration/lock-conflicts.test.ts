import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { connect } from '../../src/client/connect.ts';
import { createTableInput } from '../../src/table/create-table-input.ts';
import {
  cancelled,
  memoryTables,
  type ReasonsByPlace,
  type ScriptedServer,
  startScriptedServer,
} from '../../src/testing/index.ts';
import { shortWaits } from '../integrity/contenders.ts';
import { acquire, site } from './lock.ts';

// No local server has conflicts between transactions.
describe('a lock that many try to take', () => {
  shortWaits();
  let server: ScriptedServer;
  let client: DynamoDBClient;
  beforeAll(async () => {
    server = await startScriptedServer({ upstream: memoryTables(createTableInput(site)) });
    client = new DynamoDBClient(server.settings);
  });
  afterEach(() => server.reset());
  afterAll(async () => {
    client.destroy();
    await server.stop();
  });
  const take = (reasons: ReasonsByPlace) => {
    server.script('TransactWriteItems', cancelled(reasons));
    return acquire(connect({ table: site, client }), 'report', 'worker-1');
  };

  it.each<[string, ReasonsByPlace]>([
    ['meets others at both items', { 0: 'TransactionConflict', 1: 'TransactionConflict' }],
    ['meets others at one item', { 1: 'TransactionConflict' }],
    ['meets others, and a table at its limit', { 0: 'TransactionConflict', 1: 'ThrottlingError' }],
  ])('is not got by a caller whose transaction always %s', async (_, reasons) => {
    expect(await take(reasons)).toBeUndefined();
    expect(server.requests('TransactWriteItems')).toHaveLength(8);
  });

  it.each<[string, ReasonsByPlace]>([
    ['has created the lock', { 0: 'ConditionalCheckFailed' }],
    ['has raised the fence', { 1: 'ConditionalCheckFailed' }],
    ['holds it, and the other item is busy', { 0: 'ConditionalCheckFailed', 1: 'TransactionConflict' }],
  ])('is not got when somebody else %s', async (_, reasons) => {
    expect(await take(reasons)).toBeUndefined();
    expect(server.requests('TransactWriteItems')).toHaveLength(1);
  });

  it('is an error when the table is at its limit', async () => {
    await expect(take({ 0: 'ThrottlingError' })).rejects.toMatchObject({
      name: 'TransactionCancelled',
      failures: [{ code: 'ThrottlingError' }],
    });
  });
});
