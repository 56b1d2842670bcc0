import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';

// Values as DynamoDB holds them, and anything at all.

export const text = fc.string({ unit: 'binary', maxLength: 8 });

const double = fc.oneof(
  fc.double({ noNaN: true, min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }),
  fc.maxSafeInteger(),
  fc.integer({ min: -9_999, max: 9_999 }).map((cents) => cents / 100),
);
export const number = double.filter((n) => n === 0 || Math.abs(n) >= 1e-130).map((n) => (n === 0 ? 0 : n));

export const bigint = fc
  .tuple(fc.bigInt({ min: 2n ** 53n, max: 10n ** 38n - 1n }), fc.nat({ max: 88 }), fc.boolean())
  .map(([digits, zeros, negative]) => digits * 10n ** BigInt(zeros - (zeros % 8)) * (negative ? -1n : 1n))
  .filter((n) => n < 10n ** 126n && n > -(10n ** 126n));

// Twenty significant digits and more are never a double's shortest text.
export const numberValue = fc
  .tuple(fc.stringMatching(/^[1-9][0-9]{18,34}[1-9]$/), fc.nat({ max: 19 }), fc.boolean())
  .map(([digits, point, negative]) => {
    const decimal = point === 0 ? `0.${digits}` : `${digits.slice(0, point)}.${digits.slice(point)}`;
    return NumberValue.from(negative ? `-${decimal}` : decimal);
  });

export const bytes = fc.uint8Array({ maxLength: 5 });

function setOf<T>(member: fc.Arbitrary<T>, same: (member: T) => unknown = (m) => m): fc.Arbitrary<Set<T>> {
  return fc
    .uniqueArray(member, { minLength: 1, maxLength: 4, selector: same })
    .map((members) => new Set(members));
}
const byValue = (n: unknown) => String(n);
const uniformSet = fc.oneof(setOf(text), setOf(number), setOf(bigint), setOf(bytes, String));
const anySet = fc.oneof(uniformSet, setOf(fc.oneof(number, bigint, numberValue), byValue));

export const name = fc.oneof(
  text,
  fc.constantFrom('constructor', 'toString', 'S', 'N', 'M', 'value', 'length'),
);
export const storableName = name.filter((n) => n !== '' && n !== '__proto__');

function tree(leaf: fc.Arbitrary<unknown>, key: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(key, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  return value;
}

export const storable = tree(
  fc.oneof(text, number, bigint, numberValue, fc.boolean(), fc.constant(null), bytes, anySet),
  storableName,
);
// What util-dynamodb does without loss: no attribute named constructor, sets by one type of member.
export const shared = tree(
  fc.oneof(text, number, bigint, fc.boolean(), fc.constant(null), bytes, uniformSet),
  storableName.filter((n) => n !== 'constructor'),
);

/** An item, a key or the values of an expression. */
export const item = fc.dictionary(storableName, storable, { maxKeys: 5, noNullPrototype: true });

export const anything = fc.anything({
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  withNullPrototype: true,
  withBoxedValues: true,
  maxDepth: 3,
});
