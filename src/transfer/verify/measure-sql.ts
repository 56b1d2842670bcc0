import type { ColumnType } from '../../export/column-type.ts';
import type { ExportFormat, Manifest } from '../../export/manifest.ts';
import { MISFITS_COLUMN, type ParquetColumn } from '../parquet/parquet-column.ts';

/** Units are added up in two parts, so that a sum of numbers of 38 digits does not leave 128 bits: above it, and below. */
export const PART = 10n ** 19n;
/** Before texts of the data: DuckDB's package for Node drops a byte order mark at the beginning of a text. */
const MARK = '.';
/** A line has at most an item of 400 KB, each character of which may be escaped with six. */
const LONGEST_LINE = 16_777_216;

/** The lines of a file, each as one JSON value: nothing is sampled, and names that differ in case only stay apart. */
export function linesOf(file: string, compression: Manifest['compression']): string {
  const packed = compression === 'gzip' ? 'gzip' : 'uncompressed';
  return `read_json_objects(${sqlText(file)}, format = 'newline_delimited', compression = '${packed}', ignore_errors = false, maximum_object_size = ${LONGEST_LINE}, hive_partitioning = false)`;
}

export function parquetOf(file: string): string {
  return `read_parquet(${sqlText(file)}, hive_partitioning = false)`;
}

/** How many lines are items. */
export function countLines(lines: string, format: ExportFormat): string {
  const item = format === 'dynamodb-json' ? `json -> '$.Item'` : 'json';
  return `SELECT count(*) AS lines, count(*) FILTER (json_type(${item}) = 'OBJECT') AS items FROM ${lines}`;
}

/** Every value of the lines as (attribute, form, t): of a text t is the text itself, of a number its digits. */
export function lineValues(lines: string, format: ExportFormat): string {
  if (format !== 'dynamodb-json') {
    return jsonValues(members('json', `${lines} WHERE json_type(json) = 'OBJECT'`));
  }
  return `SELECT attribute, form, CASE form WHEN 'number' THEN value ->> '$.N' WHEN 'text' THEN value ->> '$.S' WHEN 'other' THEN value ->> '$.BOOL' END AS t
    FROM (SELECT attribute, value, CASE json_keys(value)[1]
        WHEN 'N' THEN 'number' WHEN 'S' THEN 'text' WHEN 'NULL' THEN 'null' ELSE 'other' END AS form
      FROM (${members("json -> '$.Item'", `${lines} WHERE json_type(json -> '$.Item') = 'OBJECT'`)}))`;
}

/** Every value of a Parquet file, each column read whole. */
export function parquetValues(file: string, columns: readonly ParquetColumn[]): string {
  const from = parquetOf(file);
  const name = sqlName(MISFITS_COLUMN);
  const misfits = jsonValues(members(name, `${from} WHERE ${name} IS NOT NULL`));
  return [...columns.map((column) => columnValues(from, column)), misfits].join('\nUNION ALL\n');
}

/** A text of the data as `measure` and `distinctValues` give it. */
export function unmarked(text: unknown): string {
  return String(text).slice(MARK.length);
}

/** What each column comes to, by form and by the digits after the point; numbers that 128 bits do not hold one by one. Attributes are to be `unmarked`. */
export function measure(values: string): string {
  return `WITH v AS (${values}),
  f AS (SELECT attribute, t, CASE
      WHEN form <> 'text' OR t = '-0' OR NOT regexp_full_match(t, '-?(0|[1-9][0-9]*)(\\.[0-9]*[1-9])?') THEN form
      WHEN contains(t, '.') AND length(ltrim(replace(ltrim(t, '-'), '.', ''), '0')) > 15 THEN 'long'
      ELSE 'digits' END AS form FROM v WHERE form <> 'null'),
  u AS (SELECT attribute, form, t, form IN ('number', 'long', 'digits') AS numeric,
      CASE WHEN numeric AND regexp_full_match(t, '-?[0-9]+(\\.[0-9]+)?') THEN try_cast(replace(t, '.', '') AS HUGEINT) END AS units,
      CASE WHEN contains(t, '.') THEN length(t) - strpos(t, '.') ELSE 0 END AS digits FROM f)
  SELECT '${MARK}' || attribute AS attribute, form, count(*) AS count, CASE WHEN units IS NOT NULL THEN digits END AS scale,
    sum(units // ${PART}::HUGEINT) AS high, sum(units % ${PART}::HUGEINT) AS low,
    sum(CASE WHEN form IN ('text', 'long', 'digits') THEN strlen(t) END) AS bytes,
    CASE WHEN numeric AND units IS NULL THEN t END AS odd
  FROM u GROUP BY ALL`;
}

/** The distinct values of one attribute, each `t` to be `unmarked`. */
export function distinctValues(values: string, attribute: string): string {
  return `SELECT DISTINCT form, '${MARK}' || coalesce(t, '') AS t FROM (${values}) WHERE attribute = ${sqlText(attribute)} AND form <> 'null'`;
}

/** How DuckDB names a type. */
export function duckdbType(type: ColumnType): string {
  switch (type.kind) {
    case 'string':
    case 'json':
      return 'VARCHAR';
    case 'binary':
      return 'BLOB';
    case 'decimal':
      return `DECIMAL(${type.precision},${type.scale})`;
    case 'array':
      return `${duckdbType(type.element)}[]`;
    case 'struct':
      return `STRUCT(${type.fields.map((field) => `${field.name} ${duckdbType(field.type)}`).join(', ')})`;
    default:
      return type.kind.toUpperCase();
  }
}

function sqlText(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  // A statement ends at a NUL.
  return text.includes('\0') ? `(${quoted.replaceAll('\0', "' || chr(0) || '")})` : quoted;
}

function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function columnValues(from: string, { attribute, column, type }: ParquetColumn): string {
  const [own, name] = [sqlText(attribute), sqlName(column)];
  const present = `${from} WHERE ${name} IS NOT NULL`;
  if (type.kind === 'json')
    return jsonValues(`SELECT ${own} AS attribute, ${name}::JSON AS value FROM ${present}`);
  const numeric = type.kind === 'bigint' || type.kind === 'double' || type.kind === 'decimal';
  const form = numeric ? 'number' : type.kind === 'string' ? 'text' : 'other';
  // A list is made text for nothing but that all of it is read.
  return `SELECT ${own} AS attribute, '${form}' AS form, ${name}::VARCHAR AS t FROM ${present}`;
}

/** The members of JSON objects as (attribute, value), exactly. With `json_each` it would take five times as long. */
function members(json: string, from: string): string {
  return `SELECT member.key AS attribute, member.value AS value
    FROM (SELECT unnest(map_entries(from_json(${json}, '"MAP(VARCHAR, JSON)"'))) AS member FROM ${from})`;
}

/** Of (attribute, value), with any JSON for a value. */
function jsonValues(from: string): string {
  return `SELECT attribute, CASE coalesce(json_type(value), 'NULL') WHEN 'VARCHAR' THEN 'text' WHEN 'NULL' THEN 'null'
      WHEN 'BOOLEAN' THEN 'other' WHEN 'ARRAY' THEN 'other' WHEN 'OBJECT' THEN 'other' ELSE 'number' END AS form,
    value ->> '$' AS t FROM (${from})`;
}
