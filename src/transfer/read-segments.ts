import type { Connection } from '../client/connect.ts';
import { MAX_OPEN_REQUESTS, sideBySide } from '../repositories/side-by-side.ts';
import type { ExportProgress } from './export-options.ts';
import type { ExportPlan } from './export-plan.ts';
import { ReadPace } from './read-pace.ts';
import { NOTHING_READ, readSegment, type SegmentState, segmentState } from './read-segment.ts';
import type { Source } from './source/source.ts';
import type { WorkFolder } from './work-folder.ts';

/** Characters of lines that wait in memory, over all segments. */
const MOST_WAITING = 32 * 1024 * 1024;

/**
 * Reads all segments of a source side by side, each from where it was ended before. When one fails the others end with a
 * checkpoint, too.
 */
export async function readSegments(
  db: Connection,
  source: Source,
  plan: ExportPlan,
  work: WorkFolder,
  { abortSignal, onProgress }: { abortSignal: AbortSignal; onProgress: (progress: ExportProgress) => void },
): Promise<readonly SegmentState[]> {
  const folders = source.segments.map((_, place) => work.segment(place));
  const before = await Promise.all(folders.map(segmentState));
  const all = source.segments.length;
  let done = before.filter((state) => state.done).length;
  let items = sum(before, 'items');
  let readUnits = sum(before, 'readUnits');
  const tell = (): void =>
    onProgress({ phase: 'reading', items, readUnits, segments: { done, all }, rowsWritten: 0 });
  tell();
  const pace = new ReadPace(plan.readUnitsPerSecond);
  const now = new Date(work.run.startedAt);
  const mostWaiting = Math.ceil(MOST_WAITING / Math.min(all, MAX_OPEN_REQUESTS));
  const parts = source.segments.map((segment, place) => ({
    segment,
    folder: folders[place] ?? '',
    from: before[place] ?? NOTHING_READ,
  }));
  return sideBySide(parts, { abortSignal }, async ({ segment, folder, from }, options) => {
    const state = await readSegment(segment, folder, from, {
      plan,
      table: db.table,
      now,
      pace,
      mostWaiting,
      abortSignal: options.abortSignal ?? abortSignal,
      onPage: (more, units) => {
        items += more;
        readUnits += units;
        tell();
      },
    });
    if (state.done && !from.done) {
      done += 1;
      tell();
    }
    return state;
  });
}

function sum(states: readonly SegmentState[], name: 'items' | 'readUnits'): number {
  return states.reduce((total, state) => total + state[name], 0);
}
