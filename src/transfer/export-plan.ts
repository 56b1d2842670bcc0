import type { Connection } from '../client/connect.ts';
import { RequestError, shown } from '../errors.ts';
import { columnNames } from '../export/column-names.ts';
import { type ColumnType, columnTypeText } from '../export/column-type.ts';
import { declaredColumns } from '../export/column-types.ts';
import { type Partition, type PartitionBy, partitionBy } from '../export/partition.ts';
import { checkCallOptions, checkChoice } from '../operations/check-options.ts';
import type { EntityModel } from '../table/entity.ts';
import { entitiesOf } from '../table/registry.ts';
import type { ExportOptions } from './export-options.ts';
import type { JsonValue } from './source/source.ts';
import type { ExportIdentity } from './work-folder.ts';

/** What is exported of one entity. */
export interface EntityPlan {
  readonly name: string;
  readonly model: EntityModel;
  /** The name of its folder, and of its table in Athena. */
  readonly table: string;
  /** `undefined`: all but what the toolkit fills. */
  readonly attributes: ReadonlySet<string> | undefined;
  readonly columns: ReadonlyMap<string, ColumnType>;
  readonly partition: (Partition & { readonly by: PartitionBy }) | undefined;
}

/** An export's options, checked, with the defaults in their places. */
export interface ExportPlan {
  readonly entities: ReadonlyMap<string, EntityPlan>;
  readonly format: NonNullable<ExportOptions['format']>;
  readonly compression: 'none' | 'gzip' | 'snappy';
  readonly fileBytes: number;
  readonly readUnitsPerSecond: number | undefined;
}

const OPTIONS: readonly (keyof ExportOptions)[] = [
  ...([
    'to',
    's3',
    'from',
    'entities',
    'attributes',
    'columns',
    'partitions',
    'format',
    'compression',
  ] as const),
  ...(['fileBytes', 'readUnitsPerSecond', 'workFolder', 'restart', 'replace'] as const),
  ...(['abortSignal', 'onProgress'] as const),
];
/** In a target that is a folder, the work of an export has this one; no entity's files may be in it. */
export const WORK_FOLDER = '_export';

const MIB = 1024 * 1024;
/** Athena reads files of this size well (Athena user guide: Performance tuning). */
const DEFAULT_FILE_BYTES = 128 * MIB;
/** Below it, files are more trouble than they hold. */
const MIN_FILE_BYTES = 64 * 1024;

/** @throws RequestError for an option that is none, or does not fit the others. */
export function exportPlan({ table }: Connection, options: ExportOptions): ExportPlan {
  checkCallOptions(options, OPTIONS, 'exportTable');
  const { format = 'json-lines', compression = 'gzip', fileBytes = DEFAULT_FILE_BYTES } = options;
  checkChoice('format', format, ['json-lines', 'dynamodb-json', 'parquet'], 'exportTable');
  checkChoice('compression', compression, ['gzip', 'none'], 'exportTable');
  if (!Number.isSafeInteger(fileBytes) || fileBytes < MIN_FILE_BYTES) {
    throw new RequestError(
      `exportTable: fileBytes is a whole number from ${MIN_FILE_BYTES} on, not ${shown(fileBytes)}.`,
    );
  }
  const { readUnitsPerSecond: rate } = options;
  if (rate !== undefined && !(typeof rate === 'number' && rate > 0 && Number.isFinite(rate))) {
    throw new RequestError(`exportTable: readUnitsPerSecond is a number above 0, not ${shown(rate)}.`);
  }
  const models = chosen(entitiesOf(table), options);
  const names = models.map(({ name }) => name);
  for (const option of ['attributes', 'columns', 'partitions'] as const) checkNames(option, options, names);
  if (format === 'dynamodb-json') refuseWithTypes(options);
  const columns = declaredColumns(options.columns ?? {}, names);
  const tables = columnNames(names, [WORK_FOLDER]);
  const entities = models.map((model, place): [string, EntityPlan] => {
    const by = options.partitions?.[model.name];
    const attributes = attributesOf(model, options.attributes?.[model.name]);
    const plan: EntityPlan = {
      name: model.name,
      model,
      table: tables[place]?.column ?? model.name,
      attributes,
      columns: columnsOf(model, columns.get(model.name) ?? new Map(), attributes),
      partition: by && { ...partitionBy(by), by },
    };
    return [model.name, plan];
  });
  return {
    entities: new Map(entities),
    format,
    compression: format === 'parquet' ? 'snappy' : compression,
    fileBytes,
    readUnitsPerSecond: rate,
  };
}

