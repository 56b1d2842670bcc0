import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { RequestError } from '../../../src/errors.ts';
import { columnNames } from '../../../src/export/column-names.ts';
import { ColumnTotals } from '../../../src/export/column-totals.ts';
import { columnTypeText } from '../../../src/export/column-type.ts';
import { columnTypes, type DeclaredColumns, declaredColumns } from '../../../src/export/column-types.ts';
import { dynamodbJsonLine, jsonLine } from '../../../src/export/json-line.ts';
import {
  type ExportedEntity,
  type ExportFormat,
  type Manifest,
  manifestOf,
  manifestText,
} from '../../../src/export/manifest.ts';
import { misfit } from '../../../src/export/misfit.ts';
import { type PartitionBy, partitionBy } from '../../../src/export/partition.ts';
import { ReasonCounts } from '../../../src/export/reason-counts.ts';
import { SeenItems } from '../../../src/export/seen-items.ts';
import type { NativeItem } from '../../../src/operations/operation.ts';
import { openParquet } from '../../../src/transfer/parquet/write-parquet.ts';
import type { VerifiedTarget } from '../../../src/transfer/verify/verification.ts';

export interface SmallExport {
  readonly format?: ExportFormat;
  readonly compression?: 'none' | 'gzip';
  readonly partition?: PartitionBy;
  readonly declared?: DeclaredColumns;
  readonly entities: Readonly<Record<string, readonly NativeItem[]>>;
}

/** An export in memory. */
export interface MemoryExport {
  readonly target: VerifiedTarget;
  /** The bytes of each file by its path, to be changed. */
  readonly files: Map<string, Buffer>;
  manifest(): Manifest;
  /** Replaces the manifest, added up again. */
  change(changed: (manifest: Manifest) => Partial<Manifest>): void;
  /** Replaces a file and tells the manifest of its bytes, as if it had been written so. */
  rewrite(path: string, bytes: Buffer, rows?: number): void;
}

/** Exports items as the toolkit does, one file for each partition. */
export async function smallExport(wanted: SmallExport): Promise<MemoryExport> {
  const files = new Map<string, Buffer>();
  const entities: ExportedEntity[] = [];
  for (const [entity, items] of Object.entries(wanted.entities)) {
    entities.push(await exportedEntity(entity, items, wanted, files));
  }
  const contents = {
    run: 'run-1',
    table: 'shop',
    source: { kind: 'scan', segments: 1 } as const,
    format: wanted.format ?? 'json-lines',
    compression: wanted.format === 'parquet' ? 'snappy' : (wanted.compression ?? 'none'),
    leftOut: [],
    startedAt: '2026-01-31T09:30:00.000Z',
    finishedAt: '2026-01-31T09:31:00.000Z',
    readUnits: 1,
    entities,
  } as const;
  const keep = (manifest: Manifest) => {
    files.set('manifest.json', Buffer.from(manifestText(manifest)));
  };
  keep(manifestOf(contents));
  const manifest = (): Manifest => JSON.parse(String(files.get('manifest.json')));
  const change: MemoryExport['change'] = (changed) =>
    keep(manifestOf({ ...manifest(), ...changed(manifest()) }));
  const rewrite: MemoryExport['rewrite'] = (path, bytes, rows) => {
    files.set(path, bytes);
    change(({ entities: all }) => ({
      entities: all.map((entity) => ({
        ...entity,
        files: entity.files.map((file) =>
          file.path === path ? { ...file, ...stored(bytes), rows: rows ?? file.rows } : file,
        ),
      })),
    }));
  };
  return { target: memoryTarget(files), files, manifest, change, rewrite };
}

export function memoryTarget(files: ReadonlyMap<string, Buffer>): VerifiedTarget {
  return {
    name: 'memory',
    async getText(path) {
      const bytes = files.get(path);
      return bytes && { text: String(bytes), version: '1' };
    },
    async read(path) {
      const bytes = files.get(path);
      if (bytes === undefined) throw new RequestError(`There is no file ${path}.`);
      return Readable.from([bytes.subarray(0, 10), bytes.subarray(10)]);
    },
    async *list(prefix) {
      for (const path of files.keys()) if (path.startsWith(prefix)) yield path;
    },
  };
}

async function exportedEntity(
  entity: string,
  items: readonly NativeItem[],
  wanted: SmallExport,
  files: Map<string, Buffer>,
): Promise<ExportedEntity> {
  const { format = 'json-lines', compression = 'none' } = wanted;
  const declared =
    declaredColumns(wanted.declared ?? {}, Object.keys(wanted.entities)).get(entity) ?? new Map();
  const seen = new SeenItems();
  const totals = new ColumnTotals();
  const misfits = new ReasonCounts();
  for (const item of items) {
    seen.add(item, 'key');
    totals.add(item);
    for (const [attribute, type] of declared) {
      const reason = item[attribute] === undefined ? undefined : misfit(item[attribute], type);
      if (reason !== undefined) misfits.add(attribute, reason, 'key');
    }
  }
  if (seen.attributes.many) totals.keep(declared);
  const types = columnTypes(seen, declared);
  const names = columnNames(
    types.columns.map(({ attribute }) => attribute),
    ['_misfits'],
  );
  const columns = types.columns.map((column, at) => ({ ...column, column: names[at]?.column ?? '' }));
  const partition = wanted.partition && partitionBy(wanted.partition);
  const groups = new Map<string, NativeItem[]>();
  const values = new Map<string, string>();
  for (const item of items) {
    const placement = partition?.place(item);
    const path = placement === undefined ? '' : `${placement.path}/`;
    if (placement !== undefined) values.set(path, placement.value);
    groups.set(path, [...(groups.get(path) ?? []), item]);
  }
  const prefix = `${entity.toLowerCase()}/`;
  const exported: ExportedEntity['files'][number][] = [];
  for (const [directory, group] of groups) {
    let bytes: Buffer;
    if (format === 'parquet') bytes = await parquetBytes(columns, group);
    else {
      const line = (item: NativeItem) =>
        format === 'dynamodb-json'
          ? dynamodbJsonLine(item)
          : jsonLine(item, { columns: declared, leaveOut: new Set() });
      bytes = Buffer.from(group.map((item) => `${line(item)}\n`).join(''));
    }
    if (compression === 'gzip') bytes = gzipSync(bytes);
    const path = `${prefix}${directory}run-1-0001.${format === 'parquet' ? 'parquet' : 'jsonl'}`;
    files.set(path, bytes);
    const value = values.get(directory);
    exported.push({
      path,
      rows: group.length,
      ...stored(bytes),
      ...(value !== undefined && { partition: value }),
    });
  }
  return {
    ...{ entity, prefix, files: exported, conflicts: types.conflicts },
    ...(wanted.partition && { partition: wanted.partition }),
    columns: columns.map(({ attribute, column, type, from }) => ({
      ...{ attribute, column, from },
      type: columnTypeText(type),
    })),
    totals: totals.toJSON(),
    misfits: misfits.toJSON(),
    unplaced: [],
  };
}

async function parquetBytes(
  columns: Parameters<typeof openParquet>[1],
  items: readonly NativeItem[],
): Promise<Buffer> {
  const folder = await mkdtemp(join(tmpdir(), 'monotable-small-'));
  try {
    const path = join(folder, 'file.parquet');
    const parquet = await openParquet(path, columns);
    await parquet.write(items);
    await parquet.finish();
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

export function stored(bytes: Buffer): { bytes: number; sha256: string } {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
