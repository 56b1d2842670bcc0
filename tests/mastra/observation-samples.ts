import type { BufferedObservationChunkInput, CreateObservationalMemoryInput } from '@mastra/core/storage';

/** What a record of a resource begins with. */
export function ofResource(resourceId: string): CreateObservationalMemoryInput {
  return {
    threadId: null,
    resourceId,
    scope: 'resource',
    config: { observation: { messageTokens: 30_000 } },
  };
}

export function ofThread(threadId: string, resourceId = 'user-7'): CreateObservationalMemoryInput {
  return { threadId, resourceId, scope: 'thread', config: {} };
}

/** A chunk of a cycle: `chunk('c1')` observes `- c1` in 500 tokens of messages. */
export function chunk(
  cycleId: string,
  changes: Partial<BufferedObservationChunkInput> = {},
): BufferedObservationChunkInput {
  return {
    cycleId,
    observations: `- ${cycleId}`,
    tokenCount: 10,
    messageIds: [`message of ${cycleId}`],
    messageTokens: 500,
    lastObservedAt: new Date('2026-01-31T10:00:00.000Z'),
    ...changes,
  };
}

// In a test file each use of a global is looked up in jest's own global object, some hundred nanoseconds a time.
const { imul } = Math;

/** Text that gzip makes little of, the same each time: some three quarters of its length. */
export function incompressible(characters: number): string {
  let seed = 1;
  let text = '';
  while (text.length < characters) {
    seed = (imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    text += (seed >>> 7).toString(36).padStart(5, '0').slice(-4);
  }
  return text.slice(0, characters);
}
