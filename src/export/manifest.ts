import type { ColumnTotal } from './column-totals.ts';
import type { TypeConflict } from './column-types.ts';
import { DEFAULT_PARTITION } from './hive-path.ts';
import type { PartitionBy } from './partition.ts';
import type { ReasonCount } from './reason-counts.ts';

/** What the files of an export hold: JSON Lines, lines of DynamoDB's own JSON, or Parquet. */
export type ExportFormat = 'json-lines' | 'dynamodb-json' | 'parquet';

/** Where the items come from. */
export type ExportSource =
  | { readonly kind: 'scan'; readonly segments: number; readonly index?: string }
  | { readonly kind: 'partition'; readonly key: string; readonly index?: string }
  | { readonly kind: 'pattern'; readonly entity: string; readonly pattern: string }
  | { readonly kind: 'dynamodb-export'; readonly arn: string; readonly type: 'full' | 'incremental' };

/** One file of an export. */
export interface ExportedFile {
  /** Below the export's target, with `/` on every system: `order/dt=2026-01-31/20261121T093000123Z-5f0c1a-0001.jsonl.gz`. */
  readonly path: string;
  readonly rows: number;
  /** As it is stored, after gzip. */
  readonly bytes: number;
  /** Of the file as it is stored, in hexadecimal. */
  readonly sha256: string;
  /** The value of the partition column; absent when the export has no partition. */
  readonly partition?: string;
}

/** A column of an entity's files. */
export interface ExportedColumn {
  readonly attribute: string;
  readonly column: string;
  /** As users write it: `decimal(18,2)`. */
  readonly type: string;
  readonly from: 'declared' | 'seen';
  /** As what its values are stored; absent when a value could be read back as another one, so that an import refuses it. */
  readonly stored?: StoredAs;
}

/**
 * The one type in DynamoDB of all values of an attribute, null aside: `NULL` when there is none, `mixed` when there are several
 * that the files tell apart.
 */
export type StoredAs = 'S' | 'N' | 'B' | 'BOOL' | 'SS' | 'NS' | 'BS' | 'L' | 'M' | 'NULL' | 'mixed';

/** What an export has of one entity. */
export interface ExportedEntity {
  readonly entity: string;
  /** Of its files, below the target: `order/`. */
  readonly prefix: string;
  /** How its files are partitioned; absent when they are not. */
  readonly partition?: PartitionBy;
  readonly files: readonly ExportedFile[];
  /** The attributes that were chosen; absent when all were. An import refuses parts of items. */
  readonly attributes?: readonly string[];
  readonly columns: readonly ExportedColumn[];
  /** What a reader must come to, by attribute. */
  readonly totals: readonly ColumnTotal[];
  /** Places whose values have no common type. */
  readonly conflicts: readonly TypeConflict[];
  /** Values that their declared type does not hold; they are in the files as they are. */
  readonly misfits: readonly ReasonCount[];
  /** Rows in the default partition, and why. */
  readonly unplaced: readonly ReasonCount[];
}

/** What an export is made of; `manifestText` adds it up and puts it in order. */
export interface ExportContents {
  /** The name of the run, which its files have in theirs. */
  readonly run: string;
  readonly table: string;
  readonly source: ExportSource;
  readonly format: ExportFormat;
  readonly compression: 'none' | 'gzip' | 'snappy';
  /** ISO instants. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** Read units that the service said it took. */
  readonly readUnits: number;
  /** Items that were read and are in no file, and why: of an entity that was not chosen, or expired. */
  readonly leftOut: readonly ReasonCount[];
  readonly entities: readonly ExportedEntity[];
}

/** `manifest.json`: written last, it says that an export is complete, and what belongs to it. */
export interface Manifest extends ExportContents {
  readonly manifest: typeof MANIFEST;
  readonly version: 1;
  /** What a reader has to know. */
  readonly note: string;
  readonly rows: number;
  readonly bytes: number;
  readonly entities: readonly ManifestEntity[];
}

/** An entity, added up. */
export interface ManifestEntity extends ExportedEntity {
  readonly rows: number;
  readonly bytes: number;
  /** The least and the greatest partition with rows, the default one left out; absent when there is none. */
  readonly partitions?: { readonly first: string; readonly last: string };
}

export const MANIFEST = 'monotable-export';

const NO_SNAPSHOT =
  'Read from a live table: no snapshot. Each item is as it was at some moment between startedAt and finishedAt.';
const SNAPSHOT = "Read from DynamoDB's own export: the table as it was at that export's time.";
const CHANGES =
  "Read from DynamoDB's own incremental export: the newest state of each item that was changed.";

/** The manifest of an export: sums, the least and greatest partition, and everything in an order of its own. */
export function manifestOf(contents: ExportContents): Manifest {
  const entities = [...contents.entities].sort((a, b) => order(a.entity, b.entity)).map(addedUp);
  return {
    manifest: MANIFEST,
    version: 1,
    run: contents.run,
    table: contents.table,
    source: contents.source,
    note: noteOn(contents.source),
    format: contents.format,
    compression: contents.compression,
    startedAt: contents.startedAt,
    finishedAt: contents.finishedAt,
    readUnits: contents.readUnits,
    leftOut: contents.leftOut,
    rows: sum(entities, 'rows'),
    bytes: sum(entities, 'bytes'),
    entities,
  };
}

/** The text of `manifest.json`: the same manifest gives the same bytes. */
export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function noteOn(source: ExportSource): string {
  if (source.kind !== 'dynamodb-export') return NO_SNAPSHOT;
  return source.type === 'full' ? SNAPSHOT : CHANGES;
}

function addedUp(exported: ExportedEntity): ManifestEntity {
  const { entity, prefix, partition, attributes, columns, totals, conflicts, misfits, unplaced } = exported;
  const files = [...exported.files].sort((a, b) => order(a.path, b.path));
  const days = files.flatMap(({ partition }) =>
    partition === undefined || partition === DEFAULT_PARTITION ? [] : [partition],
  );
  const [first, ...more] = days.sort(order);
  return {
    entity,
    prefix,
    ...(partition && { partition }),
    rows: sum(files, 'rows'),
    bytes: sum(files, 'bytes'),
    ...(first !== undefined && { partitions: { first, last: more.at(-1) ?? first } }),
    ...(attributes && { attributes }),
    columns,
    totals,
    conflicts,
    misfits,
    unplaced,
    files,
  };
}

function sum<K extends 'rows' | 'bytes'>(parts: readonly Readonly<Record<K, number>>[], name: K): number {
  return parts.reduce((total, part) => total + part[name], 0);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
