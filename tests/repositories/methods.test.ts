import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import 'aws-sdk-client-mock-jest';
import { connect } from '../../src/client/connect.ts';
import { gte } from '../../src/expressions/operators.ts';
import { increment } from '../../src/expressions/patch.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { repository } from '../../src/repositories/repository.ts';
import { send } from '../../src/repositories/send.ts';
import { defineTable } from '../../src/table/table.ts';
import { CLIENT_KINDS, type MockedClient, mockedClient } from './mocked-client.ts';
import { Order, order, ordersOver, stored } from './orders.ts';

const key = { userId: '7', orderId: 'a1' };
const Key = { PK: 'USER#7', SK: 'ORDER#a1' };

describe.each(CLIENT_KINDS)('a repository over a mocked %s', (kind) => {
  let mocked: MockedClient;
  let orders: ReturnType<typeof ordersOver>['orders'];
  beforeEach(() => {
    mocked = mockedClient(kind);
    orders = ordersOver(mocked.client).orders;
  });
  const command = (name: string) =>
    kind === 'DynamoDBClient' && !['Query', 'Scan'].includes(name) ? `${name}ItemCommand` : `${name}Command`;

  it('create puts the item with its keys, if there is none, and gives it back', async () => {
    mocked.answersInTurn({});
    expect(await orders.create(order('a1'))).toEqual(order('a1'));
    expect(mocked.sent()).toEqual([
      {
        command: command('Put'),
        input: {
          TableName: 'shop-production',
          Item: stored('a1'),
          ConditionExpression: 'attribute_not_exists(#n0)',
          ExpressionAttributeNames: { '#n0': 'PK' },
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        },
        options: undefined,
      },
    ]);
  });

  it('put sends the whole item, and gives the replaced one when asked', async () => {
    mocked.answersInTurn({}, { Attributes: stored('a1', { total: 1 }) }, {});
    expect(await orders.put(order('a1'))).toEqual(order('a1'));
    expect(await orders.put(order('a1'), { return: 'old' })).toEqual({ ...order('a1'), total: 1 });
    expect(await orders.put(order('a1'), { return: 'old', if: { total: gte(1) } })).toBeUndefined();
    expect(mocked.sent().map(({ input }) => input)).toEqual([
      { TableName: 'shop-production', Item: stored('a1') },
      { TableName: 'shop-production', Item: stored('a1'), ReturnValues: 'ALL_OLD' },
      {
        TableName: 'shop-production',
        Item: stored('a1'),
        ReturnValues: 'ALL_OLD',
        ConditionExpression: '#n0 >= :v0',
        ExpressionAttributeNames: { '#n0': 'total' },
        ExpressionAttributeValues: { ':v0': 1 },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    ]);
  });

  it('get and a get pattern read by the primary key', async () => {
    mocked.answersInTurn({ Item: stored('a1') }, {}, { Item: stored('a1') }, { Item: stored('a1') });
    expect(await orders.get(key)).toEqual(order('a1'));
    expect(await orders.get(key, { consistent: true })).toBeUndefined();
    expect(await orders.find(key)).toEqual(order('a1'));
    expect(await orders.getOrThrow(key, { select: ['total'] })).toEqual({ total: 5 });
    const names = { '#n0': 'total', '#n1': 'PK', '#n2': 'SK', '#n3': 'EntityType' };
    expect(mocked.sent().map(({ input }) => input)).toEqual([
      { TableName: 'shop-production', Key },
      { TableName: 'shop-production', Key, ConsistentRead: true },
      { TableName: 'shop-production', Key },
      {
        TableName: 'shop-production',
        Key,
        ProjectionExpression: '#n0, #n1, #n2, #n3',
        ExpressionAttributeNames: names,
      },
    ]);
    expect(mocked.sent()[0]?.command).toBe(command('Get'));
  });

  it('update changes what is there, and gives the item as asked', async () => {
    mocked.answersInTurn({ Attributes: stored('a1', { total: 6 }) }, { Attributes: stored('a1') }, {});
    const patch = { set: { total: increment<number>(1) } };
    expect(await orders.update(key, patch)).toEqual({ ...order('a1'), total: 6 });
    expect(await orders.update(key, patch, { return: 'old' })).toEqual(order('a1'));
    expect(await orders.update(key, patch, { return: 'none' })).toBeUndefined();
    expect(mocked.sent().map(({ input }) => input.ReturnValues)).toEqual(['ALL_NEW', 'ALL_OLD', undefined]);
    const [first] = mocked.sent();
    expect(first).toMatchObject({
      command: command('Update'),
      input: { TableName: 'shop-production', Key, ConditionExpression: 'attribute_exists(#n0)' },
    });
    expect(Object.values(first?.input.ExpressionAttributeNames ?? {}).sort()).toEqual(['PK', 'total']);
  });

  it('upsert writes without asking whether there is an item', async () => {
    mocked.answersInTurn({ Attributes: stored('a1') }, {});
    expect(await orders.upsert(order('a1'))).toEqual(order('a1'));
    expect(await orders.upsert(order('a1'), { return: 'old' })).toBeUndefined();
    const [first, second] = mocked.sent();
    expect(first?.command).toBe(command('Update'));
    expect(first?.input).toMatchObject({ TableName: 'shop-production', Key, ReturnValues: 'ALL_NEW' });
    expect(first?.input).not.toHaveProperty('ConditionExpression');
    expect(second?.input.ReturnValues).toBe('ALL_OLD');
  });

  it('delete sends the key, and gives the deleted item when asked', async () => {
    mocked.answersInTurn({}, { Attributes: stored('a1') }, {});
    expect(await orders.delete(key)).toBeUndefined();
    expect(await orders.delete(key, { return: 'old' })).toEqual(order('a1'));
    expect(await orders.delete(key, { return: 'old' })).toBeUndefined();
    expect(mocked.sent().slice(0, 2)).toEqual([
      { command: command('Delete'), input: { TableName: 'shop-production', Key }, options: undefined },
      {
        command: command('Delete'),
        input: { TableName: 'shop-production', Key, ReturnValues: 'ALL_OLD' },
        options: undefined,
      },
    ]);
  });

  it('a query pattern reads a page of the real table', async () => {
    mocked.answersInTurn({ Items: [stored('a1')] });
    expect(await orders.ofUser({ userId: '7' })).toMatchObject({ items: [order('a1')], cursor: undefined });
    expect(mocked.sent()).toEqual([
      {
        command: command('Query'),
        input: {
          TableName: 'shop-production',
          KeyConditionExpression: '#n0 = :v0 AND begins_with(#n1, :v1)',
          ExpressionAttributeNames: { '#n0': 'PK', '#n1': 'SK' },
          ExpressionAttributeValues: { ':v0': 'USER#7', ':v1': 'ORDER#' },
        },
        options: undefined,
      },
    ]);
  });

  it('a query of one reads a single item, in the order that the pattern or the call says', async () => {
    mocked.answersInTurn({ Items: [stored('a2')] }, { Items: [] });
    expect(await orders.newest({ userId: '7' })).toEqual(order('a2'));
    expect(await orders.newest({ userId: '7' }, { order: 'ascending' })).toBeUndefined();
    const [first, second] = mocked.sent();
    expect(first?.input).toMatchObject({ Limit: 1, ScanIndexForward: false });
    expect(second?.input).not.toHaveProperty('ScanIndexForward');
  });

  it('a scan pattern reads the table, with only items of the entity let through', async () => {
    mocked.answersInTurn({ Items: [stored('a1')] });
    expect((await orders.all()).items).toEqual([order('a1')]);
    expect(mocked.sent()).toEqual([
      {
        command: command('Scan'),
        input: {
          TableName: 'shop-production',
          FilterExpression: '#n0 = :v0',
          ExpressionAttributeNames: { '#n0': 'EntityType' },
          ExpressionAttributeValues: { ':v0': 'Order' },
        },
        options: undefined,
      },
    ]);
  });

  it('every method hands the abort signal to the SDK', async () => {
    mocked.answers(() => ({ Item: stored('a1'), Items: [stored('a1')], Attributes: stored('a1') }));
    const { signal: abortSignal } = new AbortController();
    await orders.create(order('a1'), { abortSignal });
    await orders.put(order('a1'), { abortSignal });
    await orders.get(key, { abortSignal });
    await orders.getOrThrow(key, { abortSignal });
    await orders.find(key, { abortSignal });
    await orders.update(key, { set: { total: 1 } }, { abortSignal });
    await orders.upsert(order('a1'), { abortSignal });
    await orders.delete(key, { abortSignal });
    await orders.ofUser({ userId: '7' }, { abortSignal });
    await orders.newest({ userId: '7' }, { abortSignal });
    await orders.ofUser.first({ userId: '7' }, { abortSignal });
    await orders.ofUser.count({ userId: '7' }, { abortSignal });
    await orders.all({ abortSignal });
    await orders.all.first({ abortSignal });
    await orders.all.count({ abortSignal });
    for await (const _ of orders.ofUser.iterate({ userId: '7' }, { abortSignal }));
    for await (const _ of orders.all.iterate({ abortSignal }));
    expect(mocked.sent().map(({ options }) => options)).toEqual(Array(17).fill({ abortSignal }));
  });

  it('a signal that is aborted already means that nothing is sent', async () => {
    const abortSignal = AbortSignal.abort();
    await expect(orders.put(order('a1'), { abortSignal })).rejects.toMatchObject({ name: 'AbortError' });
    await expect(orders.ofUser({ userId: '7' }, { abortSignal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(mocked.sent()).toEqual([]);
  });
});

describe('the usual mocks', () => {
  it('of a document client match native values', async () => {
    const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
    const mock = mockClient(client);
    mock.on(GetCommand, { TableName: 'shop-production', Key }).resolves({ Item: stored('a1') });
    const { orders } = ordersOver(client);
    expect(await orders.get(key)).toEqual(order('a1'));
    await orders.put(order('a1'));
    expect(mock).toHaveReceivedCommandTimes(GetCommand, 1);
    expect(mock).toHaveReceivedCommandWith(PutCommand, { TableName: 'shop-production', Item: stored('a1') });
  });

  it('of a low-level client match AttributeValues', async () => {
    const client = new DynamoDBClient({});
    const mock = mockClient(client);
    const encoded = { PK: { S: 'USER#7' }, SK: { S: 'ORDER#a1' } };
    mock.on(GetItemCommand, { Key: encoded }).resolves({ Item: { ...encoded, total: { N: '5' } } });
    const { orders } = ordersOver(client);
    expect(await orders.get(key, { select: ['total'] })).toEqual({ total: 5 });
    await orders.put(order('a1'));
    expect(mock).toHaveReceivedCommandWith(PutItemCommand, {
      Item: {
        ...encoded,
        GSI1PK: { S: 'STATUS#paid' },
        GSI1SK: { S: 'ORDER#a1' },
        EntityType: { S: 'Order' },
        userId: { S: '7' },
        orderId: { S: 'a1' },
        status: { S: 'paid' },
        total: { N: '5' },
      },
    });
  });
});

describe('a repository', () => {
  it('keeps its clock: the time of stamps comes from the connection, unless the call gives one', async () => {
    const table = defineTable({ name: 'notes' });
    const Note = defineEntity<{ id: string; createdAt: string; updatedAt: string }>()({
      name: 'Note',
      table,
      keys: { PK: 'NOTE#{id}', SK: 'NOTE' },
      stamps: true,
    });
    const mocked = mockedClient('DynamoDBDocumentClient');
    mocked.answers(() => ({}));
    const noon = new Date('2026-11-21T12:00:00Z');
    const notes = repository(connect({ table, client: mocked.client, now: () => noon }), Note);
    const stamp = noon.toISOString();
    expect(await notes.create({ id: '1' })).toEqual({ id: '1', createdAt: stamp, updatedAt: stamp });
    const now = new Date('2027-01-01T00:00:00Z');
    expect((await notes.put({ id: '1' }, { now })).updatedAt).toBe(now.toISOString());
  });

  it('refuses an entity of another table', () => {
    const other = defineTable({ name: 'other' });
    expect(() => repository(connect({ table: other, client: new DynamoDBClient({}) }), Order)).toThrow(
      'Entity Order belongs to table shop, and the connection is to other.',
    );
  });

  it('gives refusals of the builder as rejections, and nothing is sent', async () => {
    const mocked = mockedClient('DynamoDBClient');
    const { orders } = ordersOver(mocked.client);
    const refused = orders.get({ userId: '', orderId: 'a1' });
    await expect(refused).rejects.toThrow('userId');
    await expect(orders.ofUser({ userId: '7' }, { limit: 0 })).rejects.toThrow(
      'Order.ofUser: limit must be a whole number of 1 or more, not 0.',
    );
    expect(mocked.sent()).toEqual([]);
  });

  it('has the same effect as send with the pure operation', async () => {
    const mocked = mockedClient('DynamoDBClient');
    mocked.answers(() => ({ Item: stored('a1') }));
    const { db, orders } = ordersOver(mocked.client);
    expect(await send(db, Order.get(key))).toEqual(await orders.get(key));
    const [first, second] = mocked.sent();
    expect(first).toEqual(second);
  });

  it('send refuses an operation of another table', async () => {
    const other = connect({ table: defineTable({ name: 'other' }), client: new DynamoDBClient({}) });
    await expect(send(other, Order.get(key))).rejects.toThrow(
      'Order.get is declared for table shop, and the connection is to other.',
    );
  });

  it('tells the listener of every command that was answered, and asks for capacity when told to', async () => {
    const mocked = mockedClient('DynamoDBClient');
    const events: unknown[] = [];
    mocked.answersInTurn(
      { Item: stored('a1'), ConsumedCapacity: { CapacityUnits: 0.5 } },
      { Items: [stored('a1'), stored('a2')], LastEvaluatedKey: { PK: 'USER#7', SK: 'ORDER#a2' } },
      { Items: [stored('a3')], ConsumedCapacity: { CapacityUnits: 2 } },
      { Count: 3 },
    );
    const { orders } = ordersOver(mocked.client, {
      capacity: true,
      onCommand: (event) => events.push(event),
    });
    await orders.get(key);
    for await (const _ of orders.ofUser.iterate({ userId: '7' }));
    await orders.all.count();
    expect(events).toMatchObject([
      { operation: 'Order.get', kind: 'get', items: 1, capacity: 0.5 },
      { operation: 'Order.ofUser', kind: 'query', items: 2, capacity: undefined },
      { operation: 'Order.ofUser', kind: 'query', items: 1, capacity: 2 },
      { operation: 'Order.all', kind: 'scan', items: 0, capacity: undefined },
    ]);
    expect(mocked.sent().map(({ input }) => input.ReturnConsumedCapacity)).toEqual(Array(4).fill('TOTAL'));
  });
});
