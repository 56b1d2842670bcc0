import { randomUUID } from 'node:crypto';
import type {
  CreateObservationalMemoryInput,
  CreateReflectionGenerationInput,
  ObservationalMemoryRecord,
} from '@mastra/core/storage';

/** What a record is of, and how it is observed. */
type Subject = Pick<
  ObservationalMemoryRecord,
  'scope' | 'threadId' | 'resourceId' | 'config' | 'observedTimezone'
>;

/** The first record of a thread or resource. */
export function initialRecord(input: CreateObservationalMemoryInput, now: Date): ObservationalMemoryRecord {
  return {
    ...newRecord(input, now),
    originType: 'initial',
    generationCount: 0,
    activeObservations: '',
    totalTokensObserved: 0,
    observationTokenCount: 0,
  };
}

/** The generation that a reflection begins. */
export function reflectedRecord(
  { currentRecord, reflection, tokenCount }: CreateReflectionGenerationInput,
  now: Date,
): ObservationalMemoryRecord {
  return {
    ...newRecord(currentRecord, now),
    lastObservedAt: currentRecord.lastObservedAt ?? now,
    originType: 'reflection',
    generationCount: currentRecord.generationCount + 1,
    activeObservations: reflection,
    totalTokensObserved: currentRecord.totalTokensObserved,
    observationTokenCount: tokenCount,
  };
}

/** What every new record begins with. */
function newRecord({ scope, threadId, resourceId, config, observedTimezone }: Subject, now: Date) {
  return {
    id: randomUUID(),
    scope,
    threadId,
    resourceId,
    config,
    ...(observedTimezone !== undefined && { observedTimezone }),
    createdAt: now,
    updatedAt: now,
    pendingMessageTokens: 0,
    isReflecting: false,
    isObserving: false,
    isBufferingObservation: false,
    isBufferingReflection: false,
    lastBufferedAtTokens: 0,
    lastBufferedAtTime: null,
    metadata: {},
  };
}
