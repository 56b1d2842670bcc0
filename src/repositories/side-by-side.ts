import { setMaxListeners } from 'node:events';
import pLimit from 'p-limit';
import type { SendOptions } from '../client/run-command.ts';

/** Below the SDK's 50 sockets, so that other calls of the client get through. */
const MAX_OPEN_REQUESTS = 32;

/**
 * What all tasks give, in their order. When one fails the others are aborted and have ended before its error gets through,
 * so that nothing goes on behind the caller's back.
 */
export async function sideBySide<A, B>(
  inputs: readonly A[],
  options: SendOptions,
  task: (input: A, options: SendOptions) => Promise<B>,
): Promise<B[]> {
  const stop = new AbortController();
  const abortSignal =
    options.abortSignal === undefined ? stop.signal : AbortSignal.any([options.abortSignal, stop.signal]);
  // Every task's requests listen to it.
  setMaxListeners(0, stop.signal, abortSignal);
  const slots = pLimit(MAX_OPEN_REQUESTS);
  const tasks = inputs.map((input) =>
    slots(() => {
      abortSignal.throwIfAborted();
      return task(input, { ...options, abortSignal });
    }),
  );
  try {
    return await Promise.all(tasks);
  } catch (error) {
    stop.abort();
    await Promise.allSettled(tasks);
    throw error;
  }
}
