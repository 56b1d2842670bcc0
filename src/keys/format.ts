import { KeyError, shown } from '../errors.ts';
import type { KeyValue } from './types.ts';

/** Code points as inclusive ranges. */
export type CodePoints = readonly (readonly [first: number, last: number])[];

/** The texts that a part can become, for the overlap check. It may allow more than the format makes, never less. */
export type Shape =
  | {
      readonly kind: 'text';
      readonly plain: CodePoints;
      readonly escaped: boolean;
      readonly empty: boolean;
    }
  | { readonly kind: 'words'; readonly words: readonly (readonly CodePoints[])[] };

/** How one part of a template becomes text and back. Made for one part, so that its errors can name it. */
export interface Format {
  /** The part's text. Throws a KeyError when the value cannot stand in a key. */
  encode(value: unknown): string;
  /** The value of a part's text; undefined when `encode` never makes that text. */
  decode(text: string): KeyValue | undefined;
  /** Where a part that starts at `start` ends when `tail` follows it; beyond the text when it cannot. */
  end(text: string, start: number, tail: string): number;
  /** What the texts of all values that start with `prefix` start with. Throws a KeyError when there is no such text. */
  encodePrefix(prefix: unknown): string;
  /** The text of the value just before in byte order; undefined for the first. Absent where values lie dense. */
  readonly before?: (encoded: string) => string | undefined;
  /** Byte order is the reverse of value order. */
  readonly descending: boolean;
  /**
   * What is certain when the key goes on after this part. `ordered`: keys sort as the part does; `delimited`:
   * only where the part ends; `open`: neither.
   */
  readonly boundary: 'ordered' | 'delimited' | 'open';
  readonly shape: Shape;
  /** Of a part that spreads items over partitions: how many texts it may have, of which a query reads each. */
  readonly shards?: number;
}

/** The key and the part that an error names. */
export interface Place {
  readonly key: string;
  readonly field: string;
}

/** The error for a value that cannot stand in a key. */
export function refusal(place: Place, value: unknown, reason: string): KeyError {
  let why = reason;
  if (value === undefined || value === null) why = 'every part of a key needs a value';
  if (value === '') why = 'a part of a key cannot be empty';
  return new KeyError(`Key ${place.key}: ${place.field} cannot be ${shown(value)}: ${why}.`);
}
