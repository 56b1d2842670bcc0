import type { BufferedObservationChunk, ObservationalMemoryRecord } from '@mastra/core/storage';
import type { ObservationItem } from '../../repositories/mastra/observation-items.ts';

/** Attributes of an item that the record has under the same name with the same value. */
const SAME = [
  ...(['scope', 'resourceId', 'originType', 'lastBufferedAtTokens'] as const),
  ...(['totalTokensObserved', 'observationTokenCount', 'pendingMessageTokens'] as const),
  ...(['isReflecting', 'isObserving', 'isBufferingObservation', 'isBufferingReflection'] as const),
] as const;
/** Those that stand in another form, and those of the record's place. */
const CHANGED = [
  ...(['id', 'generationCount', 'threadId', 'createdAt', 'updatedAt'] as const),
  ...(['lastObservedAt', 'lastBufferedAtTime'] as const),
] as const;

const IN_ATTRIBUTES: ReadonlySet<string> = new Set([...SAME, ...CHANGED]);

/** The attributes of an item that say something about the record itself. */
export type RecordAttributes = Pick<
  ObservationItem,
  (typeof SAME)[number] | Exclude<(typeof CHANGED)[number], 'id' | 'generationCount'>
>;

export function recordAttributes(record: ObservationalMemoryRecord): RecordAttributes {
  const { threadId, createdAt, updatedAt, lastObservedAt, lastBufferedAtTime } = record;
  return {
    ...(Object.fromEntries(SAME.map((name) => [name, record[name]])) as Pick<
      ObservationItem,
      (typeof SAME)[number]
    >),
    threadId: threadId ?? undefined,
    createdAt: iso(createdAt),
    updatedAt: iso(updatedAt),
    lastObservedAt: lastObservedAt && iso(lastObservedAt),
    lastBufferedAtTime: lastBufferedAtTime ? iso(lastBufferedAtTime) : undefined,
  };
}

/** All else, which is stored as JSON: texts, chunks, settings, and what later versions of Mastra may add. */
export function recordBody(record: ObservationalMemoryRecord): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !IN_ATTRIBUTES.has(name)));
}

export function recordOf(item: ObservationItem, body: Record<string, unknown>): ObservationalMemoryRecord {
  const { id, generationCount, threadId, createdAt, updatedAt, lastObservedAt, lastBufferedAtTime } = item;
  const chunks = body.bufferedObservationChunks;
  return {
    ...(body as Pick<ObservationalMemoryRecord, 'activeObservations' | 'config'>),
    ...(Array.isArray(chunks) && { bufferedObservationChunks: chunks.map(revivedChunk) }),
    ...(Object.fromEntries(SAME.map((name) => [name, item[name]])) as Pick<
      ObservationalMemoryRecord,
      (typeof SAME)[number]
    >),
    id,
    generationCount,
    threadId: threadId ?? null,
    createdAt: new Date(createdAt),
    updatedAt: new Date(updatedAt),
    ...(lastObservedAt !== undefined && { lastObservedAt: new Date(lastObservedAt) }),
    lastBufferedAtTime: lastBufferedAtTime === undefined ? null : new Date(lastBufferedAtTime),
  };
}

/** A chunk out of JSON, with its times as they were. */
function revivedChunk(chunk: BufferedObservationChunk): BufferedObservationChunk {
  const { lastObservedAt, createdAt } = chunk;
  return {
    ...chunk,
    ...(lastObservedAt && { lastObservedAt: new Date(lastObservedAt) }),
    ...(createdAt && { createdAt: new Date(createdAt) }),
  };
}

/** A Date, or text where the record came out of JSON. */
function iso(time: Date | string): string {
  return new Date(time).toISOString();
}
