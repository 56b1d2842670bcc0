import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { CommandEvent } from '../../src/client/command-event.ts';
import type { Connection } from '../../src/client/connect.ts';
import { InvalidItem, NotFound } from '../../src/errors.ts';
import { send } from '../../src/repositories/send.ts';
import { transactGet } from '../../src/transactions/transact-get.ts';
import { transactWrite } from '../../src/transactions/transact-write.ts';
import { describeClients, freshTable } from '../integration/clients.ts';
import { failureOf } from '../integrity/contenders.ts';
import { Account, account, accountKey, bank, Owner, OwnerEmail, Transfer } from './bank.ts';

describeClients('transactGet', (engine, client) => {
  let db: Connection;
  beforeAll(async () => {
    db = await freshTable(engine, bank, { client: client() });
  });
  /** Writes an item as somebody without the toolkit would. */
  const write = (Item: Record<string, unknown>) =>
    DynamoDBDocumentClient.from(engine.client()).send(new PutCommand({ TableName: db.tableName, Item }));

  it('gives the items of several entities by place, as each operation alone gives them', async () => {
    const labels = new Set(['x', 'y']);
    const rich = { ...account('a', 0.5), status: 'open', labels, limit: 2n ** 60n };
    const [, owner, transfer] = await transactWrite(db, [
      Account.create(rich),
      Owner.create({ ownerId: '1', email: 'ann@example.org' }),
      Transfer.create({ transferId: 't', from: 'a', to: 'b', amount: 1 }),
      OwnerEmail.claim({ ownerId: '1', email: 'ann@example.org' }),
    ]);
    const operations = [
      Transfer.getOrThrow({ transferId: 't' }),
      Account.get({ accountId: 'none' }),
      OwnerEmail.get({ email: 'ANN@example.org' }),
      Account.get({ accountId: 'a' }, { consistent: true }),
      Owner.get({ ownerId: '1' }, { select: ['email'] }),
    ] as const;
    const items = await transactGet(db, operations);
    expect(items).toEqual([
      transfer,
      undefined,
      { email: 'ann@example.org', ownerId: '1' },
      rich,
      { email: owner.email },
    ]);
    const alone = await Promise.all(operations.map((operation) => send<unknown>(db, operation)));
    expect(alone).toEqual(items);
  });

  it('brings older items up to date', async () => {
    await write({ PK: 'OWNER#old', SK: 'OWNER', EntityType: 'Owner', ownerId: 'old', mail: 'o@example.org' });
    const [owner] = await transactGet(db, [Owner.get({ ownerId: 'old' })]);
    expect(owner).toEqual({ ownerId: 'old', email: 'o@example.org' });
  });

  it('is NotFound for an absent item of getOrThrow', async () => {
    const call = transactGet(db, [Account.get({ accountId: 'none' }), Owner.getOrThrow({ ownerId: 'none' })]);
    const error = await failureOf(call);
    expect(error).toBeInstanceOf(NotFound);
    expect(error.message).toBe('Owner.getOrThrow: there is no Owner with PK "OWNER#none", SK "OWNER".');
  });

  it('is InvalidItem for an item of another entity', async () => {
    await write({ ...accountKey('legacy'), EntityType: 'Legacy' });
    const error = await failureOf(transactGet(db, [Account.get({ accountId: 'legacy' })]));
    expect(error).toBeInstanceOf(InvalidItem);
    expect(error.message).toBe('Account.get found an item of "Legacy" in EntityType.');
  });

  it('tells the capacity of all items together', async () => {
    const units: (number | undefined)[] = [];
    const counting = {
      ...db,
      capacity: true,
      onCommand: (event: CommandEvent) => units.push(event.capacity),
    };
    await transactWrite(counting, [Account.put(account('c1')), Account.put(account('c2'))]);
    await transactGet(counting, [Account.get({ accountId: 'c1' }), Account.get({ accountId: 'c2' })]);
    // A transactional read of a small item is two units. What writes cost, the engines see differently.
    expect(units).toEqual([expect.any(Number), 4]);
  });
});
