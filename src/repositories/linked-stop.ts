import { setMaxListeners } from 'node:events';

/** What ends several requests at once: the caller's signal, or `stop`. */
export function linkedStop(callers: AbortSignal | undefined): {
  readonly stop: AbortController;
  readonly abortSignal: AbortSignal;
} {
  const stop = new AbortController();
  const abortSignal = callers === undefined ? stop.signal : AbortSignal.any([callers, stop.signal]);
  // Every request listens to it, and ten listeners are a warning.
  setMaxListeners(0, stop.signal, abortSignal);
  return { stop, abortSignal };
}
