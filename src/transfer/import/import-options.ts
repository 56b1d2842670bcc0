import type { NativeItem } from '../../operations/operation.ts';
import type { DynamodbExportFrom } from '../source/dynamodb-export-source.ts';
import type { S3Options } from '../target/open-target.ts';

/** What is imported, from where, and how. */
export interface ImportOptions {
  /**
   * A folder or `s3://bucket/prefix` with an export of `exportTable`, or a full export that DynamoDB made. A file is copied
   * into the system's folder for temporary files, checked, and then read: there must be room for the largest one.
   */
  readonly from: string | DynamodbExportFrom;
  /** How S3 is reached. Default: the SDK's own settings. */
  readonly s3?: S3Options;
  /** Of an export of `exportTable`: only these entities. Default: all that it has. */
  readonly entities?: readonly { readonly name: string }[];
  /** Requests in flight at most. Default 16. */
  readonly concurrency?: number;
  /** Write units a second at most. Default: as many as the table takes. */
  readonly writeUnitsPerSecond?: number;
  /**
   * A local file that says how far the import is; called again with it, the import goes on. It is of one export and one
   * table name, but does not know on which server the table is: take another one for another server.
   */
  readonly checkpoint?: string;
  /** Called for each row that cannot be written, and waited for before the checkpoint passes it. What it throws ends the import. */
  readonly onFailed?: (failed: FailedRow) => void | Promise<void>;
  readonly onProgress?: (progress: ImportProgress) => void;
  /** Ends the import in between, with a checkpoint. */
  readonly abortSignal?: AbortSignal;
}

/** The place of a row in an import. */
export interface RowPlace {
  /** Below the export: `order/dt=2026-01-31/20261121T093000123Z-5f0c1a-0001.jsonl.gz`. */
  readonly file: string;
  /** From 1. */
  readonly row: number;
}

/** A row that will never be written as it is. */
export interface FailedRow extends RowPlace {
  /** As it would have been stored; `undefined` when no item could be made of the row. */
  readonly item: NativeItem | undefined;
  readonly error: unknown;
}

/** How far an import is. */
export interface ImportProgress {
  /** Rows that there are to import. */
  readonly rows: number;
  /** Rows that were taken from files, those of earlier calls included. */
  readonly read: number;
  /** Items that this call has written. */
  readonly written: number;
  /** Rows that could not be written, those of earlier calls included. */
  readonly failed: number;
  /** Write units consumed, when the connection or a rate asks for them. */
  readonly capacity: number | undefined;
  /** Milliseconds since it began. */
  readonly ms: number;
}

/** The names of the options, for messages. */
export const IMPORT_OPTIONS: readonly (keyof ImportOptions)[] = [
  ...(['from', 's3', 'entities', 'concurrency', 'writeUnitsPerSecond', 'checkpoint'] as const),
  ...(['onFailed', 'onProgress', 'abortSignal'] as const),
];
