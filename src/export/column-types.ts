import { RequestError, shown } from '../errors.ts';
import { type ColumnType, type ColumnTypeText, MAX_PRECISION, parseColumnType } from './column-type.ts';
import { isBigint } from './misfit.ts';
import type { SeenItems } from './seen-items.ts';
import type { SeenFields, SeenKind, SeenValues, ValueKind } from './seen-values.ts';

/** A column and its type. */
export interface TypedColumn {
  readonly attribute: string;
  readonly type: ColumnType;
  /** `declared` by the user, or as `seen` in the items. */
  readonly from: 'declared' | 'seen';
}

/** Why values of one place have no type of their own, and are a `string` or `json`. */
export interface TypeConflict {
  /** The way to the values: `lines[].price`. Empty when there are too many attributes for columns. */
  readonly attribute: string;
  readonly reason: string;
  readonly kinds: readonly (SeenKind & { readonly kind: ValueKind })[];
}

/** No attribute has an empty name. */
const OF_ALL = '';

/** Whether there were too many attributes to make columns of them: then there are those that are declared. */
export function hasTooMany({ conflicts }: { readonly conflicts: readonly TypeConflict[] }): boolean {
  return conflicts.some(({ attribute }) => attribute === OF_ALL);
}

/** The columns that a user declares, by entity and attribute: `{ Order: { total: 'bigint' } }`. */
export type DeclaredColumns = Readonly<Record<string, Readonly<Record<string, ColumnTypeText>>>>;

const SETS: readonly ValueKind[] = ['stringSet', 'numberSet', 'binarySet'];
const STRING: ColumnType = { kind: 'string' };
const JSON_TYPE: ColumnType = { kind: 'json' };
/** Kinds that stand in a line as text, or as what any reader makes text of. */
const SCALARS: readonly ValueKind[] = ['string', 'integer', 'decimal', 'boolean', 'binary'];
/** A name that stands in a type as it is. */
const FIELD_NAME = /^\w+$/;

/**
 * Reads what a user declared.
 *
 * @param entities the names of the entities that are exported
 * @throws RequestError for an entity that is not exported, or for what is no type
 */
export function declaredColumns(
  declared: DeclaredColumns,
  entities: readonly string[],
): ReadonlyMap<string, ReadonlyMap<string, ColumnType>> {
  const read = Object.entries(declared).map(([entity, columns]) => {
    if (!entities.includes(entity)) {
      throw new RequestError(
        `columns: there is no entity ${shown(entity)} to export; there are ${entities.join(', ')}.`,
      );
    }
    if (typeof columns !== 'object' || columns === null) {
      throw new RequestError(`columns: ${entity} has ${shown(columns)}, not types by attribute.`);
    }
    const types = Object.entries(columns).map(([attribute, text]) => {
      if (attribute === '') throw new RequestError(`columns: ${entity} has an attribute without a name.`);
      return [attribute, parseColumnType(text, `columns: ${entity}.${attribute}`)] as const;
    });
    return [entity, new Map(types)] as const;
  });
  return new Map(read);
}

/**
 * The columns of one entity: those declared in their order, then the others by name with the type that all their values
 * have. Integers become `bigint`, or a decimal beyond 64 bits; fractions a decimal, never a `double`; lists and sets an
 * array; maps a struct. What has no common type becomes a `string`, or `json` with lists or maps in it, and is named.
 */
export function columnTypes(
  seen: SeenItems,
  declared: ReadonlyMap<string, ColumnType> = new Map(),
  leaveOut: ReadonlySet<string> = new Set(),
): { readonly columns: readonly TypedColumn[]; readonly conflicts: readonly TypeConflict[] } {
  const conflicts: TypeConflict[] = [];
  const { names, many } = seen.attributes;
  if (many) {
    const reason = 'there are too many attributes to make columns of them; declare those that are needed';
    conflicts.push({ attribute: OF_ALL, reason, kinds: [] });
  }
  const columns: TypedColumn[] = [];
  for (const [attribute, type] of declared) {
    if (!leaveOut.has(attribute)) columns.push({ attribute, type, from: 'declared' });
  }
  for (const attribute of [...names.keys()].sort()) {
    const values = names.get(attribute);
    if (values === undefined || declared.has(attribute) || leaveOut.has(attribute)) continue;
    columns.push({ attribute, type: typeOf(values, attribute, conflicts), from: 'seen' });
  }
  return { columns, conflicts };
}