function chosen(declared: readonly EntityModel[], { entities }: ExportOptions): readonly EntityModel[] {
  if (declared.length === 0) throw new RequestError('exportTable: no entity of this table is declared.');
  if (entities === undefined) return declared;
  if (!Array.isArray(entities) || entities.length === 0) {
    throw new RequestError(`exportTable: entities is a list of them, not ${shown(entities)}.`);
  }
  return [...new Set(entities.map((entity) => entity?.name))].map((name) => {
    const model = declared.find((each) => each.name === name);
    if (model !== undefined) return model;
    const known = declared.map((each) => each.name).join(', ');
    throw new RequestError(`exportTable: this table has no entity ${shown(name)}; there are ${known}.`);
  });
}

function checkNames(
  option: 'attributes' | 'columns' | 'partitions',
  options: ExportOptions,
  names: readonly string[],
): void {
  const given = options[option];
  if (given === undefined) return;
  if (typeof given !== 'object' || given === null) {
    throw new RequestError(`exportTable: ${option} is by entity, not ${shown(given)}.`);
  }
  const odd = Object.keys(given).find((name) => !names.includes(name));
  if (odd === undefined) return;
  throw new RequestError(
    `exportTable: ${option} is for ${shown(odd)}, which is not exported; there are ${names.join(', ')}.`,
  );
}

function refuseWithTypes(options: ExportOptions): void {
  for (const option of ['attributes', 'columns'] as const) {
    if (options[option] === undefined) continue;
    throw new RequestError(
      `exportTable: the format dynamodb-json keeps items whole, as they are; it has no ${option}.`,
    );
  }
}

function attributesOf(
  model: EntityModel,
  given: readonly string[] | undefined,
): ReadonlySet<string> | undefined {
  if (given === undefined) return undefined;
  const where = `exportTable: attributes: ${model.name}`;
  if (!Array.isArray(given) || given.length === 0) {
    throw new RequestError(`${where} has ${shown(given)}, not a list of names.`);
  }
  const odd = given.find((name) => typeof name !== 'string' || name === '' || model.hidden.has(name));
  if (odd !== undefined) throw new RequestError(`${where} has ${shown(odd)}, which is no attribute of it.`);
  return new Set(given);
}

function columnsOf(
  model: EntityModel,
  columns: ReadonlyMap<string, ColumnType>,
  attributes: ReadonlySet<string> | undefined,
): ReadonlyMap<string, ColumnType> {
  for (const attribute of columns.keys()) {
    if (attributes?.has(attribute) ?? !model.hidden.has(attribute)) continue;
    throw new RequestError(`exportTable: columns: ${model.name}.${attribute} is not exported.`);
  }
  return columns;
}

/** What must be the same for an export to be gone on with. */
export async function exportIdentity(db: Connection, plan: ExportPlan): Promise<ExportIdentity> {
  const entities = [...plan.entities.values()].map(({ name, attributes, columns, partition }): JsonValue => {
    const types = [...columns].map(([attribute, type]) => [attribute, columnTypeText(type)]);
    return [
      name,
      attributes === undefined ? null : [...attributes],
      types,
      partition ? { ...partition.by } : null,
    ];
  });
  const { format, compression, fileBytes } = plan;
  return { server: await serverOf(db), table: db.tableName, entities, format, compression, fileBytes };
}

/** The endpoint, or the Region: tables of other servers have the same names. */
async function serverOf({ client }: Connection): Promise<JsonValue> {
  const { endpoint, region } = client.config as Partial<ClientConfig>;
  const found = await endpoint?.();
  if (found !== undefined) return `${found.protocol}//${found.hostname}:${found.port ?? ''}${found.path}`;
  // Without one nothing can be sent, but files can be read.
  return (await region?.().catch(() => null)) ?? null;
}

/** As the SDK resolves it; a fake need not have it. */
interface ClientConfig {
  readonly endpoint: () => Promise<{ protocol: string; hostname: string; port?: number; path: string }>;
  readonly region: () => Promise<string>;
}
