import type { BatchOptions } from './batch-write.ts';
import type { FailedWrite } from './bulk-report.ts';

/** How far a load has come. */
export interface LoadProgress {
  /** Operations taken from the source. */
  readonly read: number;
  readonly written: number;
  readonly failed: number;
  readonly requests: number;
  /** Write units consumed, when the connection or a rate asks for them. */
  readonly capacity: number | undefined;
  /** Milliseconds since it began. */
  readonly ms: number;
}

/** How a load is sent. */
export interface BulkLoadOptions extends Omit<BatchOptions, 'onProgress'> {
  /**
   * Write units a second at most, as the service counts them, indexes included. Default: as many as the table takes. For a
   * moment it may be a tenth of a second's worth more, and what is on its way.
   */
  readonly writeUnitsPerSecond?: number;
  /**
   * Called for each operation that failed, and waited for before a checkpoint passes it: write it somewhere safe. What it
   * throws ends the load.
   */
  readonly onFailed?: (failed: FailedWrite) => void | Promise<void>;
  /**
   * Called after every thousand or so operations and at the end, with how many of the source, from its start, need never be
   * sent again. It never goes back, and the next call waits for the one before. What it throws ends the load.
   */
  readonly onCheckpoint?: (position: number) => void | Promise<void>;
  /** Called after each answer. A promise that it gives is waited for; what it throws ends the load. */
  readonly onProgress?: (progress: LoadProgress) => void;
}

/** The names of the options, for messages. */
export const BULK_LOAD_OPTIONS: readonly (keyof BulkLoadOptions)[] = [
  'concurrency',
  'deadline',
  'clock',
  'writeUnitsPerSecond',
  'onFailed',
  'onCheckpoint',
  'onProgress',
  'abortSignal',
];
