import type { Target } from '../target/target.ts';

/** What verification asks of a target. */
export type VerifiedTarget = Pick<Target, 'name' | 'getText' | 'read'> &
  Partial<Pick<Target, 'list' | 'localPath'>>;

/** How an export compares with its manifest. */
export interface Verification {
  /** Whether there is no difference. What could not be checked is none. */
  readonly ok: boolean;
  readonly run: string;
  readonly entities: readonly VerifiedEntity[];
  /** Everything that is wrong, as sentences: those of the entities are among them. */
  readonly differences: readonly string[];
  /** What the files cannot tell exactly, as sentences; their bytes are checked all the same. */
  readonly unchecked: readonly string[];
}

export interface VerifiedEntity {
  readonly entity: string;
  /** As they were found. */
  readonly rows: number;
  readonly files: number;
  /** The columns that differ. */
  readonly columns: readonly ColumnDifference[];
  readonly differences: readonly string[];
}

/** One number about a column, as the manifest has it and as the files come to. */
export interface ColumnDifference {
  readonly attribute: string;
  readonly what: 'values' | 'sum' | 'textBytes';
  /** In digits; `none` when there are no numbers, or no texts. */
  readonly expected: string;
  readonly found: string;
}

export interface VerifyOptions {
  readonly abortSignal?: AbortSignal | undefined;
  /** Told before each file and at the end. */
  readonly onProgress?: ((progress: VerifyProgress) => void) | undefined;
}

export interface VerifyProgress {
  /** Files that are done, and all that there are. */
  readonly files: number;
  readonly ofFiles: number;
  readonly bytes: number;
  readonly ofBytes: number;
}
