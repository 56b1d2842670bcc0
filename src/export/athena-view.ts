import { unplacedTable } from './athena-ddl.ts';
import { type AthenaColumn, type AthenaTable, checkTable, fullName, typeInFiles } from './athena-table.ts';
import { queryName } from './athena-words.ts';
import type { ColumnType } from './column-type.ts';

/**
 * The statement that makes the view `order_view` over the table `order`: binary as bytes again, the time that the partition
 * is from as a timestamp in UTC, and the rows without a place beside the others, with null for the partition.
 *
 * @throws RequestError for a name, a location or columns that Athena cannot take.
 */
export function createView(table: AthenaTable): string {
  checkTable(table);
  const unplaced = unplacedTable(table);
  const name = fullName({ ...table, name: `${table.name}_view` }, queryName);
  const parts = [`CREATE OR REPLACE VIEW ${name} AS\n${selection(table, table)}`];
  if (unplaced !== undefined) parts.push(`UNION ALL\n${selection(table, unplaced)}`);
  return parts.join('\n');
}

/** The columns of a table, from it or from that of its rows without a place. */
function selection(table: AthenaTable, from: AthenaTable): string {
  const columns = table.columns.flatMap((column) => [
    columnSelection(column, table),
    ...timeSelection(column, table),
  ]);
  const partition = table.partition && queryName(table.partition.column);
  if (partition !== undefined) {
    columns.push(from.partition === undefined ? `CAST(NULL AS varchar) AS ${partition}` : partition);
  }
  return `SELECT\n${columns.map((column) => `    ${column}`).join(',\n')}\nFROM ${fullName(from, queryName)}`;
}

/** The type of a column in the view: bytes inside of lists and structs stay text. */
export function typeInView({ type }: AthenaColumn, { format }: AthenaTable): ColumnType {
  return type.kind === 'binary' ? type : typeInFiles(type, format);
}

function columnSelection({ column, type }: AthenaColumn, { format }: AthenaTable): string {
  const name = queryName(column);
  return type.kind === 'binary' && format !== 'parquet' ? `from_base64(${name}) AS ${name}` : name;
}

/** A view cannot hold a timestamp with a zone, so it is made one of UTC without. Null where the value is no time. */
function timeSelection(column: AthenaColumn, { columns, partition }: AthenaTable): readonly string[] {
  if (partition === undefined || column.attribute !== partition.attribute) return [];
  const time = timeOf(column, partition.unit);
  const name = `${column.column}_utc`;
  if (time === undefined || columns.some((other) => other.column === name)) return [];
  return [`TRY(CAST(${time} AT TIME ZONE 'UTC' AS timestamp(3))) AS ${queryName(name)}`];
}

function timeOf({ column, type }: AthenaColumn, unit: string): string | undefined {
  const name = queryName(column);
  if (unit === 'seconds' && type.kind === 'bigint') return `from_unixtime(${name})`;
  if (unit === 'milliseconds' && type.kind === 'bigint') return `from_unixtime_nanos(${name} * 1000000)`;
  return unit === 'iso' && type.kind === 'string' ? `from_iso8601_timestamp(${name})` : undefined;
}
