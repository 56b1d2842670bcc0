import { between, lt } from '../../src/expressions/operators.ts';
import { mockedClient } from './mocked-client.ts';
import { order, ordersOver, position, stored } from './orders.ts';

const args = { userId: '7' };
const legacy = { ...position('x'), EntityType: 'Legacy', total: 1 };
const profile = { PK: 'USER#7', SK: 'PROFILE', EntityType: 'User', userId: '7', name: 'Ada' };

function setUp() {
  const mocked = mockedClient('DynamoDBClient');
  return { mocked, orders: ordersOver(mocked.client).orders };
}

/** What each request asked for and where it started. */
function requests(mocked: ReturnType<typeof mockedClient>) {
  return mocked.sent().map(({ input }) => [input.Limit, input.ExclusiveStartKey]);
}

describe('a page', () => {
  it('without a limit is what one request gives', async () => {
    const { mocked, orders } = setUp();
    mocked.answersInTurn({ Items: [stored('a'), stored('b')], LastEvaluatedKey: position('b') });
    const page = await orders.ofUser(args);
    expect(page).toMatchObject({ items: [order('a'), order('b')], rejected: [], requests: 1, scanned: 2 });
    expect(page.cursor).toEqual(expect.any(String));
    expect(requests(mocked)).toEqual([[undefined, undefined]]);
  });

  it('goes on where its cursor stands', async () => {
    const { mocked, orders } = setUp();
    mocked.answersInTurn({ Items: [stored('a')], LastEvaluatedKey: position('a') }, { Items: [stored('b')] });
    const { cursor } = await orders.ofUser(args);
    expect(await orders.ofUser(args, { cursor })).toMatchObject({ items: [order('b')], cursor: undefined });
    expect(requests(mocked)).toEqual([
      [undefined, undefined],
      [undefined, position('a')],
    ]);
  });

  it('that comes back empty with more behind it is followed until something is found', async () => {
    const { mocked, orders } = setUp();
    mocked.answersInTurn(
      { Items: [], ScannedCount: 40, LastEvaluatedKey: position('m') },
      { Items: [], ScannedCount: 30, LastEvaluatedKey: position('p') },
      { Items: [stored('q')], ScannedCount: 20, LastEvaluatedKey: position('q') },
    );
    const page = await orders.ofUser(args, { filter: { total: lt(9) } });
    expect(page).toMatchObject({ items: [order('q')], requests: 3, scanned: 90 });
    expect(page.cursor).toBeDefined();
  });

  it('is filled up to its limit by further requests for what is missing', async () => {
    const { mocked, orders } = setUp();
    mocked.answersInTurn(
      { Items: [stored('a'), stored('b')], LastEvaluatedKey: position('b') },
      { Items: [stored('c')], LastEvaluatedKey: position('c') },
    );
    const page = await orders.ofUser(args, { limit: 3 });
    expect(page.items.map(({ orderId }) => orderId)).toEqual(['a', 'b', 'c']);
    expect(requests(mocked)).toEqual([
      [3, undefined],
      [1, position('b')],
    ]);
  });

  it('with fewer than its limit is the last one', async () => {
    const { mocked, orders } = setUp();
    mocked.answersInTurn({ Items: [stored('a')] });
    expect(await orders.ofUser(args, { limit: 3 })).toMatchObject({ items: [order('a')], cursor: undefined });
  });

  it('exactly full at the end of the table has no cursor', async () => {
    const { mocked, orders } = setUp();
    mocked.answersInTurn({ Items: [stored('a')] });
    expect((await orders.ofUser(args, { limit: 1 })).cursor).toBeUndefined();
  });

  it('may be cut short by maxRequests, and then has a cursor', async () => {
    const { mocked, orders } = setUp();
    mocked.answersInTurn(
      { Items: [stored('a')], LastEvaluatedKey: position('k') },
      { Items: [], LastEvaluatedKey: position('p') },
      { Items: [stored('q')] },
    );
    const filter = { total: lt(9) };
    const page = await orders.ofUser(args, { limit: 5, maxRequests: 2, filter });
    expect(page).toMatchObject({ items: [order('a')], requests: 2 });
    const rest = await orders.ofUser(args, { limit: 5, filter, cursor: page.cursor });
    expect(rest).toMatchObject({ items: [order('q')], cursor: undefined });
    expect(mocked.sent()[2]?.input.ExclusiveStartKey).toEqual(position('p'));
  });

  it('without a limit is cut short by maxRequests as well', async () => {
    const { mocked, orders } = setUp();
    mocked.answersInTurn({ Items: [], LastEvaluatedKey: position('k') });
    expect(await orders.ofUser(args, { maxRequests: 1 })).toMatchObject({ items: [], requests: 1 });
  });

  it('under a filter asks for more and more at once, and stops in the middle of an answer', async () => {
    const { mocked, orders } = setUp();
    mocked.answersInTurn(
      { Items: [], LastEvaluatedKey: position('b') },
      { Items: [stored('c')], LastEvaluatedKey: position('f') },
      { Items: [stored('g'), stored('h'), stored('i')], LastEvaluatedKey: position('n') },
    );
    const page = await orders.ofUser(args, { limit: 3, filter: { total: lt(9) } });
    expect(page.items.map(({ orderId }) => orderId)).toEqual(['c', 'g', 'h']);
    expect(requests(mocked).map(([limit]) => limit)).toEqual([3, 6, 8]);
    mocked.answersInTurn({ Items: [] });
    await orders.ofUser(args, { filter: { total: lt(9) }, cursor: page.cursor });
    expect(mocked.sent().at(-1)?.input.ExclusiveStartKey).toEqual(position('h'));
  });

  it('never asks for more than 1000 at once under a filter, unless its limit is larger', async () => {
    const { mocked, orders } = setUp();
    mocked.answers((_, place) => ({ Items: [], ...(place < 14 ? { LastEvaluatedKey: position('b') } : {}) }));
    await orders.ofUser(args, { limit: 1, filter: { total: lt(9) } });
    const limits = requests(mocked).map(([limit]) => limit);
    expect(limits.slice(0, 3)).toEqual([1, 2, 4]);
    expect(limits.at(-1)).toBe(1000);
    await orders.ofUser(args, { limit: 3000, filter: { total: lt(9) } });
    expect(mocked.sent().at(-1)?.input.Limit).toBe(3000);
  });

  it('adds up the capacity of its requests, if they tell of any', async () => {
    const { mocked, orders } = setUp();
    mocked.answersInTurn(
      { Items: [], LastEvaluatedKey: position('b'), ConsumedCapacity: { CapacityUnits: 1.5 } },
      { Items: [stored('c')], ConsumedCapacity: { CapacityUnits: 0.5 } },
      { Items: [stored('c')] },
    );
    expect((await orders.ofUser(args)).capacity).toBe(2);
    expect((await orders.ofUser(args)).capacity).toBeUndefined();
  });

  it('over a range that can hold nothing makes no request', async () => {
    const { mocked, orders } = setUp();
    const nothing = { userId: '7', orderId: between<string>('b', 'a') };
    expect(await orders.ofUser(nothing)).toEqual({
      items: [],
      cursor: undefined,
      rejected: [],
      requests: 0,
      scanned: 0,
      capacity: undefined,
    });
    expect(await orders.ofUser.first(nothing)).toBeUndefined();
    expect(await orders.ofUser.count(nothing)).toBe(0);
    for await (const _ of orders.ofUser.iterate(nothing)) throw new Error('There is an item.');
    expect(mocked.sent()).toEqual([]);
  });
});

