import fc from 'fast-check';
import { ExactNumber } from '../../src/expressions/exact-number.ts';
import { compareKeyValues } from '../../src/expressions/key-order.ts';
import { compareNumberTexts, sameNumberText } from '../../src/expressions/number-text.ts';

/** A decimal number: a whole one of 38 digits, and the power of ten that it is taken times. */
interface Decimal {
  readonly units: bigint;
  readonly power: number;
}

const LARGEST_POWER = 100;

const digits = fc.oneof(
  fc.bigInt({ min: -200n, max: 200n }),
  fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
  fc.constantFrom(0n, 1n, -1n, 9n, 10n, 99n, 100n, -100n),
);
const power = fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -LARGEST_POWER, max: 80 }));
const decimal = fc.record({ units: digits, power });

/** The ways to write a number. */
const written = fc.tuple(decimal, fc.nat({ max: 3 }), fc.nat({ max: 2 })).map(([one, form, zeros]) => ({
  one,
  text: textOf(one, form, zeros),
}));

function textOf({ units, power }: Decimal, form: number, zeros: number): string {
  const sign = units < 0n ? '-' : '';
  const plain = String(units < 0n ? -units : units);
  const padded = '0'.repeat(zeros) + plain;
  if (form === 0) return `${sign}${padded}e${power}`;
  if (form === 1) return `${sign}${padded}.${'0'.repeat(zeros + 1)}E${power < 0 ? '' : '+'}${power}`;
  if (form === 2) return `${sign}${plain[0]}.${plain.slice(1)}0e${power + plain.length - 1}`;
  if (power >= 0) return `${sign}${padded}${'0'.repeat(power)}`;
  const all = plain.padStart(1 - power, '0');
  return `${sign}${all.slice(0, power)}.${all.slice(power)}`;
}

/** In units of the smallest power there is, so exact. */
function scaled({ units, power }: Decimal): bigint {
  return units * 10n ** BigInt(power + LARGEST_POWER);
}

function order(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const sign = (difference: number) => Math.sign(difference) + 0;

test('texts of numbers compare as the numbers do, however they are written', () => {
  fc.assert(
    fc.property(written, written, (a, b) => {
      const expected = order(scaled(a.one), scaled(b.one));
      expect(sign(compareNumberTexts(a.text, b.text))).toBe(expected);
      expect(sign(compareNumberTexts(b.text, a.text))).toBe(-expected + 0);
      expect(sign(compareKeyValues(new ExactNumber(a.text), new ExactNumber(b.text)))).toBe(expected);
      expect(sameNumberText(a.text) === sameNumberText(b.text)).toBe(expected === 0);
    }),
    { numRuns: 2_000 },
  );
});

test('numbers that differ in their last digit only are told apart', () => {
  fc.assert(
    fc.property(written, ({ one, text }) => {
      const next = { ...one, units: one.units + 1n };
      expect(sign(compareNumberTexts(text, textOf(next, 0, 0)))).toBe(-1);
      expect(sign(compareNumberTexts(textOf(next, 3, 1), text))).toBe(1);
      const same = { units: one.units * 10n, power: one.power - 1 };
      expect(sign(compareNumberTexts(text, textOf(same, 0, 0)))).toBe(0);
    }),
    { numRuns: 1_000 },
  );
});

test('numbers, bigints and texts of numbers have one order', () => {
  const form = fc.constantFrom<(value: bigint) => unknown>(
    (value) => (value > -(2n ** 53n) && value < 2n ** 53n ? Number(value) : value),
    (value) => value,
    (value) => new ExactNumber(String(value)),
  );
  fc.assert(
    fc.property(digits, digits, form, form, (a, b, asOne, asOther) => {
      expect(sign(compareKeyValues(asOne(a), asOther(b)))).toBe(order(a, b));
    }),
    { numRuns: 1_000 },
  );
});

test('binary compares as its bytes in hexadecimal do', () => {
  const bytes = fc.uint8Array({ maxLength: 4 });
  fc.assert(
    fc.property(bytes, bytes, (a, b) => {
      expect(sign(compareKeyValues(a, b))).toBe(Buffer.compare(a, b));
    }),
  );
});
