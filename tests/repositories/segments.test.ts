import { setImmediate } from 'node:timers/promises';
import { mockedClient } from './mocked-client.ts';
import { ordersOver, position, stored } from './orders.ts';

function setUp() {
  const mocked = mockedClient('DynamoDBDocumentClient');
  return { mocked, orders: ordersOver(mocked.client).orders };
}

/** Two pages of two items in each segment: `0-0-a`, `0-0-b`, `0-1-a` … */
function answer(input: Record<string, unknown>): Record<string, unknown> {
  const { Segment, ExclusiveStartKey } = input as { Segment: number; ExclusiveStartKey?: object };
  const page = ExclusiveStartKey === undefined ? 0 : 1;
  const Items = ['a', 'b'].map((place) => stored(`${Segment}-${page}-${place}`));
  return { Items, ...(page === 0 ? { LastEvaluatedKey: position(`${Segment}-0-b`) } : {}) };
}

/** A request that ends only when it is aborted, and as a real client's not at the same moment. */
async function untilAborted(signal: AbortSignal): Promise<never> {
  await new Promise((resolve) => {
    signal.addEventListener('abort', resolve);
  });
  await setImmediate();
  throw signal.reason;
}

/** The signal of the request that is being answered. */
function latestSignal(mocked: ReturnType<typeof mockedClient>): AbortSignal {
  const latest = mocked.sent().at(-1)!;
  return (latest.options as { abortSignal: AbortSignal }).abortSignal;
}

describe('a scan in segments', () => {
  it.each(['allAtOnce', 'inManySegments'] as const)('gives every item exactly once (%s)', async (pattern) => {
    const { mocked, orders } = setUp();
    mocked.answers(async (input) => {
      for (let turns = (input.Segment as number) % 5; turns > 0; turns -= 1) await setImmediate();
      return answer(input);
    });
    const ids: string[] = [];
    for await (const { orderId } of orders[pattern].iterate()) ids.push(orderId);
    const segments = pattern === 'allAtOnce' ? 3 : 100;
    const expected = Array.from({ length: segments }, (_, segment) =>
      [0, 1].flatMap((page) => ['a', 'b'].map((place) => `${segment}-${page}-${place}`)),
    ).flat();
    expect(ids.toSorted()).toEqual(expected.toSorted());
    const asked = mocked.sent().map(({ input }) => [input.Segment, input.TotalSegments]);
    expect(asked).toHaveLength(2 * segments);
    expect(new Set(asked.map(([, total]) => total))).toEqual(new Set([segments]));
  });

  it('reads the segments side by side, but never more than 32 at once', async () => {
    const { mocked, orders } = setUp();
    let under = 0;
    let most = 0;
    mocked.answers(async (input) => {
      under += 1;
      most = Math.max(most, under);
      await setImmediate();
      under -= 1;
      return answer(input);
    });
    for await (const _ of orders.inManySegments.iterate());
    expect(most).toBe(32);
  });

  it('reads nothing further after break, and ends what is under way', async () => {
    const { mocked, orders } = setUp();
    let ended = 0;
    mocked.answers((input) => {
      if (input.Segment === 0) return answer(input);
      return untilAborted(latestSignal(mocked)).finally(() => {
        ended += 1;
      });
    });
    for await (const _ of orders.inManySegments.iterate()) break;
    expect(mocked.sent()).toHaveLength(32);
    expect(ended).toBe(31);
    await setImmediate();
    expect(mocked.sent()).toHaveLength(32);
  });

  it('fails when one segment does, after the requests of the others were ended', async () => {
    const { mocked, orders } = setUp();
    const failure = new Error('segment 1 is lost');
    let ended = 0;
    mocked.answers(async (input) => {
      if (input.Segment === 1) throw failure;
      return untilAborted(latestSignal(mocked)).finally(() => {
        ended += 1;
      });
    });
    const reading = async () => {
      for await (const _ of orders.allAtOnce.iterate());
    };
    await expect(reading()).rejects.toBe(failure);
    expect(ended).toBe(2);
    expect(mocked.sent()).toHaveLength(3);
  });

  it('ends with an AbortError when the caller aborts it', async () => {
    const { mocked, orders } = setUp();
    const controller = new AbortController();
    mocked.answers(() => untilAborted(latestSignal(mocked)));
    const first = orders.allAtOnce.iterate({ abortSignal: controller.signal }).next();
    await setImmediate();
    controller.abort();
    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    expect(mocked.sent()).toHaveLength(3);
  });

  it('has no order, so a limit or a cursor is refused before anything is sent', async () => {
    const { mocked, orders } = setUp();
    const message =
      'Order.allAtOnce reads 3 segments side by side, which have no common order for a cursor or a limit.';
    await expect(orders.allAtOnce.iterate({ limit: 5 }).next()).rejects.toThrow(message);
    mocked.answersInTurn({ Items: [stored('a')], LastEvaluatedKey: position('a') });
    const { cursor } = await orders.allAtOnce();
    await expect(orders.allAtOnce.iterate({ cursor }).next()).rejects.toThrow(message);
    expect(mocked.sent()).toHaveLength(1);
  });

  it('is read in one piece as pages', async () => {
    const { mocked, orders } = setUp();
    mocked.answersInTurn({ Items: [stored('a')] });
    await orders.allAtOnce({ limit: 5 });
    expect(mocked.sent()[0]?.input).not.toHaveProperty('Segment');
  });
});
