import { setMaxListeners } from 'node:events';
import { onAbort } from '../client/on-abort.ts';

/** What ends several requests at once, of itself or with the caller's signal; that one holds it until the release. */
export function linkedStop(callers: AbortSignal | undefined): {
  readonly stop: AbortController;
  readonly release: () => void;
} {
  const stop = new AbortController();
  // Every request listens to it, and ten listeners are a warning.
  setMaxListeners(0, stop.signal);
  if (callers === undefined) return { stop, release: () => {} };
  if (callers.aborted) stop.abort(callers.reason);
  return { stop, release: onAbort(callers, () => stop.abort(callers.reason)) };
}
