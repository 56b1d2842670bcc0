import { isMomentaryFailure, isThrottled } from '../../batch/failure.ts';
import type { Connection } from '../../client/connect.ts';
import { retry } from '../../client/retry.ts';
import { runCommand } from '../../client/run-command.ts';
import { RequestError, shown } from '../../errors.ts';
import type { NativeItem } from '../../operations/operation.ts';
import { interleave } from '../../repositories/interleave.ts';
import { linkedStop } from '../../repositories/linked-stop.ts';

/** Each has a page of up to 500 items or 1 MB in memory. */
export const DEFAULT_SEGMENTS = 4;
/** As many pages in memory are enough, and the SDK has 50 sockets. The service would take 1,000,000 (API reference, Scan). */
const MAX_SEGMENTS = 32;

/** A page is what a checkpoint passes as a whole, and 1 MB may hold many thousand items. */
const PAGE_ITEMS = 500;

/** How far the scan of one segment is. */
export interface SegmentPosition {
  /** The primary key after which it goes on. Absent at the beginning. */
  readonly after?: Readonly<Record<string, unknown>>;
  readonly done: boolean;
}

/** One answer of the scan. */
export interface ScannedPage {
  readonly segment: number;
  readonly items: readonly NativeItem[];
  /** Where the segment stands when these are dealt with. */
  readonly position: SegmentPosition;
}

/** As many segments at their beginning. */
export function newSegments(count: number, call: string): readonly SegmentPosition[] {
  if (!Number.isInteger(count) || count < 1 || count > MAX_SEGMENTS) {
    throw new RequestError(
      `${call}: segments is a whole number from 1 to ${MAX_SEGMENTS}, not ${shown(count)}.`,
    );
  }
  return Array.from({ length: count }, () => ({ done: false }));
}

/** Every item of a table in consistent reads, the segments side by side, each from its position on. */
export async function* scanSegments(
  db: Connection,
  positions: readonly SegmentPosition[],
  call: string,
  callersSignal: AbortSignal | undefined,
): AsyncGenerator<ScannedPage, void, undefined> {
  const { stop, release } = linkedStop(callersSignal);
  try {
    const segments = positions.map((position, segment) =>
      pagesOf(db, { segment, total: positions.length, position }, call, stop.signal),
    );
    yield* interleave(segments, segments.length, stop);
  } finally {
    release();
  }
}

async function* pagesOf(
  db: Connection,
  { segment, total, position }: { segment: number; total: number; position: SegmentPosition },
  call: string,
  abortSignal: AbortSignal,
): AsyncGenerator<ScannedPage, void, undefined> {
  let { after, done } = position;
  while (!done) {
    const input = {
      TableName: db.tableName,
      ConsistentRead: true,
      Limit: PAGE_ITEMS,
      Segment: segment,
      TotalSegments: total,
      ...(after && { ExclusiveStartKey: after }),
    };
    const answer = await retry(
      () => runCommand(db, call, 'scan', input, { abortSignal }),
      (error) => !abortSignal.aborted && (isThrottled(error) || isMomentaryFailure(error)),
      { abortSignal },
    );
    after = answer.LastEvaluatedKey;
    done = after === undefined;
    yield { segment, items: answer.Items ?? [], position: { done, ...(after && { after }) } };
  }
}
