import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import { encodeItem } from '../../src/client/codec/encode.ts';
import { inOrder } from '../../src/streams/in-order.ts';
import { nativeImage } from '../../src/streams/native-image.ts';
import { asLambda, changes, lambdaRecord, stored } from './shop.ts';

const bytes = fc.uint8Array({ maxLength: 9 });
const leaf = fc.oneof(
  bytes,
  fc.uniqueArray(bytes, { minLength: 1, maxLength: 4, selector: String }).map((members) => new Set(members)),
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
/** The one name that cannot be written; below there is a test of one that was written elsewhere. */
const name = fc
  .oneof(fc.string({ minLength: 1 }), fc.constantFrom('B', 'BS', 'L', 'M', 'S', 'constructor'))
  .filter((text) => text !== '__proto__');
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(name, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

describe('An image', () => {
  it('is the same item from the JSON of Lambda and from the SDK', () => {
    fc.assert(
      fc.property(fc.dictionary(name, value, { noNullPrototype: true }), (item) => {
        const image = encodeItem(item, 'item') as Record<string, object>;
        deepStrictEqual(nativeImage(asLambda(image)), item);
        deepStrictEqual(nativeImage(image), item);
      }),
    );
  });

  it('with an attribute named __proto__ keeps it, and its prototype', () => {
    const image = JSON.parse('{"__proto__":{"M":{"__proto__":{"B":"AAEC"}}}}') as Record<string, object>;
    const item = nativeImage(image);
    expect(Object.keys(item)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(item)).toBe(Object.prototype);
  });
});

/** A change of an item, how long it takes, and whether it fails. */
const batch = fc.array(
  fc.record({
    item: fc.constantFrom('a', 'b', 'c', 'd'),
    fails: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  }),
  { maxLength: 30 },
);

describe('A batch', () => {
  const run = async (
    scheduler: fc.Scheduler,
    plan: readonly { readonly item: string; readonly fails: boolean }[],
    concurrency: number,
  ) => {
    const events = plan.map(({ item, fails }, place) => ({
      primaryKey: { PK: item },
      sequenceNumber: `${BigInt(place) * 10n ** 22n + 7n}`,
      place,
      fails,
    }));
    const begun: (typeof events)[number][] = [];
    const done: (typeof events)[number][] = [];
    const told: unknown[] = [];
    let atOnce = 0;
    let most = 0;
    const working = inOrder(
      events,
      async (event) => {
        begun.push(event);
        atOnce += 1;
        most = Math.max(most, atOnce);
        await scheduler.schedule(Promise.resolve());
        atOnce -= 1;
        if (event.fails) throw event;
        done.push(event);
      },
      { concurrency, onFailure: (error) => told.push(error) },
    );
    const lowest = await scheduler.waitFor(working);
    return { events, begun, done, told, most, lowest };
  };

  it('keeps the order of each item under any timing, and never has more at once than it may', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        batch,
        fc.integer({ min: 1, max: 5 }),
        async (scheduler, plan, concurrency) => {
          const { begun, done, most } = await run(scheduler, plan, concurrency);
          for (const list of [begun, done]) {
            for (const item of ['a', 'b', 'c', 'd']) {
              const places = list
                .filter(({ primaryKey }) => primaryKey.PK === item)
                .map(({ place }) => place);
              expect(places).toEqual(places.toSorted((x, y) => x - y));
            }
          }
          expect(most).toBeLessThanOrEqual(concurrency);
        },
      ),
    );
  });

  it('reports a number below which all is done, and at which something failed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        batch,
        fc.integer({ min: 1, max: 5 }),
        async (scheduler, plan, concurrency) => {
          const { events, begun, done, told, lowest } = await run(scheduler, plan, concurrency);
          const undone = events.filter((event) => !done.includes(event));
          expect(lowest).toBe(undone[0]?.sequenceNumber);
          expect(undone.every(({ place }) => place >= (undone[0]?.place ?? 0))).toBe(true);
          expect(told).toHaveLength(begun.length - done.length);
          // Of each item, exactly what comes before its first failure is done.
          for (const item of ['a', 'b', 'c', 'd']) {
            const its = events.filter(({ primaryKey }) => primaryKey.PK === item);
            const failure = its.findIndex(({ fails }) => fails);
            expect(done.filter((event) => its.includes(event))).toEqual(
              failure === -1 ? its : its.slice(0, failure),
            );
          }
        },
      ),
    );
  });

  it('that is delivered again from there on until all is well loses nothing', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.nat({ max: 2 })), { maxLength: 20 }),
        async (plan) => {
          const failuresLeft = new Map(plan.map(([, failures], place) => [`${place + 1}`, failures]));
          const last = new Map<string, number>();
          const handled = new Set<string>();
          const handler = changes.handler(
            {
              Order: async ({ key, sequenceNumber }) => {
                const left = failuresLeft.get(sequenceNumber) ?? 0;
                failuresLeft.set(sequenceNumber, left - 1);
                if (left > 0) throw new Error('once more');
                handled.add(sequenceNumber);
                last.set(key.orderId, Number(sequenceNumber));
              },
              User: () => undefined,
              other: () => undefined,
            },
            { onFailure: () => undefined },
          );
          let records = plan.map(([orderId], place) => {
            const keys = { PK: 'USER#7', SK: `ORDER#${orderId}` };
            const image = stored({ ...keys, orderId });
            return lambdaRecord('INSERT', { keys, new: image, number: `${place + 1}` });
          });
          for (let delivery = 0; records.length > 0; delivery += 1) {
            expect(delivery).toBeLessThan(100);
            const { batchItemFailures } = await handler({ Records: records });
            const [failed] = batchItemFailures;
            const from = records.findIndex(
              ({ dynamodb }) => dynamodb?.SequenceNumber === failed?.itemIdentifier,
            );
            records = failed === undefined ? [] : records.slice(from);
          }
          expect(handled.size).toBe(plan.length);
          for (const [orderId, number] of last) {
            expect(number).toBe(plan.findLastIndex(([id]) => id === orderId) + 1);
          }
        },
      ),
      { numRuns: 50 },
    );
  });
});
