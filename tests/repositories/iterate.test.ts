import { lt } from '../../src/expressions/operators.ts';
import type { RejectedItem } from '../../src/operations/operation.ts';
import { iterate } from '../../src/repositories/iterate.ts';
import { mockedClient } from './mocked-client.ts';
import { Order, order, ordersOver, position, stored } from './orders.ts';

const args = { userId: '7' };
const negative = stored('b', { total: -1 });
const legacy = { ...position('x'), EntityType: 'Legacy' };

function setUp() {
  const mocked = mockedClient('DynamoDBDocumentClient');
  const { db, orders } = ordersOver(mocked.client);
  return { mocked, db, orders };
}

/** Two items on each of three pages: a1 a2, b1 b2, c1 c2. */
function threePages(mocked: ReturnType<typeof mockedClient>): void {
  mocked.answersInTurn(
    { Items: [stored('a1'), stored('a2')], LastEvaluatedKey: position('a2') },
    { Items: [stored('b1'), stored('b2')], LastEvaluatedKey: position('b2') },
    { Items: [stored('c1'), stored('c2')] },
  );
}

async function idsOf(items: AsyncIterable<{ readonly orderId: string }>): Promise<string[]> {
  const ids = [];
  for await (const { orderId } of items) ids.push(orderId);
  return ids;
}

describe('iterate', () => {
  it('goes through all pages, each request starting where the last one ended', async () => {
    const { mocked, orders } = setUp();
    threePages(mocked);
    expect(await idsOf(orders.ofUser.iterate(args))).toEqual(['a1', 'a2', 'b1', 'b2', 'c1', 'c2']);
    const starts = mocked.sent().map(({ input }) => input.ExclusiveStartKey);
    expect(starts).toEqual([undefined, position('a2'), position('b2')]);
  });

  it('asks for a page only when its first item is wanted, and after break for none', async () => {
    const { mocked, orders } = setUp();
    threePages(mocked);
    const seen: [string, number][] = [];
    for await (const { orderId } of orders.ofUser.iterate(args)) {
      seen.push([orderId, mocked.sent().length]);
      if (orderId === 'b2') break;
    }
    expect(seen).toEqual([
      ['a1', 1],
      ['a2', 1],
      ['b1', 2],
      ['b2', 2],
    ]);
    expect(mocked.sent()).toHaveLength(2);
  });

  it('sends nothing before the loop begins', async () => {
    const { mocked, orders } = setUp();
    orders.ofUser.iterate(args);
    orders.allAtOnce.iterate();
    expect(mocked.sent()).toEqual([]);
  });

  it('is the same as a function over the pure operation', async () => {
    const { mocked, db } = setUp();
    threePages(mocked);
    expect(await idsOf(iterate(db, Order.ofUser(args)))).toHaveLength(6);
  });

  it('ends after its limit, without a request too many', async () => {
    const { mocked, orders } = setUp();
    threePages(mocked);
    expect(await idsOf(orders.ofUser.iterate(args, { limit: 4 }))).toEqual(['a1', 'a2', 'b1', 'b2']);
    expect(mocked.sent().map(({ input }) => input.Limit)).toEqual([4, 4]);
  });

  it('with a limit and a filter lets the service read as many as it wants to', async () => {
    const { mocked, orders } = setUp();
    threePages(mocked);
    const found = orders.ofUser.iterate(args, { limit: 3, filter: { total: lt(9) } });
    expect(await idsOf(found)).toEqual(['a1', 'a2', 'b1']);
    expect(mocked.sent().map(({ input }) => input.Limit)).toEqual([undefined, undefined]);
  });

  it('begins where a cursor stands', async () => {
    const { mocked, orders } = setUp();
    threePages(mocked);
    const { cursor } = await orders.ofUser(args);
    expect(await idsOf(orders.ofUser.iterate(args, { cursor }))).toEqual(['b1', 'b2', 'c1', 'c2']);
  });

  it('works on patterns of one as well', async () => {
    const { mocked, orders } = setUp();
    threePages(mocked);
    expect(await idsOf(orders.newest.iterate(args))).toHaveLength(6);
    expect(mocked.sent()[0]?.input).toMatchObject({ ScanIndexForward: false });
    expect(mocked.sent()[0]?.input).not.toHaveProperty('Limit');
  });

  it('throws what goes wrong in the middle, after the items before it', async () => {
    const { mocked, orders } = setUp();
    const failure = new Error('the third page is lost');
    mocked.answers((_, place) => {
      if (place === 2) throw failure;
      return { Items: [stored(`${place}`)], LastEvaluatedKey: position(`${place}`) };
    });
    const seen: string[] = [];
    const reading = async () => {
      for await (const { orderId } of orders.ofUser.iterate(args)) seen.push(orderId);
    };
    await expect(reading()).rejects.toBe(failure);
    expect(seen).toEqual(['0', '1']);
  });

  it('ends with an AbortError when it is aborted, also between two items of one page', async () => {
    const { mocked, orders } = setUp();
    threePages(mocked);
    const controller = new AbortController();
    const seen: string[] = [];
    const reading = async () => {
      const options = { abortSignal: controller.signal };
      for await (const { orderId } of orders.ofUser.iterate(args, options)) {
        seen.push(orderId);
        if (orderId === 'b1') controller.abort();
      }
    };
    await expect(reading()).rejects.toMatchObject({ name: 'AbortError' });
    expect(seen).toEqual(['a1', 'a2', 'b1']);
    expect(mocked.sent()).toHaveLength(2);
  });

  it('refuses bad arguments when the loop begins, not in the call before it', async () => {
    const { mocked, orders } = setUp();
    const loops = [
      orders.ofUser.iterate({ userId: '' }),
      orders.ofUser.iterate(args, { limit: -1 }),
      orders.ofUser.iterate(args, { cursor: 'nonsense' }),
    ];
    for (const loop of loops) await expect(loop.next()).rejects.toThrow('Order.');
    expect(mocked.sent()).toEqual([]);
  });

  it('refuses maxRequests, after which nobody could tell an end from a stop', async () => {
    const { mocked, orders } = setUp();
    await expect(orders.ofUser.iterate(args, { maxRequests: 2 } as object).next()).rejects.toThrow(
      'Order.ofUser: maxRequests is for pages; whoever iterates ends the loop.',
    );
    expect(mocked.sent()).toEqual([]);
  });
});

