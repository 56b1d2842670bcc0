import { RequestError } from '../errors.ts';
import type { AthenaColumn, AthenaTable } from './athena-table.ts';
import type { ColumnType } from './column-type.ts';

/** The columns as the SerDe can read them, and the properties that it needs for that. */
interface Readable {
  readonly columns: readonly AthenaColumn[];
  /** Empty when every name is the column's, but for its case. */
  readonly properties: readonly (readonly [string, string])[];
}

/**
 * How Athena's SerDes find the attributes of a line. By default they make no difference of case, and need nothing. Where a
 * column has another name than its attribute, or two names differ in case only or may do so, OpenX is told to look at the
 * case, and then of each name that is not in lower case: a mapping is for all levels of a line at once. A struct whose names
 * contradict those of columns becomes a `string`, which holds its JSON.
 *
 * @throws RequestError when the Hive SerDe is wanted, which knows no mappings and reads no JSON as text.
 */
export function readable(table: AthenaTable): Readable {
  if (table.format === 'parquet') return { columns: table.columns, properties: [] };
  if (table.format === 'hive') refuseJson(table);
  const changed = table.columns.filter(({ attribute, column }) => attribute.toLowerCase() !== column);
  // Names inside of JSON are not known, and two that differ in case only would be an error in the whole line.
  const unknown = table.columns.some(({ type }) => hasJson(type));
  if (changed.length === 0 && !unknown && !differInCaseOnly(table.columns)) {
    return { columns: table.columns, properties: [] };
  }
  if (table.format === 'hive') {
    const names = changed.map(({ attribute }) => JSON.stringify(attribute)).join(', ');
    throw new RequestError(
      `Table ${table.name}: the Hive SerDe finds attributes by the names of columns, and cannot find ${names || 'names that differ in case only'}. Take OpenX or Parquet.`,
    );
  }
  const mapped = new Map(table.columns.map(({ attribute, column }) => [column, attribute]));
  const columns = table.columns.map((column): AthenaColumn => {
    const names = fieldNames(column.type);
    const contradicted = names.some((name) => (mapped.get(name.toLowerCase()) ?? name) !== name);
    if (contradicted || differ(names)) return { ...column, type: { kind: 'json' } };
    for (const name of names) mapped.set(name.toLowerCase(), name);
    return column;
  });
  const mappings = [...mapped]
    .filter(([column, name]) => column !== name)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([column, name]) => [`mapping.${column}`, name] as const);
  return { columns, properties: [['case.insensitive', 'false'], ...mappings] };
}

function refuseJson({ name, columns }: AthenaTable): void {
  const json = columns.filter(({ type }) => hasJson(type)).map(({ attribute }) => JSON.stringify(attribute));
  if (json.length === 0) return;
  throw new RequestError(
    `Table ${name}: the Hive SerDe reads no JSON of any kind, which ${json.join(', ')} may hold. Declare it as string, which writes it as text, or take OpenX or Parquet.`,
  );
}

function hasJson(type: ColumnType): boolean {
  if (type.kind === 'array') return hasJson(type.element);
  return type.kind === 'struct' ? type.fields.some((field) => hasJson(field.type)) : type.kind === 'json';
}

/** A line with two such names has one member too many for a reader that makes no difference of case. */
function differInCaseOnly(columns: readonly AthenaColumn[]): boolean {
  return differ(columns.map(({ attribute }) => attribute));
}

function differ(names: readonly string[]): boolean {
  const distinct = new Set(names);
  return new Set([...distinct].map((name) => name.toLowerCase())).size < distinct.size;
}

/** The names of all fields in a type. */
function fieldNames(type: ColumnType): readonly string[] {
  if (type.kind === 'array') return fieldNames(type.element);
  if (type.kind !== 'struct') return [];
  return type.fields.flatMap((field) => [field.name, ...fieldNames(field.type)]);
}
