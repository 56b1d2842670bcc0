import type { ObservationalMemoryRecord } from '@mastra/core/storage';
import { lte } from '../../expressions/operators.ts';
import { iterate } from '../../repositories/iterate.ts';
import type { ObservationItem, ObservationPlace } from '../../repositories/mastra/observation-items.ts';
import type { MastraDatabase } from '../database.ts';

/** Copies that are older than all else. */
const COPIED_SERIES = 0;
const FIRST_SERIES = COPIED_SERIES + 1;

/** What a record is looked up by: its thread, or its resource if it is of no thread. */
export function subjectOf(threadId: string | null | undefined, resourceId: string): string {
  return threadId ? `thread:${threadId}` : `resource:${resourceId}`;
}

/** The newest record of a thread or resource as it is at this moment. */
export function newestItem(database: MastraDatabase, subject: string): Promise<ObservationItem | undefined> {
  const { record } = database.layout.observation;
  return firstOf(iterate(database.connection, record.ofSubject({ subject }, { limit: 1, consistent: true })));
}

/** The place of the first record that is not copied here. */
export function firstPlace(record: ObservationalMemoryRecord): ObservationPlace {
  return placeOf(record, FIRST_SERIES, 0);
}

/** The place before all others. */
export async function frontPlace(
  database: MastraDatabase,
  record: ObservationalMemoryRecord,
): Promise<ObservationPlace> {
  const subject = subjectOf(record.threadId, record.resourceId);
  const newest = await newestItem(database, subject);
  return placeOf(record, (newest?.series ?? COPIED_SERIES) + 1, 0);
}

/**
 * The place before the newest record that has no higher count of generations, for a record that is copied here. As all that
 * are put in before it have a higher count, the count itself keeps them in order within the series of that record.
 */
export async function placeByCount(
  database: MastraDatabase,
  record: ObservationalMemoryRecord,
): Promise<ObservationPlace> {
  const subject = subjectOf(record.threadId, record.resourceId);
  const { generationCount } = record;
  const newest = await newestItem(database, subject);
  const next = newest === undefined || isAtMost(newest) ? newest : await firstOf(older());
  if (next === undefined) return placeOf(record, COPIED_SERIES, 0);
  return placeOf(record, next.series, next.generationCount === generationCount ? next.nth + 1 : 0);

  function isAtMost(item: ObservationItem): boolean {
    return item.generationCount <= generationCount;
  }
  function older() {
    const options = { filter: { generationCount: lte(generationCount) }, consistent: true };
    return iterate(database.connection, database.layout.observation.record.ofSubject({ subject }, options));
  }
}

function placeOf(record: ObservationalMemoryRecord, series: number, nth: number): ObservationPlace {
  const { id, threadId, resourceId, generationCount } = record;
  return { id, subject: subjectOf(threadId, resourceId), series, generationCount, nth };
}

async function firstOf<T>(items: AsyncIterable<T>): Promise<T | undefined> {
  for await (const item of items) return item;
  return undefined;
}