describe('what does not belong on a page', () => {
  it('is reported beside the good items, with the reason', async () => {
    const { mocked, orders } = setUp();
    const nameless = { ...position('y'), total: 1 };
    const negative = stored('b', { total: -1 });
    mocked.answersInTurn({ Items: [stored('a'), negative, legacy, nameless, stored('c')] });
    const page = await orders.ofUser(args);
    expect(page.items).toEqual([order('a'), order('c')]);
    expect(page.rejected).toEqual([
      {
        reason: 'invalid',
        entity: 'Order',
        message: 'Order.ofUser read an item that is no valid Order: total: must not be negative',
        item: negative,
      },
      {
        reason: 'unknown entity',
        entity: 'Legacy',
        message: 'Order.ofUser read an item of Legacy, which is no entity of table shop.',
        item: legacy,
      },
      {
        reason: 'unknown entity',
        entity: undefined,
        message: 'Order.ofUser read an item without the name of an entity in EntityType.',
        item: nameless,
      },
    ]);
  });

  it('is passed over in silence when it is an item of another declared entity', async () => {
    const { mocked, orders } = setUp();
    mocked.answersInTurn({ Items: [stored('a'), profile, stored('b')] });
    expect(await orders.ofUser(args)).toMatchObject({ items: [order('a'), order('b')], rejected: [] });
  });

  it('does not count towards the limit', async () => {
    const { mocked, orders } = setUp();
    mocked.answersInTurn(
      { Items: [legacy, profile], LastEvaluatedKey: { PK: 'USER#7', SK: 'PROFILE' } },
      { Items: [stored('a'), stored('b')], LastEvaluatedKey: position('b') },
    );
    const page = await orders.ofUser(args, { limit: 2 });
    expect(page).toMatchObject({ items: [order('a'), order('b')], requests: 2 });
    expect(page.rejected).toHaveLength(1);
  });

  it('does not empty a page without a limit for nothing: what was rejected is told at once', async () => {
    const { mocked, orders } = setUp();
    mocked.answersInTurn({ Items: [legacy], LastEvaluatedKey: position('x') });
    const page = await orders.ofUser(args);
    expect(page).toMatchObject({ items: [], requests: 1 });
    expect(page.rejected).toHaveLength(1);
    expect(page.cursor).toBeDefined();
  });
});

