import { marshall } from '@aws-sdk/util-dynamodb';
import type { CommandEvent } from '../../src/client/command-event.ts';
import { type Connection, connect } from '../../src/client/connect.ts';
import { gte } from '../../src/expressions/operators.ts';
import { transactGet } from '../../src/transactions/transact-get.ts';
import { transactWrite } from '../../src/transactions/transact-write.ts';
import { CLIENT_KINDS, type MockedClient, mockedClient } from '../repositories/mocked-client.ts';
import { Account, account, bank, Owner, Transfer } from './bank.ts';

type Native = Record<string, unknown>;

const now = new Date('2026-11-21T12:00:00.000Z');
const transfer = { transferId: 't1', from: 'a', to: 'b', amount: 5 };
const failing = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };

describe.each(CLIENT_KINDS)('through a %s', (kind) => {
  let mocked: MockedClient;
  let db: Connection;
  let events: CommandEvent[];
  beforeEach(() => {
    mocked = mockedClient(kind);
    events = [];
    db = connection();
  });
  const connection = (capacity = false) =>
    connect({
      table: bank,
      tableName: 'bank-production',
      client: mocked.client,
      capacity,
      onCommand: (event) => events.push(event),
    });

  /** An action as this kind of client sends it. */
  const wire = (action: Native) =>
    Object.fromEntries(Object.entries(action).map(([name, fields]) => [name, encoded(fields as Native)]));
  const encoded = (fields: Native) =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]) => {
        const values = ['Key', 'Item', 'ExpressionAttributeValues'].includes(name);
        return [name, values && kind === 'DynamoDBClient' ? marshall(value as Native) : value];
      }),
    );

  it('each kind of operation is its action, in the order given, and none asks for values', async () => {
    await transactWrite(db, [
      Transfer.create(transfer, { now }),
      Account.put(account('p')),
      Account.update({ accountId: 'u' }, { add: { balance: -5 } }, { if: { balance: gte(5) } }),
      Account.upsert(account('s', 1)),
      Account.delete({ accountId: 'd' }),
      Account.check({ accountId: 'c' }),
      Account.checkAbsent({ accountId: 'n' }),
      Owner.delete({ ownerId: '1', version: 3 }),
    ]);
    const TableName = 'bank-production';
    const key = (accountId: string) => ({ PK: `ACCOUNT#${accountId}`, SK: 'ACCOUNT' });
    const condition = { ...failing, TableName };
    expect(mocked.sent()).toHaveLength(1);
    const [{ command, input } = { command: '', input: {} }] = mocked.sent();
    expect(command).toBe(kind === 'DynamoDBClient' ? 'TransactWriteItemsCommand' : 'TransactWriteCommand');
    expect(input).toEqual({
      ClientRequestToken: expect.stringMatching(/^[0-9a-f-]{36}$/),
      TransactItems: [
        {
          Put: {
            ...condition,
            Item: {
              PK: 'TRANSFER#t1',
              SK: 'TRANSFER',
              EntityType: 'Transfer',
              ...transfer,
              createdAt: '2026-11-21T12:00:00.000Z',
              updatedAt: '2026-11-21T12:00:00.000Z',
            },
            ConditionExpression: 'attribute_not_exists(#n0)',
            ExpressionAttributeNames: { '#n0': 'PK' },
          },
        },
        { Put: { TableName, Item: { ...key('p'), EntityType: 'Account', accountId: 'p', balance: 100 } } },
        {
          Update: {
            ...condition,
            Key: key('u'),
            UpdateExpression: 'ADD #n1 :v0',
            ConditionExpression: 'attribute_exists(#n0) AND (#n1 >= :v1)',
            ExpressionAttributeNames: { '#n0': 'PK', '#n1': 'balance' },
            ExpressionAttributeValues: { ':v0': -5, ':v1': 5 },
          },
        },
        {
          Update: {
            TableName,
            Key: key('s'),
            UpdateExpression: 'SET #n0 = :v0, #n1 = :v1, #n2 = :v2',
            ExpressionAttributeNames: { '#n0': 'EntityType', '#n1': 'accountId', '#n2': 'balance' },
            ExpressionAttributeValues: { ':v0': 'Account', ':v1': 's', ':v2': 1 },
          },
        },
        { Delete: { TableName, Key: key('d') } },
        {
          ConditionCheck: {
            ...condition,
            Key: key('c'),
            ConditionExpression: 'attribute_exists(#n0)',
            ExpressionAttributeNames: { '#n0': 'PK' },
          },
        },
        {
          ConditionCheck: {
            ...condition,
            Key: key('n'),
            ConditionExpression: 'attribute_not_exists(#n0)',
            ExpressionAttributeNames: { '#n0': 'PK' },
          },
        },
        {
          Delete: {
            ...condition,
            Key: { PK: 'OWNER#1', SK: 'OWNER' },
            ConditionExpression: 'attribute_exists(#n0) AND #n1 = :v0',
            ExpressionAttributeNames: { '#n0': 'PK', '#n1': 'version' },
            ExpressionAttributeValues: { ':v0': 3 },
          },
        },
      ].map(wire),
    });
  });

  it("the token is the caller's, or a new one for each call", async () => {
    const operations = [Account.delete({ accountId: 'a' })];
    await transactWrite(db, operations, { token: 'order-77' });
    await transactWrite(db, operations);
    await transactWrite(db, operations);
    const [first, second, third] = mocked.sent().map(({ input }) => input.ClientRequestToken);
    expect(first).toBe('order-77');
    expect(second).toMatch(/^[0-9a-f-]{36}$/);
    expect(third).toMatch(/^[0-9a-f-]{36}$/);
    expect(third).not.toBe(second);
  });

  it('the operations stay as they are, so that they can be sent again, also alone', async () => {
    const update = Account.update({ accountId: 'a' }, { add: { balance: 1 } });
    const before = structuredClone(update.input);
    await transactWrite(db, [update], { token: 'twice' });
    await transactWrite(db, [update], { token: 'twice' });
    expect(update.input).toEqual(before);
    expect(update.input.ReturnValues).toBe('ALL_NEW');
    const [first, second] = mocked.sent();
    expect(first?.input).toEqual(second?.input);
  });

  it('a read is a Get of the real table, of the attributes selected', async () => {
    await transactGet(db, [
      Account.get({ accountId: 'a' }, { consistent: true, select: ['balance'] }),
      Owner.getOrThrow({ ownerId: '1' }),
    ]).catch(() => 'Nothing is there.');
    const [{ command, input } = { command: '', input: {} }] = mocked.sent();
    expect(command).toBe(kind === 'DynamoDBClient' ? 'TransactGetItemsCommand' : 'TransactGetCommand');
    expect(input).toEqual({
      TransactItems: [
        {
          Get: {
            TableName: 'bank-production',
            Key: { PK: 'ACCOUNT#a', SK: 'ACCOUNT' },
            ProjectionExpression: expect.stringMatching(/^#n0, #n1/),
            ExpressionAttributeNames: expect.objectContaining({ '#n0': 'balance' }),
          },
        },
        { Get: { TableName: 'bank-production', Key: { PK: 'OWNER#1', SK: 'OWNER' } } },
      ].map(wire),
    });
  });

  it('capacity is asked for when the connection does, and told as one sum', async () => {
    const ConsumedCapacity = [
      { TableName: 'bank-production', CapacityUnits: 4 },
      { TableName: 'other', CapacityUnits: 2.5 },
    ];
    const item = { PK: 'ACCOUNT#a', SK: 'ACCOUNT', EntityType: 'Account', ...account('a') };
    const Item = kind === 'DynamoDBClient' ? marshall(item) : item;
    const answers = [{ ConsumedCapacity }, { ConsumedCapacity, Responses: [{ Item }, {}] }, {}];
    mocked.mock.callsFake(async () => answers.shift());
    const asking = connection(true);
    await transactWrite(asking, [Account.delete({ accountId: 'a' })]);
    await transactGet(asking, [Account.get({ accountId: 'a' }), Account.get({ accountId: 'b' })]);
    await transactWrite(db, [Account.delete({ accountId: 'a' })]);
    expect(events).toMatchObject([
      { operation: 'transactWrite', kind: 'transactWrite', items: 0, capacity: 6.5 },
      { operation: 'transactGet', kind: 'transactGet', items: 1, capacity: 6.5 },
      { operation: 'transactWrite', kind: 'transactWrite', items: 0, capacity: undefined },
    ]);
    expect(mocked.sent().map(({ input }) => input.ReturnConsumedCapacity)).toEqual([
      'TOTAL',
      'TOTAL',
      undefined,
    ]);
  });

  it('a signal reaches the client', async () => {
    const { signal: abortSignal } = new AbortController();
    await transactWrite(db, [Account.delete({ accountId: 'a' })], { abortSignal });
    await transactGet(db, [Account.get({ accountId: 'a' })], { abortSignal });
    expect(mocked.sent().map(({ options }) => options)).toEqual([{ abortSignal }, { abortSignal }]);
  });

  it('nothing is sent once the signal is aborted', async () => {
    const abortSignal = AbortSignal.abort();
    const aborted = { name: 'AbortError' };
    await expect(
      transactWrite(db, [Account.delete({ accountId: 'a' })], { abortSignal }),
    ).rejects.toMatchObject(aborted);
    await expect(transactGet(db, [Account.get({ accountId: 'a' })], { abortSignal })).rejects.toMatchObject(
      aborted,
    );
    expect(mocked.sent()).toEqual([]);
  });

  it('a transaction gives the items of creates and puts by place, with stamps and versions, else undefined', async () => {
    const results = await transactWrite(db, [
      Account.delete({ accountId: 'd' }),
      Transfer.create(transfer, { now }),
      Account.update({ accountId: 'u' }, { add: { balance: 1 } }),
      Owner.put({ ownerId: '1', email: 'ann@example.org', version: 3 }),
      Account.check({ accountId: 'c' }),
      Account.upsert(account('s')),
    ]);
    const stamp = '2026-11-21T12:00:00.000Z';
    expect(results).toEqual([
      undefined,
      { ...transfer, createdAt: stamp, updatedAt: stamp },
      undefined,
      { ownerId: '1', email: 'ann@example.org', version: 4 },
      undefined,
      undefined,
    ]);
  });
});
