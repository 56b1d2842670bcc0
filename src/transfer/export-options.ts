import type { DeclaredColumns } from '../export/column-types.ts';
import type { ExportFormat } from '../export/manifest.ts';
import type { PartitionBy } from '../export/partition.ts';
import type { DynamodbExportFrom } from './source/dynamodb-export-source.ts';
import type { PartitionFrom, QueryFrom } from './source/query-source.ts';
import type { ScanFrom } from './source/scan-source.ts';
import type { S3Options } from './target/open-target.ts';

/** Where the items of an export come from. */
export type ExportFrom = ScanFrom | QueryFrom | PartitionFrom | DynamodbExportFrom;

/** What is exported, from where, to where, and how. */
export interface ExportOptions {
  /** A folder, or `s3://bucket/prefix`. */
  readonly to: string;
  /** How S3 is reached. Default: the SDK's own settings. */
  readonly s3?: S3Options;
  /** Default: the whole table, in 4 segments. */
  readonly from?: ExportFrom;
  /** Entities of the connection's table. Default: all that are declared. What else is met is counted in `leftOut`. */
  readonly entities?: readonly { readonly name: string }[];
  /** By entity: only these attributes. Default: all but keys and others that only the toolkit writes. */
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
  /** By entity and attribute: the type of a column. Default: as seen in all of the items. */
  readonly columns?: DeclaredColumns;
  /** By entity: which attribute decides about the directory of an item. Default: one directory for each entity. */
  readonly partitions?: Readonly<Record<string, PartitionBy>>;
  /** Default `json-lines`. `dynamodb-json` keeps every type, and the keys, and can be loaded back. */
  readonly format?: ExportFormat;
  /** Of lines. Parquet has its own, `snappy`. Default `gzip`. */
  readonly compression?: 'gzip' | 'none';
  /** A file that has got so large is followed by another one. In bytes as stored; default 128 MiB. */
  readonly fileBytes?: number;
  /** Read capacity units a second at most. Default: no limit. */
  readonly readUnitsPerSecond?: number;
  /**
   * Where items wait until their files can be written, and how far the export is; it is made, and removed at the end.
   * Default: `_export` in the target's folder; for S3, a folder in `.monotable` of the working directory.
   */
  readonly workFolder?: string;
  /** Forget an export that was ended before its end, and begin anew. Default: go on with it. */
  readonly restart?: boolean;
  /** Take the place of an export that is in the target; its files are removed at the end. Default: refuse. */
  readonly replace?: boolean;
  /** Ends the export in between; called again, it goes on. */
  readonly abortSignal?: AbortSignal;
  readonly onProgress?: (progress: ExportProgress) => void;
}

/** How far an export is. */
export interface ExportProgress {
  readonly phase: 'reading' | 'writing';
  /** Items read, of all entities, in this call and those that it goes on from. */
  readonly items: number;
  readonly readUnits: number;
  /** Segments that are read to their end, and all of them. */
  readonly segments: { readonly done: number; readonly all: number };
  /** Rows in finished files. */
  readonly rowsWritten: number;
}
