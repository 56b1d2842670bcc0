import { join } from 'node:path';
import { type ReasonCount, ReasonCounts } from '../export/reason-counts.ts';
import { primaryAttributes, type Table } from '../table/table.ts';
import type { ExportPlan } from './export-plan.ts';
import { entityOf, exportRow, keyText } from './export-row.ts';
import type { ReadPace } from './read-pace.ts';
import { RowCounts, type RowCountsJson } from './row-counts.ts';
import type { JsonValue, SourcePage, SourceSegment } from './source/source.ts';
import { Spool, type SpooledLines } from './spool.ts';
import { CHECKPOINT_FILE, readJson, writeJson } from './work-folder.ts';

/** What a segment has come to, as its checkpoint says. */
export interface SegmentState {
  /** Where the next page begins; absent at the beginning. */
  readonly after?: JsonValue;
  readonly done: boolean;
  readonly items: number;
  readonly readUnits: number;
  readonly lines: readonly SpooledLines[];
  readonly counts: Readonly<Record<string, RowCountsJson>>;
  readonly leftOut: readonly ReasonCount[];
}

/** How a segment is read. */
export interface SegmentReading {
  readonly plan: ExportPlan;
  readonly table: Table;
  /** Decides what has expired. The same for all of the export, however often it is gone on with. */
  readonly now: Date;
  readonly pace: ReadPace;
  /** Characters of lines that may wait in memory. */
  readonly mostWaiting: number;
  readonly abortSignal: AbortSignal;
  readonly onPage: (items: number, readUnits: number) => void;
}

/** A checkpoint comes after so many pages at the latest, and whenever the lines that wait are written. */
const CHECKPOINT_PAGES = 4;

/** A segment at its beginning. */
export const NOTHING_READ: SegmentState = {
  done: false,
  items: 0,
  readUnits: 0,
  lines: [],
  counts: {},
  leftOut: [],
};

/** Where the lines of a segment are. */
export function linesFolder(folder: string): string {
  return join(folder, 'lines');
}

/** How far a segment is. */
export async function segmentState(folder: string): Promise<SegmentState> {
  return (await readJson(join(folder, CHECKPOINT_FILE), isState)) ?? NOTHING_READ;
}

/**
 * Reads a segment from its checkpoint on. Every line is counted where it is written, so a checkpoint holds both or neither.
 * An abort ends it between two pages, with a checkpoint.
 */
export async function readSegment(
  segment: SourceSegment,
  folder: string,
  from: SegmentState,
  reading: SegmentReading,
): Promise<SegmentState> {
  let state = from;
  const { plan, table, now, pace, abortSignal } = reading;
  if (state.done) return state;
  const spool = await Spool.open(linesFolder(folder), state.lines);
  const counts = new Map<string, RowCounts>();
  for (const [entity, json] of Object.entries(state.counts)) counts.set(entity, new RowCounts(json));
  const leftOut = ReasonCounts.from(state.leftOut);
  let { items, readUnits } = state;
  const checkpoint = async (after: JsonValue | undefined, done = false): Promise<void> => {
    await spool.flush();
    state = {
      ...(after !== undefined && { after }),
      done,
      items,
      readUnits,
      lines: spool.kept,
      counts: Object.fromEntries([...counts].map(([entity, count]) => [entity, count.toJSON()])),
      leftOut: leftOut.toJSON(),
    };
    await writeJson(join(folder, CHECKPOINT_FILE), state);
  };
  const add = (item: Record<string, unknown>): void => {
    const entity = entityOf(item, plan, table, now);
    if ('reason' in entity) {
      leftOut.add(entity.attribute, entity.reason, keyText(item, table));
      return;
    }
    let count = counts.get(entity.name);
    if (count === undefined) {
      count = new RowCounts();
      counts.set(entity.name, count);
    }
    const row = exportRow(item, entity, plan.format, count);
    spool.add(row.entity, row.partition, row.line);
  };
  const [partitionKey = ''] = primaryAttributes(table);
  let end = state.after;
  const pages = segment.pages(state.after, abortSignal)[Symbol.asyncIterator]();
  for (let read = 1; ; read += 1) {
    const aside = await pace.ready(abortSignal);
    const page = abortSignal.aborted ? 'stopped' : await nextPage(pages);
    if (page === 'stopped' || 'error' in page) {
      // Between two pages, so nothing is counted that is not written. Before the first one, there is nothing to go on with.
      if (end !== undefined) await checkpoint(end);
      await pages.return?.();
      if (page === 'stopped' || abortSignal.aborted) return state;
      throw page.error;
    }
    pace.spend(page.readUnits, aside);
    for (const item of page.items) add(item);
    for (const key of page.deleted ?? []) leftOut.add(partitionKey, 'was deleted', keyText(key, table));
    ({ end } = page);
    items += page.items.length;
    readUnits += page.readUnits;
    reading.onPage(page.items.length, page.readUnits);
    const last = end === undefined;
    if (last || spool.waiting > reading.mostWaiting || read % CHECKPOINT_PAGES === 0) {
      await checkpoint(end, last);
    }
    if (last) return state;
  }
}

async function nextPage(pages: AsyncIterator<SourcePage>): Promise<SourcePage | { readonly error: unknown }> {
  try {
    const { done, value } = await pages.next();
    return done === true ? { items: [], end: undefined, readUnits: 0 } : value;
  } catch (error) {
    return { error };
  }
}

function isState(json: unknown): json is SegmentState {
  const { done, items, readUnits, lines, counts, leftOut } = (json ?? {}) as Partial<SegmentState>;
  return (
    typeof done === 'boolean' &&
    [items, readUnits].every((each) => typeof each === 'number') &&
    [lines, leftOut].every(Array.isArray) &&
    counts instanceof Object
  );
}
