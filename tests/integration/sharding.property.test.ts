import fc from 'fast-check';
import { connect } from '../../src/client/connect.ts';
import { compareKeyValues } from '../../src/expressions/key-order.ts';
import { gte } from '../../src/expressions/operators.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import type { Page } from '../../src/operations/operation.ts';
import { repository } from '../../src/repositories/repository.ts';
import type { Repository } from '../../src/repositories/repository-types.ts';
import { defineTable } from '../../src/table/table.ts';
import { describeClients, freshTable } from './clients.ts';

interface Entry {
  run: string;
  id: string;
  rank: number;
  weight: number | bigint;
  keep: number;
}

/** The same table with its keys spread over so many shards. */
function declared(shards: string) {
  const table = defineTable({
    name: 'sharding',
    indexes: ['GSI1', { name: 'byWeight', local: true, sortKey: [{ name: 'weight', type: 'number' }] }],
  });
  const entity = defineEntity<Entry>()({
    name: 'Entry',
    table,
    keys: {
      PK: 'RUN#{run}#{id:shard3}',
      SK: 'ENTRY#{id}',
      GSI1PK: `RUN#{run}#{id:${shards}}` as 'RUN#{run}#{id:shard3}',
      GSI1SK: '{rank:int4}#{id}',
    },
    patterns: { ofRun: {}, byRank: { index: 'GSI1' }, byWeight: { index: 'byWeight' } },
  });
  return { table, entity };
}

const spread = declared('shard4');
const grown = declared('shard11');
type Entries = Repository<typeof spread.entity>;

/** The ways to read the entries of a run, with the values that each sorts by. */
const WAYS: readonly (readonly [
  string,
  (entries: Entries, run: string, options: object) => Promise<Page<Entry>>,
  (entry: Entry) => readonly unknown[],
])[] = [
  ['the table', (entries, run, options) => entries.ofRun({ run }, options), ({ id }) => [id]],
  [
    'a global index',
    (entries, run, options) => entries.byRank({ run }, options),
    ({ rank, id }) => [rank, id],
  ],
  [
    'a local index by number',
    (entries, run, options) => entries.byWeight({ run }, options),
    ({ weight }) => [weight],
  ],
];

const entry = fc.record({
  rank: fc.integer({ min: -2, max: 2 }),
  weight: fc.constantFrom<number | bigint>(-1.5, 0, 0.1, 3, 9007199254740993n, 1e-20),
  keep: fc.nat({ max: 2 }),
});
const names = fc.uniqueArray(fc.constantFrom(...'abcdeABCDE#$~é😀\uffff'), { maxLength: 14 });

describeClients('shards', (engine) => {
  let entries: Entries;
  let later: Entries;
  let runs = 0;
  beforeAll(async () => {
    const db = await freshTable(engine, spread.table);
    entries = repository(db, spread.entity);
    const grownDb = connect({ table: grown.table, tableName: db.tableName, client: engine.client() });
    later = repository(grownDb, grown.entity as never) as Entries;
  });

  it.each(WAYS)('are read through %s as one partition is', async (_, way, key) => {
    const plan = fc.record({
      ids: names,
      all: fc.infiniteStream(entry),
      limits: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
      order: fc.constantFrom('ascending', 'descending'),
      filtered: fc.boolean(),
      growing: fc.boolean(),
      deleted: fc.infiniteStream(fc.boolean()),
    });
    await fc.assert(
      fc.asyncProperty(plan, async ({ ids, all, limits, order, filtered, growing, deleted }) => {
        runs += 1;
        const run = `${runs}`;
        const made = [...all.take(ids.length)].map((one, place) => ({ ...one, run, id: ids[place] ?? '' }));
        // Half of them are written after the count has grown.
        await Promise.all(made.map((one, i) => (growing && i % 2 === 1 ? later : entries).create(one)));
        const reader = growing ? later : entries;
        const options = { order, ...(filtered ? { filter: { keep: gte(1) } } : {}) };
        const expected = made
          .filter(({ keep }) => !filtered || keep >= 1)
          .map((one) => key(one))
          .sort(compareLists);
        if (order === 'descending') expected.reverse();

        const seen: Entry[] = [];
        let cursor: string | undefined;
        for (let turn = 0; ; turn += 1) {
          const limit = limits[turn % limits.length] ?? 1;
          const page = await way(reader, run, { ...options, limit, cursor });
          expect(page.items.length).toBeLessThanOrEqual(limit);
          if (page.items.length < limit) expect(page.cursor).toBeUndefined();
          seen.push(...page.items);
          cursor = page.cursor;
          if (cursor === undefined) break;
          const last = page.items.at(-1);
          if (last !== undefined && deleted.next().value === true) await entries.delete(last);
        }
        expect(seen.map(key)).toEqual(expected);
        expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
      }),
      { numRuns: 20, endOnFailure: true },
    );
  });

  it('are gone through and counted as one partition is', async () => {
    const made = Array.from({ length: 57 }, (_, n) => ({
      run: 'all',
      id: `e${n}`,
      rank: n,
      weight: -n,
      keep: n % 3,
    }));
    await Promise.all(made.map((one) => entries.create(one)));
    const ids: string[] = [];
    for await (const { id } of entries.byRank.iterate({ run: 'all' })) ids.push(id);
    expect(ids).toEqual(made.map(({ id }) => id));
    expect(await entries.byRank.count({ run: 'all' })).toBe(57);
    expect(await entries.byRank.count({ run: 'all' }, { filter: { keep: 0 } })).toBe(19);
    expect((await entries.byRank.first({ run: 'all' }, { order: 'descending' }))?.id).toBe('e56');
    const few: string[] = [];
    for await (const { id } of entries.byRank.iterate({ run: 'all', rank: gte(50) }, { limit: 3 }))
      few.push(id);
    expect(few).toEqual(['e50', 'e51', 'e52']);
  });
});

function compareLists(a: readonly unknown[], b: readonly unknown[]): number {
  for (const [place, value] of a.entries()) {
    const order = compareKeyValues(value, b[place]);
    if (order !== 0) return order;
  }
  return 0;
}
