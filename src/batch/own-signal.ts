import { setMaxListeners } from 'node:events';
import { onAbort } from '../client/on-abort.ts';

/** Does work under a signal that is aborted with the caller's. Every request in flight listens to it. */
export async function withOwnSignal<T>(
  given: AbortSignal | undefined,
  work: (own: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  if (given === undefined || given.aborted) return work(given);
  const controller = new AbortController();
  // Ten listeners are a warning.
  setMaxListeners(0, controller.signal);
  const release = onAbort(given, () => controller.abort(given.reason));
  try {
    return await work(controller.signal);
  } finally {
    release();
  }
}
