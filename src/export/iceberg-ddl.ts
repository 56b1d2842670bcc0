import { RequestError } from '../errors.ts';
import { type AthenaTable, checkTable, ddlType, fullName } from './athena-table.ts';
import { typeInView } from './athena-view.ts';
import { ddlName, queryName } from './athena-words.ts';
import { readable } from './serde-properties.ts';

/**
 * The statement that makes an empty Iceberg table with the columns of an entity; days become dates.
 *
 * @param iceberg its name, and where Athena keeps its files: not where the export is
 * @throws RequestError for a name or location that Athena cannot take, or that the export has already.
 */
export function createIcebergTable(
  table: AthenaTable,
  iceberg: { readonly name: string; readonly location: string },
): string {
  const own = icebergOf(table, iceberg);
  const columns = own.columns.map(({ column, type }) => `${ddlName(column)} ${ddlType(type, ddlName)}`);
  const partition = own.partition;
  if (partition !== undefined) {
    columns.push(`${ddlName(partition.column)} ${partition.unit === 'value' ? 'string' : 'date'}`);
  }
  return [
    `CREATE TABLE ${fullName(own, ddlName)} (\n${columns.map((column) => `    ${column}`).join(',\n')}\n)`,
    ...(partition === undefined ? [] : [`PARTITIONED BY (${ddlName(partition.column)})`]),
    `LOCATION '${own.location}'`,
    "TBLPROPERTIES (\n    'table_type' = 'ICEBERG',\n    'format' = 'parquet'\n)",
  ].join('\n');
}

/** The statement that copies an export into its Iceberg table, from the view. One statement writes at most 100 partitions. */
export function fillIcebergTable(
  table: AthenaTable,
  iceberg: { readonly name: string; readonly location: string },
): string {
  const own = icebergOf(table, iceberg);
  const columns = own.columns.map(({ column }) => queryName(column));
  const partition = own.partition;
  if (partition !== undefined) {
    const name = queryName(partition.column);
    columns.push(partition.unit === 'value' ? name : `CAST(${name} AS date)`);
  }
  const view = fullName({ ...table, name: `${table.name}_view` }, queryName);
  return `INSERT INTO ${fullName(own, queryName)}\nSELECT\n${columns.map((column) => `    ${column}`).join(',\n')}\nFROM ${view}`;
}

/**
 * What an Iceberg table on S3 needs again and again, with how to run it: Athena's console has refused both statements as
 * unknown, where the command line took them.
 */
export function icebergUpkeep(name: string): string {
  return [
    '-- Joins small files, then removes old snapshots with the files that nothing else needs.',
    '-- If the console\'s editor refuses a statement, run it with: aws athena start-query-execution --query-string "…"',
    `OPTIMIZE ${queryName(name)} REWRITE DATA USING BIN_PACK;`,
    `VACUUM ${queryName(name)};`,
  ].join('\n');
}

function icebergOf(
  table: AthenaTable,
  { name, location }: { readonly name: string; readonly location: string },
): AthenaTable {
  const { columns } = readable(table);
  const own = {
    ...table,
    name,
    location,
    columns: columns.map((column) => ({ ...column, type: typeInView(column, table) })),
  };
  checkTable(own);
  if (name === table.name || location.startsWith(table.location) || table.location.startsWith(location)) {
    throw new RequestError(
      `Iceberg table ${name} needs a name and a location of its own, apart from the export at ${table.location}.`,
    );
  }
  return own;
}
