import type { SendOptions } from '../client/run-command.ts';
import { linkedStop } from './linked-stop.ts';

/** How many requests of one call are open at once: below the SDK's 50 sockets, so that other calls of the client get through. */
export const MAX_OPEN_REQUESTS = 32;

/**
 * What all tasks give, in their order. When one fails the others are aborted and have ended before its error gets through,
 * so that nothing goes on behind the caller's back.
 */
export async function sideBySide<A, B>(
  inputs: readonly A[],
  options: SendOptions,
  task: (input: A, options: SendOptions) => Promise<B>,
): Promise<B[]> {
  const { stop, release } = linkedStop(options.abortSignal);
  const abortSignal = stop.signal;
  const results: B[] = [];
  const waiting = inputs.entries();
  const workers = Array.from({ length: Math.min(inputs.length, MAX_OPEN_REQUESTS) }, async () => {
    for (const [place, input] of waiting) {
      abortSignal.throwIfAborted();
      results[place] = await task(input, { ...options, abortSignal });
    }
  });
  try {
    await Promise.all(workers);
    return results;
  } catch (error) {
    stop.abort();
    await Promise.allSettled(workers);
    throw error;
  } finally {
    release();
  }
}
