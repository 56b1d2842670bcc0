import fc from 'fast-check';
import { gte } from '../../src/expressions/operators.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import type { Page } from '../../src/operations/operation.ts';
import { repository } from '../../src/repositories/repository.ts';
import type { Repository } from '../../src/repositories/repository-types.ts';
import { defineTable } from '../../src/table/table.ts';
import { describeClients, freshTable } from './clients.ts';

const table = defineTable({
  name: 'paging',
  indexes: [
    'GSI1',
    { name: 'byRank', local: true, sortKey: [{ name: 'rank', type: 'number' }] },
    { name: 'byBucket', partitionKey: ['bucket'], sortKey: [{ name: 'weight', type: 'number' }] },
    { name: 'bySize', partitionKey: [{ name: 'size', type: 'number' }], sortKey: null },
  ],
});
interface Entry {
  run: string;
  id: string;
  rank: number;
  weight: number | bigint;
  size: number;
  bucket: string;
  keep: number;
}
const Entry = defineEntity<Entry>()({
  name: 'Entry',
  table,
  // Half of the entries of a run share one key of GSI1, whose order is then up to the server.
  keys: { PK: 'RUN#{run}', SK: 'ENTRY#{id}', GSI1PK: 'RUN#{run}', GSI1SK: '{rank:int4}' },
  patterns: {
    ofRun: {},
    byKey: { index: 'GSI1' },
    byRank: { index: 'byRank' },
    byWeight: { index: 'byBucket' },
    bySize: { index: 'bySize' },
  },
});

/** The ways to read the entries of a run. `size` is unique to a run, so that its index has partitions by number. */
type Way = (entries: Repository<typeof Entry>, run: number, options: object) => Promise<Page<Entry>>;
const WAYS: Readonly<Record<string, Way>> = {
  'the table': (entries, run, options) => entries.ofRun({ run: `${run}` }, options),
  'a range of the table': (entries, run, options) =>
    entries.ofRun({ run: `${run}`, id: gte<string>('c') }, options),
  'a global index with equal keys': (entries, run, options) => entries.byKey({ run: `${run}` }, options),
  'a local index by number': (entries, run, options) => entries.byRank({ run: `${run}` }, options),
  'a global index by number': (entries, run, options) => entries.byWeight({ bucket: `b${run}` }, options),
  'a partition by number': (entries, run, options) => entries.bySize({ size: run + 0.5 }, options),
};

const entry = fc.record({
  rank: fc.integer({ min: -2, max: 2 }),
  weight: fc.constantFrom<number | bigint>(-1.5, 0, 0.1, 3, 9007199254740993n, 1e-20),
  keep: fc.nat({ max: 2 }),
});
const names = fc.uniqueArray(fc.constantFrom(...'abcdeABCDE#$~é😀\uffff'), { maxLength: 14 });

describeClients('cursors', (engine) => {
  let entries: Repository<typeof Entry>;
  let runs = 0;
  beforeAll(async () => {
    entries = repository(await freshTable(engine, table, { cursorSecret: 'a secret of this test' }), Entry);
  });

  it.each(Object.entries(WAYS))(
    'lead through %s with nothing skipped or repeated, also when the item at the cursor is deleted',
    async (_, way) => {
      const plan = fc.record({
        ids: names,
        all: fc.infiniteStream(entry),
        limits: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
        order: fc.constantFrom('ascending', 'descending'),
        filtered: fc.boolean(),
        maxRequests: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
        deleted: fc.infiniteStream(fc.boolean()),
      });
      await fc.assert(
        fc.asyncProperty(plan, async ({ ids, all, limits, order, filtered, maxRequests, deleted }) => {
          runs += 1;
          const run = runs;
          const made = [...all.take(ids.length)].map((one, place) => ({
            ...one,
            run: `${run}`,
            id: ids[place] ?? '',
            size: run + 0.5,
            bucket: `b${run}`,
          }));
          await Promise.all(made.map((one) => entries.create(one)));
          const options = { order, ...(filtered ? { filter: { keep: gte(1) } } : {}) };
          const whole = (await way(entries, run, options)).items.map(({ id }) => id);
          const seen: string[] = [];
          let cursor: string | undefined;
          for (let turn = 0; ; turn += 1) {
            const limit = limits[turn % limits.length] ?? 1;
            const asked = {
              ...options,
              limit,
              cursor,
              ...(maxRequests === undefined ? {} : { maxRequests }),
            };
            const page = await way(entries, run, asked);
            expect(page.items.length).toBeLessThanOrEqual(limit);
            if (page.items.length < limit && page.requests !== maxRequests) {
              expect(page.cursor).toBeUndefined();
            }
            seen.push(...page.items.map(({ id }) => id));
            cursor = page.cursor;
            if (cursor === undefined) break;
            const last = page.items.at(-1);
            if (last !== undefined && deleted.next().value === true) await entries.delete(last);
          }
          expect(seen).toEqual(whole);
        }),
        { numRuns: 15 },
      );
    },
  );

  it('of one query are refused by every other, on the server as without it', async () => {
    const base = { rank: 0, weight: 0, size: 0.25, bucket: 'bound', keep: 1, run: 'bound' };
    for (const id of ['a', 'b']) await entries.create({ ...base, id });
    const { cursor } = await entries.ofRun({ run: 'bound' }, { limit: 1 });
    expect((await entries.ofRun({ run: 'bound' }, { cursor })).items.map(({ id }) => id)).toEqual(['b']);
    for (const call of [
      entries.ofRun({ run: 'other' }, { cursor }),
      entries.ofRun({ run: 'bound' }, { cursor, order: 'descending' }),
      entries.byKey({ run: 'bound' }, { cursor }),
      entries.byRank({ run: 'bound' }, { cursor }),
    ]) {
      await expect(call).rejects.toMatchObject({ name: 'CursorError' });
    }
  });
});
