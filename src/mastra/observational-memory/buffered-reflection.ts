import type { ObservationalMemoryRecord, UpdateBufferedReflectionInput } from '@mastra/core/storage';
import { RequestError } from '../../errors.ts';

/** The record with a reflection in its buffer, behind what is there. */
export function withBufferedReflection(
  record: ObservationalMemoryRecord,
  input: UpdateBufferedReflectionInput,
): ObservationalMemoryRecord {
  const { bufferedReflection, bufferedReflectionTokens = 0, bufferedReflectionInputTokens = 0 } = record;
  return {
    ...record,
    bufferedReflection: bufferedReflection
      ? `${bufferedReflection}\n\n${input.reflection}`
      : input.reflection,
    bufferedReflectionTokens: bufferedReflectionTokens + input.tokenCount,
    bufferedReflectionInputTokens: bufferedReflectionInputTokens + input.inputTokenCount,
    reflectedObservationLineCount: input.reflectedObservationLineCount,
  };
}

/**
 * The observations of the generation that a buffered reflection begins: the reflection, and the lines that came after it was
 * made; and the record without that buffer.
 *
 * @throws RequestError if nothing is in the buffer.
 */
export function takeReflection(record: ObservationalMemoryRecord): {
  readonly observations: string;
  readonly emptied: ObservationalMemoryRecord;
} {
  const {
    bufferedReflection,
    bufferedReflectionTokens: _,
    bufferedReflectionInputTokens: __,
    reflectedObservationLineCount = 0,
    ...emptied
  } = record;
  if (!bufferedReflection) throw new RequestError('No buffered reflection to swap');
  const lines = record.activeObservations.split('\n').slice(reflectedObservationLineCount);
  const later = lines.join('\n').trim();
  return { observations: later ? `${bufferedReflection}\n\n${later}` : bufferedReflection, emptied };
}
