import fc from 'fast-check';
import { ReasonCounts } from '../../src/export/reason-counts.ts';

const told = fc.array(
  fc.tuple(fc.constantFrom('a', 'b'), fc.constantFrom('is text', 'is a map'), fc.string({ maxLength: 2 })),
  { maxLength: 10 },
);

function counted(list: readonly (readonly [string, string, string])[]): ReasonCounts {
  const counts = new ReasonCounts();
  for (const [attribute, reason, key] of list) counts.add(attribute, reason, key);
  return counts;
}

test('parts are added up in any order, also from a checkpoint', () => {
  fc.assert(
    fc.property(told, told, (a, b) => {
      const whole = JSON.stringify(counted([...a, ...b]));
      const one = counted(a);
      one.merge(counted(b));
      const other = ReasonCounts.from(JSON.parse(JSON.stringify(counted(b))));
      other.merge(counted(a));
      expect([JSON.stringify(one), JSON.stringify(other)]).toEqual([whole, whole]);
    }),
  );
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