describe('items that do not belong', () => {
  it('end the iteration, because nobody would hear of them otherwise', async () => {
    const { mocked, orders } = setUp();
    mocked.answersInTurn({ Items: [stored('a'), negative, stored('c')] });
    const loop = orders.ofUser.iterate(args);
    expect((await loop.next()).value).toEqual(order('a'));
    await expect(loop.next()).rejects.toMatchObject({
      name: 'InvalidItem',
      message:
        'Order.ofUser read an item that is no valid Order: total: must not be negative; give onRejected to go on past such items.',
      entity: 'Order',
      operation: 'Order.ofUser',
    });
    expect((await loop.next()).done).toBe(true);
  });

  it('go to onRejected, and the iteration goes on', async () => {
    const { mocked, orders } = setUp();
    mocked.answersInTurn({ Items: [stored('a'), negative, legacy, stored('c')] });
    const rejected: RejectedItem[] = [];
    const options = { onRejected: (one: RejectedItem) => rejected.push(one) };
    expect(await idsOf(orders.ofUser.iterate(args, options))).toEqual(['a', 'c']);
    expect(rejected.map(({ reason, item }) => [reason, item])).toEqual([
      ['invalid', negative],
      ['unknown entity', legacy],
    ]);
  });

  it('do not count towards the limit', async () => {
    const { mocked, orders } = setUp();
    mocked.answersInTurn({ Items: [negative, stored('c')], LastEvaluatedKey: position('c') });
    const options = { limit: 1, onRejected: () => undefined };
    expect(await idsOf(orders.ofUser.iterate(args, options))).toEqual(['c']);
  });

  it('that onRejected throws at end the iteration with what it threw', async () => {
    const { mocked, orders } = setUp();
    mocked.answersInTurn({ Items: [negative] });
    const stop = new Error('enough');
    const onRejected = () => {
      throw stop;
    };
    await expect(orders.ofUser.iterate(args, { onRejected }).next()).rejects.toBe(stop);
  });
});
