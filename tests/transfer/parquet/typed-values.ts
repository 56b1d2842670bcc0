import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import type { ColumnType } from '../../../src/export/column-type.ts';
import { bytes, number, storable, text } from '../../client/storable-values.ts';

/** A value that its type holds, null among them. */
export type TypedValue = { readonly type: ColumnType; readonly values: readonly unknown[] };

const fieldName = fc.constantFrom('a', 'sku', 'list', 'element', 'constructor', 'toString', 'value', 'Key_1');

const decimalType: fc.Arbitrary<ColumnType> = fc
  .integer({ min: 1, max: 38 })
  .chain((precision) =>
    fc.integer({ min: 0, max: precision }).map((scale) => ({ kind: 'decimal' as const, precision, scale })),
  );

const leafType: fc.Arbitrary<ColumnType> = fc.oneof(
  fc
    .constantFrom('bigint', 'double', 'boolean', 'string', 'json', 'binary')
    .map((kind) => ({ kind }) as ColumnType),
  decimalType,
);

/** Any type, lists and structs within each other. */
export const columnType: fc.Arbitrary<ColumnType> = fc.letrec<{ type: ColumnType }>((tie) => ({
  type: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leafType,
    tie('type').map((element) => ({ kind: 'array' as const, element })),
    fc
      .uniqueArray(fieldName, { minLength: 1, maxLength: 3, selector: (name) => name.toLowerCase() })
      .chain((names) =>
        fc.tuple(...names.map(() => tie('type'))).map((types) => ({
          kind: 'struct' as const,
          fields: names.map((name, at) => ({ name, type: types[at] as ColumnType })),
        })),
      ),
  ),
})).type;

/** Texts that trouble readers: a mark of byte order, NUL, other planes, and what looks like something else. */
const anyText = fc.oneof(
  text,
  fc.constantFrom('', '\ufeffx', '\u0000', 'a\u0000b', '注文', '𠮷', 'null', '1', '{}', ' \u2028'),
);
const longInteger = fc.oneof(
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(shortest),
  fc.constantFrom(9007199254740993n, -(2n ** 63n), 2n ** 63n - 1n),
);

/** Values of a type; of sets as well, where it is an array. */
export function valueOfType(type: ColumnType): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 5, arbitrary: presentValue(type) }, { weight: 1, arbitrary: fc.constant(null) });
}

function presentValue(type: ColumnType): fc.Arbitrary<unknown> {
  switch (type.kind) {
    case 'bigint':
      return longInteger;
    case 'double':
      return number;
    case 'boolean':
      return fc.boolean();
    case 'binary':
      return fc.oneof(bytes, fc.constant(Uint8Array.from({ length: 256 }, (_, byte) => byte)));
    case 'string':
      return fc.oneof(anyText, storable);
    case 'json':
      return fc.oneof(anyText, storable);
    case 'decimal':
      return decimalOf(type);
    case 'array':
      return fc.array(valueOfType(type.element), { maxLength: 4 });
    case 'struct':
      return fc.record(
        Object.fromEntries(type.fields.map((field) => [field.name, valueOfType(field.type)])),
        {
          requiredKeys: [],
          noNullPrototype: true,
        },
      );
  }
}

function decimalOf({ precision, scale }: Extract<ColumnType, { kind: 'decimal' }>): fc.Arbitrary<unknown> {
  const greatest = 10n ** BigInt(precision) - 1n;
  return fc
    .oneof(fc.bigInt({ min: -greatest, max: greatest }), fc.constantFrom(greatest, -greatest, 0n))
    .map((units) => (scale === 0 ? shortest(units) : fraction(units, scale)));
}

/** As DynamoDB gives it back: a number where that is exact. */
function shortest(integer: bigint): number | bigint {
  const plain = Number(integer);
  return Number.isSafeInteger(plain) ? plain : integer;
}

function fraction(units: bigint, scale: number): unknown {
  return units === 0n ? 0 : NumberValue.from(`${units}e-${scale}`);
}
