import type {
  BufferedObservationChunk,
  ObservationalMemoryRecord,
  SwapBufferedToActiveInput,
  SwapBufferedToActiveResult,
} from '@mastra/core/storage';
import { chunksToActivate } from './choose-chunks.ts';

/** What comes of an activation; `changed` is absent where there was nothing to activate. */
export interface Activation {
  readonly changed?: ObservationalMemoryRecord;
  readonly result: SwapBufferedToActiveResult;
}

const NOTHING: SwapBufferedToActiveResult = {
  chunksActivated: 0,
  messageTokensActivated: 0,
  observationTokensActivated: 0,
  messagesActivated: 0,
  activatedCycleIds: [],
  activatedMessageIds: [],
};

/**
 * Moves buffered chunks into the active observations. The caller's chunks, which weigh their messages anew, count where the
 * record still has them: one that was activated since is not activated twice, and one that was buffered since stays.
 */
export function activate(
  record: ObservationalMemoryRecord,
  input: SwapBufferedToActiveInput,
  now: Date,
): Activation {
  const stored = record.bufferedObservationChunks ?? [];
  const given = Array.isArray(input.bufferedChunks) ? input.bufferedChunks : stored;
  const chunks = given.filter((chunk) => includes(stored, chunk));
  if (chunks.length === 0) return { result: NOTHING };
  const count = chunksToActivate(chunks, input);
  const activated = chunks.slice(0, count);
  const remaining = [...chunks.slice(count), ...stored.filter((chunk) => !includes(chunks, chunk))];
  const result = resultOf(activated);
  const lastObservedAt = input.lastObservedAt ?? new Date(activated.at(-1)?.lastObservedAt || now);
  const active = record.activeObservations;
  const boundary = `\n\n--- message boundary (${lastObservedAt.toISOString()}) ---\n\n`;
  const { bufferedObservationChunks: _, ...others } = record;
  return {
    changed: {
      ...others,
      activeObservations: active ? `${active}${boundary}${result.observations}` : (result.observations ?? ''),
      observationTokenCount: record.observationTokenCount + result.observationTokensActivated,
      pendingMessageTokens: Math.max(0, record.pendingMessageTokens - result.messageTokensActivated),
      ...(remaining.length > 0 && { bufferedObservationChunks: remaining }),
      lastObservedAt,
    },
    result,
  };
}

function includes(chunks: readonly BufferedObservationChunk[], one: BufferedObservationChunk): boolean {
  return chunks.some(({ id, cycleId }) => (id ? id === one.id : cycleId === one.cycleId));
}

function resultOf(chunks: readonly BufferedObservationChunk[]): SwapBufferedToActiveResult {
  const activatedMessageIds = chunks.flatMap(({ messageIds }) => messageIds);
  const { suggestedContinuation, currentTask } = chunks.at(-1) ?? {};
  return {
    chunksActivated: chunks.length,
    messageTokensActivated: sum(chunks.map(({ messageTokens }) => messageTokens ?? 0)),
    observationTokensActivated: sum(chunks.map(({ tokenCount }) => tokenCount)),
    messagesActivated: activatedMessageIds.length,
    activatedCycleIds: chunks.map(({ cycleId }) => cycleId).filter(Boolean),
    activatedMessageIds,
    observations: chunks.map(({ observations }) => observations).join('\n\n'),
    perChunk: chunks.map((chunk) => ({
      cycleId: chunk.cycleId ?? '',
      messageTokens: chunk.messageTokens ?? 0,
      observationTokens: chunk.tokenCount,
      messageCount: chunk.messageIds.length,
      observations: chunk.observations,
    })),
    ...(suggestedContinuation != null && { suggestedContinuation }),
    ...(currentTask != null && { currentTask }),
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
