import { RequestError, shown } from '../../errors.ts';
import type { SkipReason } from './migrated-item.ts';
import { newSegments, type SegmentPosition } from './scan-segments.ts';

/** How many items of each kind have arrived, by their names in the old table: `{ thread: 12, message: 340 }`. */
export type MigratedCounts = Readonly<Record<string, number>>;

/** How many were left behind, by the reason. */
export type SkippedCounts = Readonly<Partial<Record<SkipReason, number>>>;

/** How far a migration is: plain data, to be kept as JSON. What it counts need not be migrated again. */
export interface MigrationCheckpoint {
  /** The names of the tables. */
  readonly from: string;
  readonly to: string;
  readonly segments: readonly SegmentPosition[];
  readonly migrated: MigratedCounts;
  readonly skipped: SkippedCounts;
}

/** The checkpoint to begin with. */
export function newCheckpoint(from: string, to: string, segments: number, call: string): MigrationCheckpoint {
  return { from, to, segments: newSegments(segments, call), migrated: {}, skipped: {} };
}

/**
 * A checkpoint of an earlier run.
 *
 * @throws RequestError when it is none, or of other tables or another number of segments.
 */
export function checkedCheckpoint(
  given: MigrationCheckpoint,
  wanted: { readonly from: string; readonly to: string; readonly segments: number | undefined },
  call: string,
): MigrationCheckpoint {
  if (!isCheckpoint(given))
    throw new RequestError(`${call}: the checkpoint is no checkpoint of a migration.`);
  for (const side of ['from', 'to'] as const) {
    if (given[side] !== wanted[side]) {
      throw new RequestError(
        `${call}: the checkpoint is of a migration ${side} ${shown(given[side])}, not ${shown(wanted[side])}.`,
      );
    }
  }
  const { length } = given.segments;
  if (wanted.segments !== undefined && wanted.segments !== length) {
    throw new RequestError(
      `${call}: the checkpoint is of ${length} segments, and cannot go on with ${wanted.segments}.`,
    );
  }
  return given;
}

function isCheckpoint(value: unknown): value is MigrationCheckpoint {
  const { segments, migrated, skipped } = (value ?? {}) as Partial<MigrationCheckpoint>;
  return (
    Array.isArray(segments) &&
    segments.length > 0 &&
    segments.every(isPosition) &&
    isMap(migrated) &&
    isMap(skipped)
  );
}

function isPosition(value: unknown): boolean {
  const { done, after } = (value ?? {}) as Partial<SegmentPosition>;
  return typeof done === 'boolean' && (after === undefined || isMap(after));
}

function isMap(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
