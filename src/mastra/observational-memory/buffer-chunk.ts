import { randomUUID } from 'node:crypto';
import type { ObservationalMemoryRecord, UpdateBufferedObservationsInput } from '@mastra/core/storage';

/** The record with one more chunk; `undefined` if it has one of the same cycle already. */
export function withChunk(
  record: ObservationalMemoryRecord,
  { chunk, lastBufferedAtTime }: UpdateBufferedObservationsInput,
  now: Date,
): ObservationalMemoryRecord | undefined {
  const chunks = record.bufferedObservationChunks ?? [];
  if (chunks.some(({ cycleId }) => cycleId === chunk.cycleId)) return undefined;
  const buffered = { ...chunk, id: `ombuf-${randomUUID()}`, createdAt: now };
  return {
    ...record,
    bufferedObservationChunks: [...chunks, buffered],
    ...(lastBufferedAtTime && { lastBufferedAtTime }),
  };
}
