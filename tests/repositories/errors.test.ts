import { ConditionalCheckFailedException, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { AlreadyExists, ConditionFailed, NotFound } from '../../src/errors.ts';
import { gt } from '../../src/expressions/operators.ts';
import { CLIENT_KINDS, type MockedClient, mockedClient } from './mocked-client.ts';
import { order, ordersOver, stored } from './orders.ts';

const key = { userId: '7', orderId: 'a1' };
const Key = { PK: 'USER#7', SK: 'ORDER#a1' };

/** As both kinds of client throw it: the item stays in AttributeValues. */
function falseCondition(item?: Record<string, unknown>): ConditionalCheckFailedException {
  return new ConditionalCheckFailedException({
    message: 'The conditional request failed',
    $metadata: { requestId: 'r1' },
    ...(item === undefined ? {} : { Item: marshall(item) }),
  });
}

describe.each(CLIENT_KINDS)('over a mocked %s', (kind) => {
  let mocked: MockedClient;
  let orders: ReturnType<typeof ordersOver>['orders'];
  beforeEach(() => {
    mocked = mockedClient(kind);
    orders = ordersOver(mocked.client).orders;
  });

  /** The error that a call comes to when the SDK throws `cause`. */
  async function thrown(cause: unknown, call: () => Promise<unknown>): Promise<unknown> {
    mocked.mock.rejects(cause as Error);
    return call().then(
      () => new Error('The call went through.'),
      (error: unknown) => error,
    );
  }

  it('create over an item is AlreadyExists, with the item that is there', async () => {
    const cause = falseCondition(stored('a1', { total: 1 }));
    const error = await thrown(cause, () => orders.create(order('a1')));
    expect(error).toBeInstanceOf(AlreadyExists);
    expect(error).toMatchObject({
      message: 'Order.create: there is an item with PK "USER#7", SK "ORDER#a1" already.',
      entity: 'Order',
      operation: 'Order.create',
      key: Key,
      item: { ...order('a1'), total: 1 },
    });
    expect((error as Error).cause).toBe(cause);
  });

  it('an item over 400 KB is refused by its key before it is sent', async () => {
    const large = { ...order('a1'), note: 'x'.repeat(409_600) };
    for (const write of [orders.create(large), orders.put(large)]) {
      await expect(write).rejects.toMatchObject({
        name: 'RequestError',
        message: expect.stringMatching(
          /^Order\.(create|put) writes an item of 4097\d\d bytes with PK "USER#7", SK "ORDER#a1"; an item has 409600 at most\.$/,
        ),
        entity: 'Order',
        key: Key,
      });
    }
    expect(mocked.sent()).toEqual([]);
  });

  it('an item of another kind in the way is given as it is stored', async () => {
    const present = { ...Key, EntityType: 'Legacy', total: 1 };
    const error = await thrown(falseCondition(present), () => orders.create(order('a1')));
    expect(error).toMatchObject({ item: present });
  });

  it('an item in the way that the validator would refuse does not hide what happened', async () => {
    const error = await thrown(falseCondition(stored('a1', { total: -1 })), () => orders.create(order('a1')));
    expect(error).toMatchObject({ name: 'AlreadyExists', item: { ...order('a1'), total: -1 } });
  });

  it('update of an absent item is NotFound', async () => {
    const cause = falseCondition();
    const error = await thrown(cause, () => orders.update(key, { set: { total: 1 } }));
    expect(error).toBeInstanceOf(NotFound);
    expect(error).toMatchObject({
      message: 'Order.update: there is no Order with PK "USER#7", SK "ORDER#a1".',
      entity: 'Order',
      operation: 'Order.update',
      key: Key,
    });
    expect((error as Error).cause).toBe(cause);
  });

  it('a false condition of the caller is ConditionFailed, with the item as it stands', async () => {
    const cause = falseCondition(stored('a1'));
    for (const [operation, call] of [
      ['Order.update', () => orders.update(key, { set: { total: 1 } }, { if: { total: gt(9) } })],
      ['Order.put', () => orders.put(order('a1'), { if: { total: gt(9) } })],
      ['Order.upsert', () => orders.upsert(order('a1'), { if: { total: gt(9) } })],
      ['Order.delete', () => orders.delete(key, { if: { total: gt(9) } })],
    ] as const) {
      const error = await thrown(cause, call);
      expect(error).toBeInstanceOf(ConditionFailed);
      expect(error).toMatchObject({
        message: `${operation}: the condition is false for the item with PK "USER#7", SK "ORDER#a1".`,
        entity: 'Order',
        operation,
        key: Key,
        item: order('a1'),
      });
      expect((error as Error).cause).toBe(cause);
    }
  });

  it('a conditional delete of an absent item is NotFound', async () => {
    const error = await thrown(falseCondition(), () => orders.delete(key, { if: { total: gt(9) } }));
    expect(error).toMatchObject({ name: 'NotFound', operation: 'Order.delete', key: Key });
  });

  it('getOrThrow of an absent item is NotFound, without a cause', async () => {
    mocked.answersInTurn({});
    const error = await orders.getOrThrow(key).catch((refusal: unknown) => refusal);
    expect(error).toBeInstanceOf(NotFound);
    expect(error).toMatchObject({
      message: 'Order.getOrThrow: there is no Order with PK "USER#7", SK "ORDER#a1".',
      operation: 'Order.getOrThrow',
    });
    expect((error as Error).cause).toBeUndefined();
  });

  it('get of an item that its validator refuses is InvalidItem', async () => {
    mocked.answersInTurn({ Item: stored('a1', { total: -1 }) });
    await expect(orders.get(key)).rejects.toMatchObject({
      name: 'InvalidItem',
      message: 'Order.get read an item that is no valid Order: total: must not be negative',
      item: { ...order('a1'), total: -1 },
      issues: [{ message: 'must not be negative', path: 'total' }],
    });
  });

  it('every other error of the SDK comes out as the same object', async () => {
    const missing = new ResourceNotFoundException({ message: 'no table', $metadata: {} });
    const foreign = Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
    for (const error of [missing, foreign]) {
      for (const call of [
        () => orders.create(order('a1')),
        () => orders.get(key),
        () => orders.update(key, { set: { total: 1 } }),
        () => orders.delete(key),
        () => orders.ofUser({ userId: '7' }),
        () => orders.newest({ userId: '7' }),
        () => orders.all.count(),
        () => orders.allAtOnce.iterate().next(),
        () => orders.ofUser.iterate({ userId: '7' }).next(),
      ]) {
        expect(await thrown(error, call)).toBe(error);
      }
    }
  });

  it('a false condition is known by its name, whichever copy of the SDK threw it', async () => {
    const other = Object.assign(new Error('false'), { name: 'ConditionalCheckFailedException' });
    const error = await thrown(other, () => orders.create(order('a1')));
    expect(error).toMatchObject({ name: 'AlreadyExists', item: undefined, cause: other });
  });
});
