import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Connection, connect } from '../../src/client/connect.ts';
import { AlreadyExists, NotFound, type TransactionCancelled } from '../../src/errors.ts';
import { type ScriptedServer, startScriptedServer } from '../../src/testing/index.ts';
import { transactGet } from '../../src/transactions/transact-get.ts';
import { transactWrite } from '../../src/transactions/transact-write.ts';
import { freshTable } from '../integration/clients.ts';
import { failureOf } from '../integrity/contenders.ts';
import { describeEngines } from '../support/engines.ts';
import { Account, account, bank, Transfer } from '../transactions/bank.ts';
import { bankTables } from './bank-tables.ts';

const raise = (accountId: string) => Account.update({ accountId }, { add: { balance: 1 } });
const create = (accountId: string) => Account.create(account(accountId, 0));

/** What the matrix relies on, as the engines have it. */
function rules(connected: () => Connection | Promise<Connection>): void {
  let db: Connection;
  beforeAll(async () => {
    db = await connected();
  });
  const read = (...ids: string[]) =>
    transactGet(
      db,
      ids.map((accountId) => Account.get({ accountId })),
    );

  it('a transaction is done once for each token', async () => {
    await transactWrite(db, [create('once')]);
    const token = 'once';
    for (let call = 0; call < 3; call += 1) await transactWrite(db, [raise('once')], { token });
    expect(await read('once', 'nobody')).toEqual([account('once', 1), undefined]);
    const error = await failureOf(transactWrite(db, [raise('other')], { token }));
    expect(error.name).toBe('TokenMismatch');
  });

  it('a false condition cancels all of it, shows the item, and leaves the token as it was', async () => {
    await transactWrite(db, [create('all')]);
    const token = 'all';
    const operations = [
      raise('all'),
      create('all-too'),
      Account.delete({ accountId: 'none' }),
      raise('late'),
    ];
    const error = (await failureOf(transactWrite(db, operations, { token }))) as TransactionCancelled;
    expect(error.failures.map(({ index, code }) => [index, code])).toEqual([[3, 'ConditionalCheckFailed']]);
    expect(error.find(NotFound)).toBeDefined();
    expect(await read('all', 'all-too')).toEqual([account('all', 0), undefined]);

    await transactWrite(db, [create('late')]);
    await transactWrite(db, operations, { token });
    expect(await read('all', 'all-too', 'late')).toEqual([
      account('all', 1),
      account('all-too', 0),
      account('late', 1),
    ]);
    const twice = (await failureOf(transactWrite(db, [create('all')]))) as TransactionCancelled;
    expect(twice.find(AlreadyExists)?.item).toEqual(account('all', 1));
  });

  it('checks read, and puts and deletes are done with the rest', async () => {
    const transfer = Transfer.create({ transferId: 't', from: 'a', to: 'b', amount: 1 });
    await transactWrite(db, [create('x'), Account.checkAbsent({ accountId: 'y' }), transfer]);
    await transactWrite(db, [
      Account.check({ accountId: 'x' }),
      Account.put(account('y', 5)),
      Transfer.delete({ transferId: 't' }),
    ]);
    await transactWrite(db, [Account.delete({ accountId: 'x' }), transfer]);
    expect(await read('x', 'y')).toEqual([undefined, account('y', 5)]);
  });
}

describe('a bank in memory', () => {
  let server: ScriptedServer;
  let client: DynamoDBClient;
  let now = 0;
  beforeAll(async () => {
    server = await startScriptedServer({ upstream: bankTables(() => now) });
    client = new DynamoDBClient(server.settings);
  });
  afterAll(() => {
    client.destroy();
    return server.stop();
  });
  const connected = () => connect({ table: bank, client });
  rules(connected);

  it('forgets a token after ten minutes', async () => {
    const db = connected();
    await transactWrite(db, [create('clock')]);
    for (const minutes of [0, 9.9, 10.1]) {
      now = minutes * 60_000;
      await transactWrite(db, [raise('clock')], { token: 'clock' });
    }
    const items = await transactGet(db, [Account.get({ accountId: 'clock' })]);
    expect(items).toEqual([account('clock', 2)]);
  });

  it('says which expressions it does not know', async () => {
    const set = Account.update({ accountId: 'a' }, { set: { balance: 1 } });
    const { message } = await failureOf(
      transactWrite(connected(), [create('a')]).then(() => transactWrite(connected(), [set])),
    );
    expect(message).toBe('TransactWriteItems: the bank does not know SET #n1 = :v0.');
  });
});

describeEngines('a bank', (engine) => rules(() => freshTable(engine, bank)));
