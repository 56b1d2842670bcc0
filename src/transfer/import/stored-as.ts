import type { ColumnType } from '../../export/column-type.ts';
import type { TypedColumn } from '../../export/column-types.ts';
import type { ExportFormat, StoredAs } from '../../export/manifest.ts';
import type { SeenFields, SeenValues, ValueKind } from '../../export/seen-values.ts';

/** How the values of an attribute stand in the files. */
export interface Standing {
  readonly column: Omit<TypedColumn, 'attribute'>;
  readonly format: ExportFormat;
  /** Whether some of the values do not fit the column's declared type, and stand as if there were none. */
  readonly misfits: boolean;
}

const STORED: Readonly<Record<ValueKind, StoredAs>> = {
  string: 'S',
  integer: 'N',
  decimal: 'N',
  boolean: 'BOOL',
  binary: 'B',
  list: 'L',
  map: 'M',
  stringSet: 'SS',
  numberSet: 'NS',
  binarySet: 'BS',
};

/** Kinds that are texts or lists in JSON, as others are, too. */
const DISGUISED: readonly ValueKind[] = ['binary', 'stringSet', 'numberSet', 'binarySet'];
const SETS: readonly ValueKind[] = ['stringSet', 'numberSet', 'binarySet'];

/** Fractions of more digits are text in JSON; with as many, every double is told from the next one (IEEE 754). */
const SAFE_DIGITS = 15;

/**
 * As what all values of an attribute are stored, if files of that format tell each of them exactly; `undefined` when a value
 * could be read back as another one.
 */
export function storedAs(seen: SeenValues, standing: Standing): StoredAs | undefined {
  const { type, from } = standing.column;
  const parquet = standing.format === 'parquet';
  // There, null and absent are the same.
  if (parquet && seen.nulls > 0) return undefined;
  const [stored = 'NULL', ...more] = new Set([...seen.kinds.keys()].map((kind) => STORED[kind]));
  const typed = parquet || from === 'declared';
  if (more.length > 0) return isToldByItself(seen, typed, standing) ? 'mixed' : undefined;
  switch (stored) {
    case 'N':
      return parquet && type.kind === 'double' && !fitsDouble(seen) ? undefined : stored;
    case 'NS':
      return parquet && hasDoubles(type) && !fitsDouble(seen.members) ? undefined : stored;
    case 'L':
    case 'M':
      if (typed && type.kind !== 'string') return isToldByType(seen, standing) ? stored : undefined;
      return isPlain(seen) ? stored : undefined;
    default:
      return stored;
  }
}

/** Whether values of several kinds are told by nothing but themselves. */
function isToldByItself(seen: SeenValues, typed: boolean, standing: Standing): boolean {
  const { type } = standing.column;
  if (!isPlain(seen)) return false;
  if (!typed) return true;
  // As text, 7 and "7" are the same; so is a decimal in a line and the text of its digits.
  if (type.kind === 'string') return false;
  if (type.kind === 'decimal') return standing.format === 'parquet';
  return isToldByType(seen, standing);
}

/** Whether values that stand as their type says are told by it, and those that do not fit by themselves. */
function isToldByType(seen: SeenValues, { column: { type }, format, misfits }: Standing): boolean {
  const parquet = format === 'parquet';
  if (misfits && !(isPlain(seen) && (parquet || !hasCoded(type)))) return false;
  return isTold(seen, type, parquet);
}

/** Whether a type tells every value that it holds; the values of one place. */
function isTold(seen: SeenValues | undefined, type: ColumnType, parquet: boolean): boolean {
  if (seen === undefined) return true;
  switch (type.kind) {
    case 'double':
      return !parquet || fitsDouble(seen);
    case 'string':
      return [...seen.kinds.keys()].every((kind) => kind === 'string');
    case 'json':
      return isPlain(seen);
    case 'array':
      return !hasSets(seen) && isTold(seen.members, type.element, parquet);
    case 'struct':
      return seen.fields === undefined || areFieldsTold(seen.fields, type, parquet);
    default:
      return true;
  }
}

function areFieldsTold(
  { names, many }: SeenFields,
  type: Extract<ColumnType, { kind: 'struct' }>,
  parquet: boolean,
): boolean {
  if (many) return false;
  return [...names].every(([name, seen]) => {
    if (parquet && seen.nulls > 0) return false;
    const field = type.fields.find((each) => each.name === name);
    return field === undefined ? isPlain(seen) : isTold(seen, field.type, parquet);
  });
}

/** Whether JSON alone tells every value, on all levels: no sets, no binary, no fraction that has to be text. */
function isPlain({ kinds, fractions, members, fields }: SeenValues): boolean {
  if (DISGUISED.some((kind) => kinds.has(kind)) || !isShort(fractions)) return false;
  if (fields?.many) return false;
  if (members !== undefined && !isPlain(members)) return false;
  return [...(fields?.names.values() ?? [])].every(isPlain);
}

function fitsDouble(seen: SeenValues | undefined): boolean {
  if (seen === undefined) return true;
  const { min = 0, max = 0 } = seen.integers ?? {};
  return isShort(seen.fractions) && min >= Number.MIN_SAFE_INTEGER && max <= Number.MAX_SAFE_INTEGER;
}

/** Whether no number has more than 15 digits. Each part is the most that any of them has. */
function isShort(fractions: SeenValues['fractions']): boolean {
  return fractions === undefined || fractions.whole + fractions.scale <= SAFE_DIGITS;
}

function hasSets({ kinds }: SeenValues): boolean {
  return SETS.some((kind) => kinds.has(kind));
}

/** Whether the type says of a text in a line that it is a number, or binary. */
function hasCoded(type: ColumnType): boolean {
  if (type.kind === 'array') return hasCoded(type.element);
  if (type.kind === 'struct') return type.fields.some((field) => hasCoded(field.type));
  return type.kind === 'decimal' || type.kind === 'binary';
}

function hasDoubles(type: ColumnType): boolean {
  return type.kind === 'array' && type.element.kind === 'double';
}
