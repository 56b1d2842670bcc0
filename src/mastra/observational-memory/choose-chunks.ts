import type { BufferedObservationChunk, SwapBufferedToActiveInput } from '@mastra/core/storage';

/** How far beyond its target an activation may go, as a share of what is to stay. */
const MAX_OVERSHOOT = 0.95;
/** Message tokens that an activation should leave, unless less than that is to stay anyway. */
const MIN_REMAINING = 1_000;

interface Boundary {
  readonly chunks: number;
  readonly tokens: number;
}

/**
 * How many of the chunks, from the first on, take the place of their messages: as near as they come to the target, rather beyond
 * it than short of it, and at least one. The rule is Mastra's own (`swapBufferedToActive` of its memory in memory).
 */
export function chunksToActivate(
  chunks: readonly BufferedObservationChunk[],
  input: SwapBufferedToActiveInput,
): number {
  const { activationRatio, messageTokensThreshold, currentPendingTokens, forceMaxActivation } = input;
  const retained = messageTokensThreshold * (1 - activationRatio);
  const target = Math.max(0, currentPendingTokens - retained);
  const { over, under } = nearest(chunks, target);
  const minimum = Math.min(MIN_REMAINING, retained);
  const leavesEnough = ({ tokens }: Boundary) => currentPendingTokens - tokens >= minimum;
  const near = ({ tokens }: Boundary) => tokens - target <= retained * MAX_OVERSHOOT;
  if (over && leavesEnough(over) && (forceMaxActivation === true || near(over))) return over.chunks;
  if (under && leavesEnough(under)) return under.chunks;
  return over?.chunks ?? 1;
}

/** The first boundary that reaches the target, and the last one before it. */
function nearest(
  chunks: readonly BufferedObservationChunk[],
  target: number,
): { readonly over: Boundary | undefined; readonly under: Boundary | undefined } {
  let over: Boundary | undefined;
  let under: Boundary | undefined;
  let tokens = 0;
  for (const [index, chunk] of chunks.entries()) {
    tokens += chunk.messageTokens ?? 0;
    const boundary = { chunks: index + 1, tokens };
    if (tokens >= target) {
      if (over === undefined || tokens < over.tokens) over = boundary;
    } else if (tokens > (under?.tokens ?? 0)) under = boundary;
  }
  return { over, under };
}
