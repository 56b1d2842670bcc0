import fc from 'fast-check';
import { lt } from '../../src/expressions/operators.ts';
import { mockedClient } from './mocked-client.ts';
import { ordersOver, stored } from './orders.ts';

/** What lies in the partition: each kind is read in another way. `hidden` does not pass the filter. */
const kind = fc.constantFrom('good', 'good', 'hidden', 'declared', 'unknown', 'invalid');
type Kind = 'good' | 'hidden' | 'declared' | 'unknown' | 'invalid';

const CHANGES: Readonly<Record<Kind, Record<string, unknown>>> = {
  good: {},
  hidden: {},
  declared: { EntityType: 'User' },
  unknown: { EntityType: 'Legacy' },
  invalid: { total: -1 },
};

/** A server that answers as DynamoDB does: it evaluates up to its limit, then filters, and may stop early. */
function serve(kinds: readonly Kind[], perAnswer: number) {
  const items = kinds.map((one, place) => stored(String(place).padStart(3, '0'), CHANGES[one]));
  const mocked = mockedClient('DynamoDBDocumentClient');
  mocked.answers((input) => {
    const { ExclusiveStartKey, Limit = Number.POSITIVE_INFINITY, FilterExpression } = input;
    const after = (ExclusiveStartKey as { SK: string } | undefined)?.SK;
    const from = after === undefined ? 0 : items.findIndex((item) => item.SK === after) + 1;
    const read = items.slice(from, from + Math.min(Limit as number, perAnswer));
    const passed =
      FilterExpression === undefined ? read : read.filter((_, place) => kinds[from + place] !== 'hidden');
    const last = read.at(-1);
    // As the service does, also when the limit falls on the last item.
    const more = last !== undefined && (from + read.length < items.length || read.length === Limit);
    const LastEvaluatedKey = more ? { PK: last.PK, SK: last.SK } : undefined;
    return { Items: passed, ScannedCount: read.length, ...(more ? { LastEvaluatedKey } : {}) };
  });
  return { mocked, items, orders: ordersOver(mocked.client).orders };
}

const limits = fc.array(fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }), {
  minLength: 1,
  maxLength: 5,
});

test('pages of any sizes put together are the whole, nothing skipped and nothing repeated', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(kind, { maxLength: 30 }),
      fc.integer({ min: 1, max: 8 }),
      limits,
      fc.boolean(),
      fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      async (kinds, perAnswer, sizes, filtered, maxRequests) => {
        const { mocked, items, orders } = serve(kinds, perAnswer);
        const wanted = (one: Kind) => items.filter((_, place) => kinds[place] === one);
        const found: unknown[] = [];
        const rejected: unknown[] = [];
        let cursor: string | undefined;
        let scanned = 0;
        let requests = 0;
        for (let turn = 0; ; turn += 1) {
          const limit = sizes[turn % sizes.length];
          const page = await orders.ofUser(
            { userId: '7' },
            {
              cursor,
              ...(limit === undefined ? {} : { limit }),
              ...(maxRequests === undefined ? {} : { maxRequests }),
              ...(filtered ? { filter: { total: lt(9) } } : {}),
            },
          );
          expect(page.items.length).toBeLessThanOrEqual(limit ?? kinds.length);
          if (limit !== undefined && page.items.length < limit) {
            expect(page.cursor === undefined || page.requests === maxRequests).toBe(true);
          }
          found.push(...page.items.map(({ orderId }) => orderId));
          rejected.push(...page.rejected.map(({ item }) => item));
          scanned += page.scanned;
          requests += page.requests;
          cursor = page.cursor;
          if (cursor === undefined) break;
          expect(turn).toBeLessThan(100);
        }
        const good = items.filter(
          (_, place) => kinds[place] === 'good' || (!filtered && kinds[place] === 'hidden'),
        );
        expect(found).toEqual(good.map((item) => item.orderId));
        expect(rejected).toHaveLength(wanted('unknown').length + wanted('invalid').length);
        expect(new Set(rejected.map((item) => JSON.stringify(item))).size).toBe(rejected.length);
        expect(scanned).toBeGreaterThanOrEqual(kinds.length);
        expect(requests).toBe(mocked.sent().length);
      },
    ),
    { numRuns: 300 },
  );
});

test('iterate gives the same as all pages, and ends after any limit', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(kind, { maxLength: 20 }),
      fc.integer({ min: 1, max: 8 }),
      fc.option(fc.integer({ min: 1, max: 25 }), { nil: undefined }),
      fc.boolean(),
      async (kinds, perAnswer, limit, filtered) => {
        const { items, orders } = serve(kinds, perAnswer);
        const found: string[] = [];
        let rejected = 0;
        const options = {
          ...(limit === undefined ? {} : { limit }),
          ...(filtered ? { filter: { total: lt(9) } } : {}),
          onRejected: () => {
            rejected += 1;
          },
        };
        for await (const { orderId } of orders.ofUser.iterate({ userId: '7' }, options)) found.push(orderId);
        const good = items.filter(
          (_, place) => kinds[place] === 'good' || (!filtered && kinds[place] === 'hidden'),
        );
        expect(found).toEqual(good.map((item) => item.orderId).slice(0, limit));
        const others = kinds.filter((one) => one === 'unknown' || one === 'invalid').length;
        if (found.length < (limit ?? Number.POSITIVE_INFINITY)) expect(rejected).toBe(others);
      },
    ),
    { numRuns: 200 },
  );
});
