import { RequestError } from '../errors.ts';
import { compareKeys } from '../keys/order.ts';
import { type AthenaTable, checkTable, ddlType, fullName } from './athena-table.ts';
import { typeInView } from './athena-view.ts';
import { ddlName, ddlText, queryName, queryText } from './athena-words.ts';
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
    `LOCATION ${ddlText(own.location)}`,
    "TBLPROPERTIES (\n    'table_type' = 'ICEBERG',\n    'format' = 'parquet'\n)",
  ].join('\n');
}

/** Of one INSERT, of Iceberg tables as well (Athena user guide: Use CTAS and INSERT INTO to work around the 100 partition limit). */
const MAX_PARTITIONS = 100;

/**
 * The statements that copy an export into its Iceberg table, from the view: one, or as many as its partitions need, of which
 * one statement writes at most 100.
 *
 * @param partitions those that have files, in any order; `null` for the rows without a place
 */
export function fillIcebergInSteps(
  table: AthenaTable,
  iceberg: { readonly name: string; readonly location: string },
  partitions: readonly (string | null)[],
): readonly string[] {
  const fill = fillIcebergTable(table, iceberg);
  if (table.partition === undefined || partitions.length <= MAX_PARTITIONS) return [fill];
  const column = queryName(table.partition.column);
  // As the view compares texts.
  const sorted = partitions.filter((partition) => partition !== null).sort(compareKeys);
  const steps: string[] = [];
  for (let from = 0; from < sorted.length; from += MAX_PARTITIONS) {
    const step = sorted.slice(from, from + MAX_PARTITIONS);
    const [first, last] = [step[0] ?? '', step.at(-1) ?? ''].map(queryText);
    steps.push(`${fill}\nWHERE ${column} BETWEEN ${first} AND ${last}`);
  }
  return partitions.includes(null) ? [...steps, `${fill}\nWHERE ${column} IS NULL`] : steps;
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
export function icebergUpkeep(name: string, database?: string): string {
  // VACUUM takes a name that has to be quoted in backticks only, and a database as it is (Athena user guide: VACUUM).
  const vacuumed = `${database === undefined ? '' : `${database}.`}${ddlName(name)}`;
  const optimized = `${database === undefined ? '' : `${queryName(database)}.`}${queryName(name)}`;
  return [
    '-- Joins small files, then removes old snapshots with the files that nothing else needs.',
    '-- If the console\'s editor refuses a statement, run it with: aws athena start-query-execution --query-string "…"',
    `OPTIMIZE ${optimized} REWRITE DATA USING BIN_PACK;`,
    `VACUUM ${vacuumed};`,
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
