import type { ExportSource } from '../../export/manifest.ts';
import type { NativeItem } from '../../operations/operation.ts';

/** What JSON can say. A checkpoint keeps positions as such. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue };

/** Where the items of an export come from, in parts that are read side by side. */
export interface Source {
  /** As the manifest tells of it. */
  readonly described: ExportSource;
  /** What must be the same for an export to be resumed: a table's ARN or name, keys, filters, files. */
  readonly identity: JsonValue;
  readonly segments: readonly SourceSegment[];
  /** Ends what the source has opened itself. */
  readonly close?: () => void;
}

/** One part of a source. The same position gives the same pages, as long as the source does not change. */
export interface SourceSegment {
  /** @param after where the last page ended; `undefined` at the beginning */
  pages(after: JsonValue | undefined, abortSignal: AbortSignal): AsyncIterable<SourcePage>;
}

/** Some items in a row: what one request or one piece of a file gives. */
export interface SourcePage {
  readonly items: readonly NativeItem[];
  /** The keys of items that are there no more: of an incremental export. */
  readonly deleted?: readonly NativeItem[];
  /** Where it ends; `undefined` for the last page of a segment. */
  readonly end: JsonValue | undefined;
  /** What the service said it cost. */
  readonly readUnits: number;
}
