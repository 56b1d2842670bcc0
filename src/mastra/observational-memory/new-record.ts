import { randomUUID } from 'node:crypto';
import type {
  CreateObservationalMemoryInput,
  CreateReflectionGenerationInput,
  ObservationalMemoryRecord,
} from '@mastra/core/storage';

/** What every new record begins with. */
const FRESH = {
  pendingMessageTokens: 0,
  isReflecting: false,
  isObserving: false,
  isBufferingObservation: false,
  isBufferingReflection: false,
  lastBufferedAtTokens: 0,
  lastBufferedAtTime: null,
} as const;

/** The first record of a thread or resource. */
export function initialRecord(input: CreateObservationalMemoryInput, now: Date): ObservationalMemoryRecord {
  const { threadId, resourceId, scope, config, observedTimezone } = input;
  return {
    ...FRESH,
    id: randomUUID(),
    scope,
    threadId,
    resourceId,
    createdAt: now,
    updatedAt: now,
    originType: 'initial',
    generationCount: 0,
    activeObservations: '',
    totalTokensObserved: 0,
    observationTokenCount: 0,
    config,
    ...(observedTimezone !== undefined && { observedTimezone }),
    metadata: {},
  };
}

/** The generation that a reflection begins. */
export function reflectedRecord(
  { currentRecord, reflection, tokenCount }: CreateReflectionGenerationInput,
  now: Date,
): ObservationalMemoryRecord {
  const { scope, threadId, resourceId, config, totalTokensObserved, observedTimezone } = currentRecord;
  return {
    ...FRESH,
    id: randomUUID(),
    scope,
    threadId,
    resourceId,
    createdAt: now,
    updatedAt: now,
    lastObservedAt: currentRecord.lastObservedAt ?? now,
    originType: 'reflection',
    generationCount: currentRecord.generationCount + 1,
    activeObservations: reflection,
    totalTokensObserved,
    observationTokenCount: tokenCount,
    config,
    ...(observedTimezone !== undefined && { observedTimezone }),
    metadata: {},
  };
}
