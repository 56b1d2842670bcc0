import type { Readable } from 'node:stream';

/**
 * Where the files of an export are kept: a folder, or a prefix in S3. Paths are below it, with `/` on every system:
 * `order/dt=2026-01-31/20260131T101500000Z-5f0c1a-0001.jsonl.gz`.
 */
export interface Target {
  /** As messages name it: `./export` or `s3://bucket/raw/shop`. */
  readonly name: string;
  /** Moves a finished local file to its place, whole or not at all; what was there is replaced, and the local file is gone. */
  publish(file: string, path: string, options?: TargetOptions): Promise<void>;
  /**
   * Writes a small text, whole or not at all, if the target is as the caller saw it: without the file, or with that version.
   *
   * @returns false when somebody else has written it meanwhile; then nothing was changed.
   */
  putText(
    path: string,
    text: string,
    seen: 'absent' | TextVersion,
    options?: TargetOptions,
  ): Promise<boolean>;
  /** A small text and its version; `undefined` when there is none. */
  getText(path: string, options?: TargetOptions): Promise<StoredText | undefined>;
  /** The bytes of a file. @throws RequestError when there is none. */
  read(path: string, options?: TargetOptions): Promise<Readable>;
  /** The paths of all files below a prefix such as `order/`, in no order. */
  list(prefix: string, options?: TargetOptions): AsyncIterable<string>;
  /** Where a file is on this computer, if it is. */
  localPath?(path: string): string;
  /** Removes files; those that are not there are no error. */
  remove(paths: readonly string[], options?: TargetOptions): Promise<void>;
  /** Ends connections that the target has opened itself. */
  close(): void;
}

export interface TargetOptions {
  readonly abortSignal?: AbortSignal | undefined;
}

/** What tells one state of a text from the next: an ETag, or a hash of its bytes. */
export type TextVersion = { readonly version: string };

export interface StoredText extends TextVersion {
  readonly text: string;
}
