import type { Connection } from '../../client/connect.ts';
import { RequestError, shown } from '../../errors.ts';
import type { Manifest, ManifestEntity } from '../../export/manifest.ts';
import { readManifest } from '../../export/read-manifest.ts';
import { entitiesOf } from '../../table/registry.ts';
import { openDynamodbExport } from '../source/dynamodb-export-source.ts';
import { openTarget } from '../target/open-target.ts';
import type { Target } from '../target/target.ts';
import { checkWhole } from './check-source.ts';
import { itemRows, type RowReader, storedRows } from './file-rows.ts';
import type { ImportOptions } from './import-options.ts';
import { toldColumns } from './told-columns.ts';
import type { FileSeal } from './verified-copy.ts';

/** A file to import. */
export interface ImportFile {
  /** Below the target. */
  readonly path: string;
  readonly rows: number;
  readonly seal: FileSeal;
  readonly read: RowReader;
}

/** What there is to import. */
export interface OpenImport {
  /** It has the files, and is the caller's to close. */
  readonly target: Target;
  /** What a checkpoint is good for. */
  readonly identity: ImportIdentity;
  /** In their order. */
  readonly files: readonly ImportFile[];
}

/** The export, by its run or ARN, the entities that are chosen of it, and the table's real name. */
export interface ImportIdentity {
  readonly export: string;
  readonly entities: readonly string[] | null;
  readonly table: string;
}

const MANIFEST = 'manifest.json';

/** @throws RequestError when there is no export, or it would not come back as it was. */
export async function openImport(db: Connection, options: ImportOptions): Promise<OpenImport> {
  const { from, s3, entities } = options;
  if (typeof from === 'string' && from !== '') {
    const target = await openTarget(from, s3);
    try {
      return await ownExport(db, target, options);
    } catch (error) {
      target.close();
      throw error;
    }
  }
  if (typeof from !== 'object' || from === null || !('dynamodbExport' in from)) {
    throw new RequestError(
      `importExport: from is the folder of an export, s3://bucket/prefix or { dynamodbExport }, not ${shown(from)}.`,
    );
  }
  if (entities !== undefined) {
    throw new RequestError('importExport: of an export that DynamoDB made, no entities can be chosen.');
  }
  const { target, manifest } = await openDynamodbExport(from, s3);
  if (manifest.type !== 'full') {
    target.close();
    throw new RequestError(
      `importExport: ${manifest.arn} is an incremental export: it has changes, and not the items of a table.`,
    );
  }
  return {
    target,
    identity: { export: manifest.arn, entities: null, table: db.tableName },
    files: manifest.files.map(({ path, items, md5 }) => ({
      path,
      rows: items,
      seal: { bytes: undefined, algorithm: 'md5', encoding: 'base64', hash: md5 },
      read: storedRows(db.table),
    })),
  };
}

async function ownExport(db: Connection, target: Target, options: ImportOptions): Promise<OpenImport> {
  const found = await target.getText(MANIFEST, options);
  if (found === undefined) {
    throw new RequestError(
      `There is no ${target.name}/${MANIFEST}: it is no export, or one that is not complete yet.`,
    );
  }
  const manifest = readManifest(found.text, `${target.name}/${MANIFEST}`);
  checkWhole(manifest.source, db.table);
  const chosen = chosenEntities(manifest, options);
  // One after the other, so that the first refusal is that of the first entity.
  const files: ImportFile[] = [];
  for (const entity of chosen) {
    const read = await readerOf(db, entity, manifest);
    for (const { path, rows, bytes, sha256 } of entity.files) {
      files.push({ path, rows, seal: { bytes, algorithm: 'sha256', encoding: 'hex', hash: sha256 }, read });
    }
  }
  const { run } = manifest;
  const entities = options.entities === undefined ? null : chosen.map(({ entity }) => entity).sort();
  return { target, identity: { export: run, entities, table: db.tableName }, files };
}

function chosenEntities(manifest: Manifest, { entities }: ImportOptions): readonly ManifestEntity[] {
  if (entities === undefined) return manifest.entities.filter(({ rows }) => rows > 0);
  if (!Array.isArray(entities) || entities.length === 0) {
    throw new RequestError(`importExport: entities is a list of them, not ${shown(entities)}.`);
  }
  const names = entities.map((entity: { readonly name?: unknown } | null) => entity?.name);
  const odd = names.find((name) => !manifest.entities.some(({ entity }) => entity === name));
  if (names.every((name) => manifest.entities.some(({ entity }) => entity === name))) {
    return manifest.entities.filter(({ entity, rows }) => rows > 0 && names.includes(entity));
  }
  const known = manifest.entities.map(({ entity }) => entity).join(', ');
  throw new RequestError(`importExport: the export has no entity ${shown(odd)}; there are ${known}.`);
}

async function readerOf(
  { table }: Connection,
  entity: ManifestEntity,
  { format }: Manifest,
): Promise<RowReader> {
  if (format === 'dynamodb-json') return storedRows(table);
  const model = entitiesOf(table).find(({ name }) => name === entity.entity);
  if (model === undefined) {
    const known =
      entitiesOf(table)
        .map(({ name }) => name)
        .join(', ') || 'none';
    throw new RequestError(
      `importExport: table ${table.name} has no entity ${entity.entity}, of which keys could be made; it has ${known}.`,
    );
  }
  return itemRows(model, format, toldColumns(entity, format, model));
}
