import { storableType } from '../expressions/storable-type.ts';
import { type ColumnType, columnTypeText } from './column-type.ts';
import { digitsAround, plainNumber, type StoredNumber } from './plain-number.ts';

// A bigint of Athena has 64 bits (Athena user guide: Data types, `bigint`).
const MIN_BIGINT = -(2n ** 63n);
const MAX_BIGINT = 2n ** 63n - 1n;

const KIND_NAMES = {
  S: 'text',
  N: 'a number',
  B: 'binary',
  BOOL: 'a boolean',
  NULL: 'null',
  L: 'a list',
  M: 'a map',
  SS: 'a set of text',
  NS: 'a set of numbers',
  BS: 'a set of binary',
} as const;

/**
 * Why a type does not hold a value, as the end of a sentence; `undefined` when it does. The same reason is the same text,
 * whatever the value, so that reasons can be counted. Null fits everywhere.
 */
export function misfit(value: unknown, type: ColumnType): string | undefined {
  if (value === null || type.kind === 'string' || type.kind === 'json') return undefined;
  const stored = storableType(value);
  if (stored === undefined) return 'cannot be stored';
  switch (type.kind) {
    case 'boolean':
      return stored === 'BOOL' ? undefined : other(stored, type);
    case 'binary':
      return stored === 'B' ? undefined : other(stored, type);
    case 'double':
      return stored === 'N' ? undefined : other(stored, type);
    case 'bigint':
      return stored === 'N' ? bigintMisfit(plainNumber(value as StoredNumber)) : other(stored, type);
    case 'decimal':
      return stored === 'N' ? decimalMisfit(value as StoredNumber, type) : other(stored, type);
    case 'array': {
      if (stored === 'L') return firstMisfit(value as readonly unknown[], type.element);
      const set = stored === 'SS' || stored === 'NS' || stored === 'BS';
      return set ? firstMisfit([...(value as ReadonlySet<unknown>)], type.element) : other(stored, type);
    }
    case 'struct':
      return stored === 'M'
        ? structMisfit(value as Readonly<Record<string, unknown>>, type)
        : other(stored, type);
  }
}

/** Whether the digits of an integer fit into 64 bits. */
export function isBigint(integer: string | bigint | number): boolean {
  const value = BigInt(integer);
  return value >= MIN_BIGINT && value <= MAX_BIGINT;
}

function bigintMisfit(plain: string): string | undefined {
  if (plain.includes('.')) return 'is a fraction, not a bigint';
  return isBigint(plain) ? undefined : 'is an integer beyond 64 bits, not a bigint';
}

function decimalMisfit(
  value: StoredNumber,
  type: Extract<ColumnType, { kind: 'decimal' }>,
): string | undefined {
  const { whole, scale } = digitsAround(plainNumber(value));
  if (scale > type.scale) return `has more than ${type.scale} digits after the point`;
  const room = type.precision - type.scale;
  return whole > room ? `has more than ${room} digits before the point` : undefined;
}

function firstMisfit(members: readonly unknown[], element: ColumnType): string | undefined {
  for (const member of members) {
    const reason = misfit(member, element);
    if (reason !== undefined) return `has a member that ${reason}`;
  }
  return undefined;
}

function structMisfit(
  map: Readonly<Record<string, unknown>>,
  type: Extract<ColumnType, { kind: 'struct' }>,
): string | undefined {
  for (const name of Object.keys(map)) {
    if (map[name] === undefined) continue;
    const field = type.fields.find((each) => each.name === name);
    if (field === undefined) return 'has a field that the struct does not name';
    const reason = misfit(map[name], field.type);
    if (reason !== undefined) return `has a field ${name} that ${reason}`;
  }
  return undefined;
}

function other(stored: keyof typeof KIND_NAMES, type: ColumnType): string {
  return `is ${KIND_NAMES[stored]}, not ${columnTypeText(type)}`;
}
