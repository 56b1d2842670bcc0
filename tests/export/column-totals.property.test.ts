import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { ColumnTotals } from '../../src/export/column-totals.ts';
import { storable } from '../client/storable-values.ts';

const items = fc.array(
  fc.dictionary(fc.constantFrom('a', 'b'), storable, { maxKeys: 2, noNullPrototype: true }),
  { maxLength: 8 },
);

function totals(list: readonly Record<string, unknown>[]): ColumnTotals {
  const all = new ColumnTotals();
  for (const item of list) all.add(item);
  return all;
}

test('parts are added up in any order, also from a checkpoint', () => {
  fc.assert(
    fc.property(items, items, (a, b) => {
      const whole = JSON.stringify(totals([...a, ...b]));
      const one = totals(a);
      one.merge(totals(b));
      const other = ColumnTotals.from(JSON.parse(JSON.stringify(totals(b))));
      other.merge(totals(a));
      expect([JSON.stringify(one), JSON.stringify(other)]).toEqual([whole, whole]);
    }),
  );
});

test('sums of integers are exact', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.bigInt({ max: 10n ** 38n - 1n, min: 0n }))),
      (list) => {
        const [total] = totals(list.map((a) => ({ a }))).toJSON();
        const sum = list.reduce<bigint>((all, value) => all + BigInt(value), 0n);
        expect(total?.sum).toBe(list.length === 0 ? undefined : String(sum));
      },
    ),
  );
});

test('a digit at the end of 38 is seen, and so is a byte of a text', () => {
  const precise = NumberValue.from('0.00000000000000000000000000000000000001');
  expect(
    totals([
      { n: 0.1, t: '東京', l: [1], z: null },
      { n: 0.2, t: 'a' },
      { n: precise },
      { n: -1, t: 7 },
      { n: -9007199254740993n },
    ]).toJSON(),
  ).toEqual([
    { attribute: 'l', values: 1 },
    { attribute: 'n', values: 5, sum: '-9007199254740993.69999999999999999999999999999999999999' },
    { attribute: 't', values: 3, sum: '7', textBytes: 7 },
  ]);
});
