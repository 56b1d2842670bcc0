import {
  type AthenaPartition,
  type AthenaTable,
  checkTable,
  ddlType,
  fullName,
  typeInFiles,
} from './athena-table.ts';
import { ddlName, ddlText } from './athena-words.ts';
import { DEFAULT_PARTITION, hivePath } from './hive-path.ts';
import { readable } from './serde-properties.ts';

type Property = readonly [string, string];

const SERDES = {
  openx: 'org.openx.data.jsonserde.JsonSerDe',
  hive: 'org.apache.hive.hcatalog.data.JsonSerDe',
} as const;

/**
 * The statement that makes an external table over the files of an entity, without a semicolon. Days are projected: new
 * directories are found without being told of. Malformed lines are errors, because skipped ones would be missing in silence.
 *
 * @throws RequestError for a name, a location or columns that Athena cannot take.
 */
export function createTable(table: AthenaTable): string {
  checkTable(table);
  const { columns, properties } = readable(table);
  const lines = columns.map(
    ({ column, type }) => `    ${ddlName(column)} ${ddlType(typeInFiles(type, table.format), ddlName)}`,
  );
  const parts = [`CREATE EXTERNAL TABLE ${fullName(table, ddlName)} (\n${lines.join(',\n')}\n)`];
  if (table.partition !== undefined) {
    parts.push(`PARTITIONED BY (${ddlName(table.partition.column)} string)`);
  }
  if (table.format === 'parquet') parts.push('STORED AS PARQUET');
  else parts.push(`ROW FORMAT SERDE '${SERDES[table.format]}'`);
  if (properties.length > 0) parts.push(`WITH SERDEPROPERTIES (\n${propertyLines(properties)}\n)`);
  parts.push(`LOCATION ${ddlText(table.location)}`);
  const projection = projectionOf(table);
  if (projection.length > 0) parts.push(`TBLPROPERTIES (\n${propertyLines(projection)}\n)`);
  return parts.join('\n');
}

/**
 * The table over the rows that have no place in a day, which projection never lists; `undefined` when there are none.
 * It is `order_unplaced` beside `order`, and has no partition.
 */
export function unplacedTable(table: AthenaTable): AthenaTable | undefined {
  const { partition, ...rest } = table;
  if (!partition?.unplaced || partition.unit === 'value') return undefined;
  return {
    ...rest,
    name: `${table.name}_unplaced`,
    location: `${table.location}${hivePath(partition.column, DEFAULT_PARTITION)}/`,
  };
}

/**
 * All statements that are needed before the entity can be queried: the table, that of rows without a place, and, for
 * partitions by value, the one that looks for directories, which is to be repeated after each export.
 */
export function createTables(table: AthenaTable): readonly string[] {
  const unplaced = unplacedTable(table);
  return [
    createTable(table),
    ...(unplaced === undefined ? [] : [createTable(unplaced)]),
    ...(table.partition?.unit === 'value' ? [`MSCK REPAIR TABLE ${fullName(table, ddlName)}`] : []),
  ];
}

function projectionOf({ partition, location }: AthenaTable): readonly Property[] {
  if (partition === undefined || partition.unit === 'value') return [];
  const { column } = partition;
  return [
    ['projection.enabled', 'true'],
    [`projection.${column}.type`, 'date'],
    [`projection.${column}.range`, dayRange(partition)],
    [`projection.${column}.format`, 'yyyy-MM-dd'],
    [`projection.${column}.interval`, '1'],
    [`projection.${column}.interval.unit`, 'DAYS'],
    ['storage.location.template', `${location}${column}=\${${column}}`],
  ];
}

/**
 * Days outside of the range are not found, so it must not end before the data; NOW is the time in UTC. Sums such as
 * `NOW+1DAYS` are in the Athena user guide (Supported types for partition projection) and in the CDK's `max` of such a range.
 */
function dayRange({ days, exportedOn, timeZone = 'UTC' }: AthenaPartition): string {
  const today = timeZone === 'UTC' ? 'NOW' : 'NOW+1DAYS';
  if (days === undefined) return `${exportedOn},${today}`;
  // In other zones it can be the next day already, and nowhere the day after that.
  const latest = timeZone === 'UTC' ? exportedOn : dayAfter(exportedOn);
  return `${days.first},${days.last > latest ? days.last : today}`;
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

function propertyLines(properties: readonly Property[]): string {
  return properties.map(([name, value]) => `    ${ddlText(name)} = ${ddlText(value)}`).join(',\n');
}