describe('the first item', () => {
  it('is found over as many requests as it takes', async () => {
    const { mocked, orders } = setUp();
    mocked.answersInTurn({ Items: [], LastEvaluatedKey: position('b') }, { Items: [stored('c')] });
    expect(await orders.ofUser.first(args, { filter: { total: lt(9) } })).toEqual(order('c'));
  });

  it('is not looked for behind an invalid one, which is an error', async () => {
    const { mocked, orders } = setUp();
    const negative = stored('a', { total: -1 });
    for (const call of [
      () => orders.ofUser.first(args),
      () => orders.newest(args),
      () => orders.all.first(),
    ]) {
      mocked.mock.reset();
      mocked.answersInTurn({ Items: [negative], LastEvaluatedKey: position('a') });
      await expect(call()).rejects.toMatchObject({
        name: 'InvalidItem',
        message: expect.stringContaining('read an item that is no valid Order: total: must not be negative'),
        entity: 'Order',
        item: negative,
      });
      expect(mocked.sent()).toHaveLength(1);
    }
  });

  it('is given although the next one is invalid', async () => {
    const { mocked, orders } = setUp();
    mocked.answersInTurn({ Items: [stored('a'), stored('b', { total: -1 })] });
    expect(await orders.ofUser.first(args, { filter: { total: lt(9) } })).toEqual(order('a'));
  });

  it('is looked for behind items that are no business of the reader', async () => {
    const { mocked, orders } = setUp();
    mocked.answersInTurn(
      { Items: [legacy], LastEvaluatedKey: position('x') },
      { Items: [profile], LastEvaluatedKey: { PK: 'USER#7', SK: 'PROFILE' } },
      { Items: [stored('a')] },
    );
    expect(await orders.newest(args)).toEqual(order('a'));
  });
});

describe('a count', () => {
  it('adds up all parts, and asks for numbers only', async () => {
    const { mocked, orders } = setUp();
    mocked.answersInTurn(
      { Count: 2, LastEvaluatedKey: position('b') },
      { Count: 0, LastEvaluatedKey: position('f') },
      { Count: 3 },
    );
    expect(await orders.ofUser.count(args, { filter: { total: lt(9) } })).toBe(5);
    const sent = mocked.sent().map(({ input }) => [input.Select, input.ExclusiveStartKey, input.Limit]);
    expect(sent).toEqual([
      ['COUNT', undefined, undefined],
      ['COUNT', position('b'), undefined],
      ['COUNT', position('f'), undefined],
    ]);
  });

  it('stops when it is aborted between two parts', async () => {
    const { mocked, orders } = setUp();
    const controller = new AbortController();
    mocked.answers(() => {
      controller.abort();
      return { Count: 2, LastEvaluatedKey: position('b') };
    });
    const counting = orders.ofUser.count(args, { abortSignal: controller.signal });
    await expect(counting).rejects.toMatchObject({ name: 'AbortError' });
    expect(mocked.sent()).toHaveLength(1);
  });
});
