import { RequestError, shown } from '../errors.ts';
import { type ColumnType, columnTypeText } from './column-type.ts';
import type { PartitionUnit } from './partition.ts';

/** What reads the files: one of Athena's two readers of JSON Lines, or Parquet. */
export type AthenaFormat = 'openx' | 'hive' | 'parquet';

/** One column, by the name that the items have for it and by its own. */
export interface AthenaColumn {
  readonly attribute: string;
  readonly column: string;
  readonly type: ColumnType;
}

/** How the files of a table are partitioned. */
export interface AthenaPartition {
  readonly column: string;
  /** The partition attribute, and what it holds. */
  readonly attribute: string;
  readonly unit: PartitionUnit;
  readonly timeZone?: string;
  /** The first and the last day that have files; `undefined` when none has, and for the unit `value`. */
  readonly days: { readonly first: string; readonly last: string } | undefined;
  /** The day of the export, in UTC. */
  readonly exportedOn: string;
  /** Whether there are rows without a place: they are in a directory that date projection does not look into. */
  readonly unplaced: boolean;
}

/** A table of Athena over the files of one entity. */
export interface AthenaTable {
  readonly name: string;
  readonly database?: string;
  readonly format: AthenaFormat;
  /** The prefix of the entity's files: `s3://bucket/raw/order/`. */
  readonly location: string;
  readonly columns: readonly AthenaColumn[];
  readonly partition?: AthenaPartition;
}

const NAME = /^[a-z0-9_]{1,255}$/;
const LOCATION = /^s3:\/\/[a-z0-9][a-z0-9.-]+\/(?:[^\n\r]*\/)?$/;

/** @throws RequestError for a name or location that Athena does not take. */
export function checkTable(table: AthenaTable): void {
  for (const [what, name] of [
    ['table', table.name],
    ['database', table.database ?? 'default'],
  ] as const) {
    if (NAME.test(name)) continue;
    throw new RequestError(
      `A ${what} of Athena has a name of lower-case letters, digits and underscores, not ${shown(name)}.`,
    );
  }
  if (!LOCATION.test(table.location)) {
    throw new RequestError(
      `Table ${table.name}: location is a prefix such as "s3://bucket/raw/order/", with the slash at its end, not ${shown(table.location)}.`,
    );
  }
  if (table.columns.length === 0) throw new RequestError(`Table ${table.name} has no columns.`);
  const taken = new Set(table.partition === undefined ? [] : [table.partition.column]);
  for (const { attribute, column } of table.columns) {
    if (NAME.test(column) && !taken.has(column)) {
      taken.add(column);
      continue;
    }
    throw new RequestError(
      `Table ${table.name}: ${shown(attribute)} cannot be the column ${shown(column)}, which is ${taken.has(column) ? 'taken' : 'no name of lower-case letters, digits and underscores'}.`,
    );
  }
}

/** How a statement that makes a table names it. */
export function fullName({ name, database }: AthenaTable, quote: (name: string) => string): string {
  return database === undefined ? quote(name) : `${quote(database)}.${quote(name)}`;
}

/** The type of a column in Athena: over JSON Lines, binary is text in base64; and nowhere is there a type for any JSON. */
export function typeInFiles(type: ColumnType, format: AthenaFormat): ColumnType {
  switch (type.kind) {
    case 'json':
      return { kind: 'string' };
    case 'binary':
      return format === 'parquet' ? type : { kind: 'string' };
    case 'array':
      return { kind: 'array', element: typeInFiles(type.element, format) };
    case 'struct':
      return {
        kind: 'struct',
        fields: type.fields.map((field) => ({ name: field.name, type: typeInFiles(field.type, format) })),
      };
    default:
      return type;
  }
}

/** A type in a statement: names of fields in lower case, and quoted where they are reserved. */
export function ddlType(type: ColumnType, quote: (name: string) => string): string {
  if (type.kind === 'array') return `array<${ddlType(type.element, quote)}>`;
  if (type.kind !== 'struct') return columnTypeText(type);
  const fields = type.fields.map(
    (field) => `${quote(field.name.toLowerCase())}:${ddlType(field.type, quote)}`,
  );
  return `struct<${fields.join(',')}>`;
}
