import fc from 'fast-check';
import { MOST_ATTRIBUTES } from '../../src/export/seen-items.ts';
import { RowCounts } from '../../src/transfer/row-counts.ts';

type Items = readonly (readonly [item: Record<string, unknown>, key: string])[];

const DECLARED = new Set(['declared', 'a10']);

/** Runs of attributes, so that there are too many of them sooner or later, over items or parts. */
const items = fc
  .array(fc.tuple(fc.nat({ max: 1_200 }), fc.nat({ max: 700 }), fc.boolean()), { maxLength: 3 })
  .map(
    (runs): Items =>
      runs.map(([first, count, declared], place) => {
        const names = Array.from({ length: count }, (_, each) => [`a${first + each}`, each]);
        return [{ ...Object.fromEntries(names), ...(declared && { declared: place }) }, `k${place}`];
      }),
  );

function counted(list: Items, counts = new RowCounts()): RowCounts {
  for (const [item, key] of list) counts.add(item, key, DECLARED);
  return counts;
}

function again(counts: RowCounts): RowCounts {
  return new RowCounts(JSON.parse(JSON.stringify(counts)));
}

function merged(...parts: readonly RowCounts[]): RowCounts {
  const all = new RowCounts();
  for (const part of parts) all.merge(part, DECLARED);
  return all;
}

test('rows are counted the same in any order, also from a checkpoint, and however many attributes they have', () => {
  fc.assert(
    fc.property(items, items, items, (a, b, c) => {
      const whole = JSON.stringify(counted([...a, ...b, ...c]));
      const parts = [
        merged(counted(a), counted(b), counted(c)),
        merged(again(counted(c)), counted([...b, ...a])),
        // A segment goes on from its checkpoint.
        counted([...c, ...a], again(counted(b))),
      ];
      for (const each of parts) expect(JSON.stringify(each)).toBe(whole);
    }),
    { numRuns: 40 },
  );
});

test('of too many attributes, only those that are declared have totals, and of all items', () => {
  const counts = new RowCounts();
  for (let place = 1; place < MOST_ATTRIBUTES; place += 1) {
    counts.add({ [`b${place}`]: 1, declared: 2 }, 'k', DECLARED);
  }
  expect(counts.toJSON().totals).toHaveLength(MOST_ATTRIBUTES);
  counts.add({ more: 1, declared: 2 }, 'k', DECLARED);
  expect(counts.toJSON().totals).toEqual([
    { attribute: 'declared', values: MOST_ATTRIBUTES, sum: String(2 * MOST_ATTRIBUTES) },
  ]);
});