/** The type of the values in one place; finds out about conflicts on the way. */
function typeOf(seen: SeenValues, path: string, conflicts: TypeConflict[]): ColumnType {
  const kinds = new Set([...seen.kinds.keys()].map(family));
  if (kinds.size > 1) return conflict(seen, path, 'the values have no common type', conflicts);
  const [kind] = kinds;
  switch (kind) {
    case 'boolean':
    case 'binary':
      return { kind };
    case 'number':
      return numberType(seen, path, conflicts);
    case 'list':
      return { kind: 'array', element: memberType(seen, path, conflicts) };
    case 'map':
      return structType(seen, seen.fields, path, conflicts);
    default:
      // Text, or nothing but null.
      return STRING;
  }
}

function memberType(seen: SeenValues, path: string, conflicts: TypeConflict[]): ColumnType {
  return seen.members === undefined ? STRING : typeOf(seen.members, `${path}[]`, conflicts);
}

function numberType(seen: SeenValues, path: string, conflicts: TypeConflict[]): ColumnType {
  const { min = 0, max = 0 } = seen.integers ?? {};
  if (seen.fractions === undefined && isBigint(min) && isBigint(max)) return { kind: 'bigint' };
  const whole = Math.max(integerDigits(min), integerDigits(max), seen.fractions?.whole ?? 0);
  const scale = seen.fractions?.scale ?? 0;
  const precision = whole + scale;
  if (precision <= MAX_PRECISION) return { kind: 'decimal', precision, scale };
  const reason = `the numbers need ${whole} digits before the point and ${scale} after it; a decimal holds ${MAX_PRECISION}`;
  return conflict(seen, path, reason, conflicts);
}

function integerDigits(integer: number | bigint): number {
  const digits = String(integer).replace('-', '');
  return digits === '0' ? 0 : digits.length;
}

function structType(
  seen: SeenValues,
  fields: SeenFields | undefined,
  path: string,
  conflicts: TypeConflict[],
): ColumnType {
  const names = [...(fields?.names.keys() ?? [])].sort();
  if (fields?.many) return conflict(seen, path, 'the maps have too many names for a struct', conflicts);
  const odd = names.find((name) => !FIELD_NAME.test(name));
  if (odd !== undefined) {
    return conflict(seen, path, `the name ${shown(odd)} of a map cannot stand in a struct`, conflicts);
  }
  if (new Set(names.map((name) => name.toLowerCase())).size < names.length) {
    return conflict(seen, path, 'names of the maps differ in case only', conflicts);
  }
  // A struct without fields is none.
  if (names.length === 0) return JSON_TYPE;
  return {
    kind: 'struct',
    fields: names.map((name) => {
      const values = fields?.names.get(name);
      const type = values === undefined ? STRING : typeOf(values, `${path}.${name}`, conflicts);
      return { name, type };
    }),
  };
}

/** Kinds that have one type between them. */
function family(kind: ValueKind): string {
  if (kind === 'integer' || kind === 'decimal') return 'number';
  return SETS.includes(kind) ? 'list' : kind;
}

function conflict(
  { kinds }: SeenValues,
  attribute: string,
  reason: string,
  conflicts: TypeConflict[],
): ColumnType {
  const sorted = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1));
  conflicts.push({ attribute, reason, kinds: sorted.map(([kind, seen]) => ({ kind, ...seen })) });
  return [...kinds.keys()].every((kind) => SCALARS.includes(kind)) ? STRING : JSON_TYPE;
}
