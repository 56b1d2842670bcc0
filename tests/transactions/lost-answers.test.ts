import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { jest } from '@jest/globals';
import { type Connection, connect } from '../../src/client/connect.ts';
import { ConditionFailed, type TransactionCancelled, VersionConflict } from '../../src/errors.ts';
import { gte } from '../../src/expressions/operators.ts';
import { send } from '../../src/repositories/send.ts';
import {
  applyThen,
  awsError,
  cancelled,
  drop,
  pass,
  type ScriptedServer,
  type Step,
  startScriptedServer,
} from '../../src/testing/index.ts';
import { transactGet } from '../../src/transactions/transact-get.ts';
import { transactWrite } from '../../src/transactions/transact-write.ts';
import { freshTable } from '../integration/clients.ts';
import { contend, failureOf } from '../integrity/contenders.ts';
import { describeEngines } from '../support/engines.ts';
import { Account, account, bank, Owner, Transfer } from './bank.ts';

describeEngines('a transaction whose answer is lost', (engine) => {
  let server: ScriptedServer;
  /** Past the server, to see what is there. */
  let straight: Connection;
  const clients: DynamoDBClient[] = [];
  beforeAll(async () => {
    server = await startScriptedServer({ upstream: engine.settings.endpoint });
    straight = await freshTable(engine, bank);
  });
  beforeEach(() => {
    // So the waits, of the SDK as well, are of no length.
    jest.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    server.reset();
    for (const client of clients.splice(0)) client.destroy();
  });
  afterAll(() => server.stop());

  function connected(maxAttempts = 4): Connection {
    const client = new DynamoDBClient({ ...server.settings, maxAttempts });
    clients.push(client);
    return connect({ table: bank, tableName: straight.tableName, client });
  }
  const tokens = () => server.requests('TransactWriteItems').map(({ body }) => body.ClientRequestToken);
  const balance = async (accountId: string) =>
    (await send(straight, Account.getOrThrow({ accountId }, { consistent: true }))).balance;
  const raise = (accountId: string) => Account.update({ accountId }, { add: { balance: 1 } });

  it.each<[string, Step[]]>([
    ['with the connection', [applyThen(drop), pass]],
    ['by a failure after the write', [applyThen(awsError('InternalServerError')), pass]],
    ['three times', [applyThen(drop), applyThen(awsError('ServiceUnavailable')), applyThen(drop), pass]],
    ['before it was done, and after', [drop, awsError('InternalServerError'), applyThen(drop), pass]],
  ])('%s succeeds, and counts once', async (name, steps) => {
    const accountId = name;
    await send(straight, Account.create(account(accountId, 0)));
    server.script('TransactWriteItems', steps);
    const create = Transfer.create({ transferId: name, from: 'a', to: 'b', amount: 1 });
    const [, transfer] = await transactWrite(connected(), [raise(accountId), create]);
    expect(await balance(accountId)).toBe(1);
    expect(await send(straight, Transfer.get({ transferId: name }, { consistent: true }))).toEqual(transfer);
    expect(tokens()).toHaveLength(steps.length);
    expect(new Set(tokens()).size).toBe(1);
  });

  it('after a conflict, or with one in between, counts once', async () => {
    await send(straight, Account.create(account('conflict', 0)));
    const conflict = cancelled([{ Code: 'TransactionConflict' }]);
    server.script('TransactWriteItems', [conflict, applyThen(conflict), conflict, applyThen(drop), pass]);
    await transactWrite(connected(), [raise('conflict')]);
    expect(await balance('conflict')).toBe(1);
    expect(new Set(tokens()).size).toBe(1);
  });

  it('though its own condition would not hold a second time, succeeds', async () => {
    await send(straight, Account.create(account('last', 1)));
    const owner = await send(straight, Owner.create({ ownerId: 'last', email: 'l@example.org' }));
    server.script('TransactWriteItems', [applyThen(drop), pass]);
    await transactWrite(connected(), [
      Account.update({ accountId: 'last' }, { add: { balance: -1 } }, { if: { balance: gte(1) } }),
      Owner.put(owner),
    ]);
    expect(await balance('last')).toBe(0);
    expect(await send(straight, Owner.get(owner, { consistent: true }))).toEqual({ ...owner, version: 2 });
  });

  it('and that was cancelled is cancelled again, and in no doubt', async () => {
    const owner = await send(straight, Owner.create({ ownerId: 'lost', email: 'l@example.org' }));
    await send(straight, Owner.put(owner));
    await send(straight, Account.create(account('lost', 0)));
    server.script('TransactWriteItems', [applyThen(drop), pass]);
    const error = (await failureOf(
      transactWrite(connected(), [
        Account.update({ accountId: 'lost' }, { add: { balance: -1 } }, { if: { balance: gte(1) } }),
        Owner.put(owner),
      ]),
    )) as TransactionCancelled;
    expect(error.failures.map(({ index }) => index)).toEqual([0, 1]);
    expect(error.find(ConditionFailed)?.maybeApplied).toBe(false);
    expect(error.find(VersionConflict)?.maybeApplied).toBe(false);
    expect(error.cause).toHaveProperty('$metadata.attempts', 2);
  });

  it('is for the caller to repeat with a token of its own, when the SDK gives up', async () => {
    await send(straight, Account.create(account('again', 0)));
    server.script('TransactWriteItems', [applyThen(drop), pass]);
    const token = engine.tableName('again');
    const db = connected(1);
    const error = await failureOf(transactWrite(db, [raise('again')], { token }));
    expect(error.message).toMatch(/socket hang up/);
    expect(tokens()).toEqual([token]);
    await transactWrite(db, [raise('again')], { token });
    expect(await balance('again')).toBe(1);
  });

  it('also of twenty at once, counts each once', async () => {
    await send(straight, Account.create(account('many', 0)));
    // Each of the first twenty requests is applied, and its answer lost.
    server.script(
      'TransactWriteItems',
      Array.from({ length: 20 }, () => applyThen(drop)),
    );
    const connections = Array.from({ length: 20 }, () => connected());
    const { lost } = await contend(20, (place) =>
      transactWrite(connections[place] ?? straight, [raise('many')], { maxAttempts: 30 }),
    );
    expect(lost).toEqual([]);
    expect(await balance('many')).toBe(20);
  });

  it('when it only reads, reads again', async () => {
    await send(straight, Account.create(account('read', 3)));
    server.script('TransactGetItems', [applyThen(drop), applyThen(awsError('InternalServerError')), pass]);
    expect(await transactGet(connected(), [Account.get({ accountId: 'read' })])).toEqual([
      account('read', 3),
    ]);
  });
});
