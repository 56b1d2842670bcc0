import { RequestError, shown } from '../errors.ts';
import { parseColumnType } from './column-type.ts';
import { MANIFEST, type Manifest, type ManifestEntity, manifestOf } from './manifest.ts';
import { partitionBy } from './partition.ts';

type Check = (value: unknown, path: string) => void;

const FORMATS = ['json-lines', 'dynamodb-json', 'parquet'];
const COMPRESSIONS = ['none', 'gzip', 'snappy'];
const STORED = ['S', 'N', 'B', 'BOOL', 'SS', 'NS', 'BS', 'L', 'M', 'NULL', 'mixed'];
const SHA256 = /^[0-9a-f]{64}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * Reads the text of a `manifest.json` back: every part is checked, and the sums are made again.
 *
 * @param where how messages name the file: its path
 * @throws RequestError that names the part that is wrong
 */
export function readManifest(text: string, where: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new RequestError(`${where} is no JSON: the export it belongs to may not be complete.`, { cause });
  }
  const { manifest, version } = (json ?? {}) as { manifest?: unknown; version?: unknown };
  if (manifest !== MANIFEST) throw new RequestError(`${where} is no manifest of an export.`);
  if (version !== 1) {
    throw new RequestError(`${where} has version ${shown(version)}; this version of monotable reads 1.`);
  }
  checkManifest(json, where);
  const read = json as Manifest;
  for (const { partition } of read.entities) if (partition !== undefined) partitionBy(partition);
  checkOnce(read, where);
  checkSums(read, where);
  return read;
}

/** What stands twice would be counted, imported or made a column twice. */
function checkOnce({ entities }: Manifest, where: string): void {
  once(
    'entity',
    entities.map(({ entity }) => entity),
    where,
  );
  once(
    'prefix',
    entities.map(({ prefix }) => prefix),
    where,
  );
  once(
    'file',
    entities.flatMap(({ files }) => files.map(({ path }) => path)),
    where,
  );
  for (const { entity, columns } of entities) {
    once(
      `attribute of ${entity}`,
      columns.map(({ attribute }) => attribute),
      where,
    );
    // Readers do not tell capital letters apart.
    once(
      `column of ${entity}`,
      columns.map(({ column }) => column.toLowerCase()),
      where,
    );
  }
}

function once(what: string, names: readonly string[], where: string): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) throw new RequestError(`${where}: the ${what} ${shown(name)} stands there twice.`);
    seen.add(name);
  }
}

/** Whether the sums are those of the files: a manifest that was edited is not to be trusted. */
function checkSums(read: Manifest, where: string): void {
  const again = manifestOf(read);
  const named: readonly (readonly [string, Sums, Sums])[] = [
    ['', read, again],
    ...read.entities.map((entity) => {
      const other = again.entities.find((each) => each.entity === entity.entity);
      return [` of ${entity.entity}`, entity, other ?? entity] as const;
    }),
  ];
  for (const [of, given, right] of named) {
    for (const name of ['rows', 'bytes'] as const) {
      if (given[name] === right[name]) continue;
      throw new RequestError(
        `${where}: ${name}${of} is ${given[name]}, but the files have ${right[name]} together.`,
      );
    }
  }
}
type Sums = Pick<ManifestEntity, 'rows' | 'bytes'>;

const text: Check = (value, path) => demand(typeof value === 'string', value, path, 'text');
const count: Check = (value, path) =>
  demand(Number.isSafeInteger(value) && (value as number) >= 0, value, path, 'a whole number from 0 on');
const units: Check = (value, path) =>
  demand(typeof value === 'number' && value >= 0, value, path, 'a number from 0 on');

const reasons = list(fields({ attribute: text, reason: text, count, example: text }));

const checkManifest = fields({
  run: text,
  table: text,
  note: text,
  source: checkSource,
  format: oneOf(FORMATS),
  compression: oneOf(COMPRESSIONS),
  startedAt: matching(INSTANT, 'an instant such as 2026-01-31T09:30:00.000Z'),
  finishedAt: matching(INSTANT, 'an instant such as 2026-01-31T09:30:00.000Z'),
  readUnits: units,
  rows: count,
  bytes: count,
  leftOut: reasons,
  entities: list(
    fields({
      entity: text,
      prefix: text,
      rows: count,
      bytes: count,
      attributes: optional(list(text)),
      columns: list(
        fields({
          attribute: text,
          column: text,
          type: (value, path) => void parseColumnType(value as string, path),
          from: oneOf(['declared', 'seen']),
          stored: optional(oneOf(STORED)),
        }),
      ),
      totals: list(fields({ attribute: text, values: count })),
      conflicts: list(
        fields({
          attribute: text,
          reason: text,
          kinds: list(fields({ kind: text, count, example: text })),
        }),
      ),
      misfits: reasons,
      unplaced: reasons,
      files: list(
        fields({
          path: (value, path) => demand(isPath(value), value, path, 'a path below the export'),
          rows: count,
          bytes: count,
          sha256: matching(SHA256, 'a SHA-256 in hexadecimal'),
          partition: optional(text),
        }),
      ),
    }),
  ),
});

const SOURCES: Readonly<Record<string, Check>> = {
  scan: fields({ segments: count, index: optional(text) }),
  partition: fields({ key: text, index: optional(text) }),
  pattern: fields({ entity: text, pattern: text }),
  'dynamodb-export': fields({ arn: text, type: oneOf(['full', 'incremental']) }),
};

function checkSource(value: unknown, path: string): void {
  fields({ kind: oneOf(Object.keys(SOURCES)) })(value, path);
  SOURCES[(value as { kind: string }).kind]?.(value, path);
}

/** A path that leads out of the export would be read, or removed, where it leads to. */
function isPath(value: unknown): boolean {
  return (
    typeof value === 'string' &&
    !value.includes('\\') &&
    value.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
  );
}

function fields(checks: Readonly<Record<string, Check>>): Check {
  return (value, path) => {
    demand(typeof value === 'object' && value !== null && !Array.isArray(value), value, path, 'an object');
    for (const [name, check] of Object.entries(checks)) {
      check((value as Readonly<Record<string, unknown>>)[name], `${path}: ${name}`);
    }
  };
}

function list(check: Check): Check {
  return (value, path) => {
    demand(Array.isArray(value), value, path, 'a list');
    for (const [place, member] of (value as readonly unknown[]).entries()) check(member, `${path}[${place}]`);
  };
}

function optional(check: Check): Check {
  return (value, path) => {
    if (value !== undefined) check(value, path);
  };
}

function oneOf(choices: readonly string[]): Check {
  return (value, path) => demand(choices.includes(value as string), value, path, choices.join(' or '));
}

function matching(pattern: RegExp, what: string): Check {
  return (value, path) => demand(typeof value === 'string' && pattern.test(value), value, path, what);
}

function demand(right: boolean, value: unknown, path: string, what: string): void {
  if (!right) throw new RequestError(`${path} is ${shown(value)}, not ${what}.`);
}
