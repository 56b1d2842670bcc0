import fc from 'fast-check';
import { MOST_VALUES, notExported, ReasonCounts } from '../../src/export/reason-counts.ts';

const told = fc.array(
  fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('is text', 'is a map'), fc.string({ maxLength: 2 })),
  { maxLength: 10 },
);

/** Runs of values, so that there are too many of them sooner or later, and the same ones in several parts. */
const values = fc
  .array(fc.tuple(fc.nat({ max: 200 }), fc.nat({ max: 150 }), fc.constantFrom('type', 'kind')), {
    maxLength: 4,
  })
  .map((runs) =>
    runs.flatMap(([first, count, attribute]) =>
      Array.from({ length: count }, (_, place): [string, string, string] => {
        const value = (first + place) * 7;
        return [attribute, value % 5 === 0 ? 'is missing' : notExported(`v${value}`), `k${value % 13}`];
      }),
    ),
  );

function counted(list: readonly (readonly [string, string, string])[]): ReasonCounts {
  const counts = new ReasonCounts();
  for (const [attribute, reason, key] of list) counts.add(attribute, reason, key);
  return counts;
}

test.each([
  ['few', told],
  ['many values', values],
])('parts of %s are added up in any order, also from a checkpoint', (_, list) => {
  const again = (counts: ReasonCounts) => ReasonCounts.from(JSON.parse(JSON.stringify(counts)));
  fc.assert(
    fc.property(list, list, list, (a, b, c) => {
      const whole = JSON.stringify(counted([...a, ...b, ...c]));
      const one = counted(a);
      one.merge(counted(b));
      one.merge(counted(c));
      const other = again(counted([...c, ...b]));
      other.merge(counted(a));
      // A segment goes on from its checkpoint.
      const resumed = again(counted(b));
      for (const [attribute, reason, key] of [...a, ...c]) resumed.add(attribute, reason, key);
      expect([one, other, resumed].map((each) => JSON.stringify(each))).toEqual([whole, whole, whole]);
    }),
  );
});

test('the first hundred values by name are kept, exactly, and nothing else is lost', () => {
  fc.assert(
    fc.property(values, (list) => {
      const counts = counted(list).toJSON();
      for (const attribute of ['type', 'kind']) {
        const own = list.filter(([name]) => name === attribute);
        const kept = [...new Set(own.map(([, reason]) => reason))]
          .filter((reason) => reason !== 'is missing')
          // As they stand in the manifest, in quotes.
          .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
          .slice(0, MOST_VALUES);
        for (const reason of [...kept, 'is missing']) {
          const { count = 0 } =
            counts.find((each) => each.attribute === attribute && each.reason === reason) ?? {};
          expect(count).toBe(own.filter(([, each]) => each === reason).length);
        }
        const others = counts.filter((each) => each.attribute === attribute && !kept.includes(each.reason));
        expect(others.length).toBeLessThanOrEqual(2);
        const all = counts.filter((each) => each.attribute === attribute);
        expect(all.reduce((sum, { count }) => sum + count, 0)).toBe(own.length);
      }
    }),
  );
});

test('values beyond the first hundred are counted together', () => {
  const list = Array.from({ length: 1_000 }, (_, place): [string, string, string] => {
    return ['type', notExported(`T${String(place).padStart(4, '0')}`), `k${place}`];
  });
  const counts = counted(list.reverse()).toJSON();
  expect(counts).toHaveLength(MOST_VALUES + 1);
  expect(counts.at(0)).toEqual({
    ...{ attribute: 'type', count: 1, example: 'k0' },
    reason: 'is "T0000", which is not exported',
  });
  expect(counts.at(-1)).toEqual({
    ...{ attribute: 'type', count: 900, example: 'k100' },
    reason: 'is one of many others, which are not exported',
  });
});

test('they are told by attribute and reason, with the least key', () => {
  expect(
    counted([
      ['total', 'is text', 'b'],
      ['at', 'is a map', 'x'],
      ['total', 'is text', 'a'],
    ]).toJSON(),
  ).toEqual([
    { attribute: 'at', reason: 'is a map', count: 1, example: 'x' },
    { attribute: 'total', reason: 'is text', count: 2, example: 'a' },
  ]);
});
