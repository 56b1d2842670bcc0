import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Connection } from '../../src/client/connect.ts';
import {
  AlreadyClaimed,
  AlreadyExists,
  ConditionFailed,
  NotFound,
  TransactionCancelled,
  VersionConflict,
} from '../../src/errors.ts';
import { gte } from '../../src/expressions/operators.ts';
import { send } from '../../src/repositories/send.ts';
import { transactGet } from '../../src/transactions/transact-get.ts';
import { transactWrite, type WriteOperation } from '../../src/transactions/transact-write.ts';
import { describeClients, freshTable } from '../integration/clients.ts';
import { failureOf } from '../integrity/contenders.ts';
import { Account, account, accountKey, bank, Owner, OwnerEmail } from './bank.ts';

describeClients('a cancelled transaction', (engine, client) => {
  let db: Connection;
  beforeAll(async () => {
    db = await freshTable(engine, bank, { client: client() });
  });
  /** Writes an item as somebody without the toolkit would. */
  const write = (Item: Record<string, unknown>) =>
    DynamoDBDocumentClient.from(engine.client()).send(new PutCommand({ TableName: db.tableName, Item }));
  async function cancelled(...operations: WriteOperation[]): Promise<TransactionCancelled> {
    const error = await failureOf(transactWrite(db, operations));
    expect(error).toBeInstanceOf(TransactionCancelled);
    return error as TransactionCancelled;
  }
  const balances = (...ids: string[]) =>
    Promise.all(
      ids.map((accountId) =>
        send(db, Account.get({ accountId }, { consistent: true })).then((item) => item?.balance),
      ),
    );

  it('names every operation that failed, and nothing of it was done', async () => {
    await send(db, Account.create({ ...account('n1', 3), status: 'open' }));
    const error = await cancelled(
      Account.create(account('n0')),
      Account.update({ accountId: 'n1' }, { add: { balance: -5 } }, { if: { balance: gte(5) } }),
      Account.create(account('n2')),
      Account.update({ accountId: 'n3' }, { add: { balance: 5 } }),
    );
    expect(error).toMatchObject({
      name: 'TransactionCancelled',
      operation: 'transactWrite',
      message:
        'transactWrite: nothing was done. Account.update: the condition is false for the item with PK "ACCOUNT#n1", SK "ACCOUNT"; Account.update: there is no Account with PK "ACCOUNT#n3", SK "ACCOUNT".',
      cause: expect.objectContaining({ name: 'TransactionCanceledException' }),
    });
    expect(error.cause).toBeInstanceOf(TransactionCanceledException);
    expect(error.maybeApplied).toBe(false);
    expect(error.failures).toEqual([
      {
        index: 1,
        operation: 'Account.update',
        entity: 'Account',
        key: accountKey('n1'),
        code: 'ConditionalCheckFailed',
        message: 'Account.update: the condition is false for the item with PK "ACCOUNT#n1", SK "ACCOUNT".',
        item: { ...account('n1', 3), status: 'open' },
        error: expect.any(ConditionFailed),
      },
      {
        index: 3,
        operation: 'Account.update',
        entity: 'Account',
        key: accountKey('n3'),
        code: 'ConditionalCheckFailed',
        message: 'Account.update: there is no Account with PK "ACCOUNT#n3", SK "ACCOUNT".',
        item: undefined,
        error: expect.any(NotFound),
      },
    ]);
    expect(await balances('n0', 'n1', 'n2', 'n3')).toEqual([undefined, 3, undefined, undefined]);
  });

  it('holds the error that each operation alone would have thrown', async () => {
    const owner = await send(db, Owner.create({ ownerId: 'k1', email: 'ann@example.org' }));
    await send(db, Owner.put(owner));
    await transactWrite(db, [
      Account.create(account('k2')),
      OwnerEmail.claim({ ownerId: 'k1', email: 'ann@example.org' }),
    ]);
    const operations = [
      Owner.put(owner),
      Account.create(account('k2')),
      OwnerEmail.claim({ ownerId: 'k9', email: 'ANN@example.org' }),
      Account.delete({ accountId: 'k3' }, { if: { balance: 0 } }),
    ] as const;
    const error = await cancelled(...operations);
    const classes = [VersionConflict, AlreadyExists, AlreadyClaimed, NotFound] as const;
    for (const [index, type] of classes.entries()) {
      const failure = error.failures[index];
      expect(failure).toMatchObject({ index, error: expect.any(type), message: failure?.error?.message });
      expect(error.find(type as typeof VersionConflict)).toBe(failure?.error);
      expect(failure?.error?.cause).toBe(error.cause);
      const alone = await failureOf(send(db, operations[index] as (typeof operations)[0]));
      expect(alone).toBeInstanceOf(type);
      expect(failure?.error?.message).toBe(alone.message);
    }
    expect(error.failures.map(({ message }) => message)).toEqual([
      'Owner.put: the item with PK "OWNER#k1", SK "OWNER" has version 2, and 1 was read.',
      'Account.create: there is an item with PK "ACCOUNT#k2", SK "ACCOUNT" already.',
      'OwnerEmail.claim: email "ANN@example.org" belongs to another Owner.',
      'Account.delete: there is no Account with PK "ACCOUNT#k3", SK "ACCOUNT".',
    ]);
    expect(error.find(VersionConflict)?.item).toEqual({ ...owner, version: 2 });
    expect(error.find(AlreadyClaimed)).toMatchObject({
      claimed: { email: 'ANN@example.org' },
      item: { email: 'ann@example.org', ownerId: 'k1' },
    });
    expect(error.find(ConditionFailed)).toBeUndefined();
  });

  it('finds the first of several errors of one class', async () => {
    await transactWrite(db, [Account.create(account('f1', 1)), Account.create(account('f2', 2))]);
    const error = await cancelled(
      Account.create(account('f0')),
      Account.create(account('f1')),
      Account.create(account('f2')),
    );
    expect(error.failures.map(({ index }) => index)).toEqual([1, 2]);
    expect(error.find(AlreadyExists)?.item).toEqual(account('f1', 1));
  });

  it('finds the first of one entity, whatever failed before it', async () => {
    const owner = await send(db, Owner.create({ ownerId: 'g1', email: 'gil@example.org' }));
    await transactWrite(db, [Account.create(account('g1', 1)), OwnerEmail.claim(owner)]);
    const error = await cancelled(
      Account.create(account('g1')),
      Owner.create({ ownerId: 'g1', email: 'gil@example.org' }),
      OwnerEmail.claim({ ownerId: 'g2', email: 'gil@example.org' }),
    );
    expect(error.find(AlreadyExists, Owner)?.item?.email).toBe('gil@example.org');
    expect(error.find(AlreadyExists, Account)?.item?.balance).toBe(1);
    expect(error.find(AlreadyClaimed, OwnerEmail)?.item?.ownerId).toBe('g1');
    expect(error.find(AlreadyClaimed, Owner)).toBeUndefined();
  });

  it('shows the item in the way as a caller reads it: sets, great numbers, upgraded', async () => {
    const labels = new Set(['x', 'y']);
    await send(db, Account.create({ ...account('i1', 0.1), labels, limit: 2n ** 60n }));
    await write({ PK: 'OWNER#i2', SK: 'OWNER', EntityType: 'Owner', ownerId: 'i2', mail: 'old@example.org' });
    const error = await cancelled(
      Account.check({ accountId: 'i1' }, { if: { balance: gte(1) } }),
      Owner.checkAbsent({ ownerId: 'i2' }),
    );
    expect(error.failures.map(({ item }) => item)).toEqual([
      { accountId: 'i1', balance: 0.1, labels, limit: 2n ** 60n },
      { ownerId: 'i2', email: 'old@example.org' },
    ]);
  });

  it('shows an item of another entity as it is stored', async () => {
    const stored = { ...accountKey('o1'), EntityType: 'Legacy', amount: 12 };
    await write(stored);
    const error = await cancelled(Account.create(account('o1')), Owner.check({ ownerId: 'nobody' }));
    expect(error.failures.map(({ item }) => item)).toEqual([stored, undefined]);
    expect(error.find(AlreadyExists)?.item).toEqual(stored);
  });

  it('by a check of an item that is not written says so', async () => {
    await send(db, Owner.create({ ownerId: 'c1', email: 'c1@example.org' }));
    const error = await cancelled(
      Account.create(account('c0')),
      Owner.check({ ownerId: 'c1', version: 7 }),
      Owner.check({ ownerId: 'c2' }),
      OwnerEmail.checkAbsent({ email: 'free@example.org' }),
      Account.delete({ accountId: 'never there' }),
    );
    expect(error.failures.map(({ operation, message }) => [operation, message])).toEqual([
      ['Owner.check', 'Owner.check: the item with PK "OWNER#c1", SK "OWNER" has version 1, and 7 was read.'],
      ['Owner.check', 'Owner.check: there is no Owner with PK "OWNER#c2", SK "OWNER".'],
    ]);
    const absent = await cancelled(Account.create(account('c0')), Owner.checkAbsent({ ownerId: 'c1' }));
    expect(absent.message).toBe(
      'transactWrite: nothing was done. Owner.checkAbsent: there is an item with PK "OWNER#c1", SK "OWNER".',
    );
    expect(absent.failures[0]?.index).toBe(1);
    await transactWrite(db, [
      Account.create(account('c0')),
      Owner.check({ ownerId: 'c1', version: 1 }),
      Owner.checkAbsent({ ownerId: 'c2' }),
    ]);
    // A check writes nothing, no version either.
    expect(await send(db, Owner.get({ ownerId: 'c1' }, { consistent: true }))).toMatchObject({ version: 1 });
    expect(await send(db, Owner.get({ ownerId: 'c2' }, { consistent: true }))).toBeUndefined();
  });

  it('by what is no condition has the code and message of the service', async () => {
    await send(db, Account.create({ ...account('v1'), note: 'x'.repeat(399 * 1024) }));
    const error = await cancelled(
      Account.create(account('v0')),
      // The item would be over 400 KB.
      Account.update({ accountId: 'v1' }, { set: { limit: 1, status: 'y'.repeat(2000) } as never }),
    );
    const [failure] = error.failures;
    expect(error.failures).toHaveLength(1);
    expect(failure).toMatchObject({
      index: 1,
      operation: 'Account.update',
      key: accountKey('v1'),
      code: 'ValidationError',
      error: undefined,
    });
    const text = 'Account.update of the item with PK "ACCOUNT#v1", SK "ACCOUNT": ValidationError, ';
    expect(failure?.message.slice(0, text.length)).toBe(text);
    expect(failure?.message.length).toBeGreaterThan(text.length);
    expect(error.message).toBe(`transactWrite: nothing was done. ${failure?.message.replace(/\.$/, '')}.`);
    expect(await balances('v0')).toEqual([undefined]);
  });

  it('leaves a request that the service refuses as a whole to the error of the SDK', async () => {
    const missing = { ...db, tableName: engine.tableName('nowhere') };
    const write = await failureOf(transactWrite(missing, [Account.create(account('a'))]));
    const read = await failureOf(transactGet(missing, [Account.get({ accountId: 'a' })]));
    for (const error of [write, read]) expect(error.name).toBe('ResourceNotFoundException');
  });
});
