import type { DrainClock } from './drain.ts';
import { isThenable } from './is-thenable.ts';

/** Milliseconds that a callback is given once its batch is aborted: enough to write a line or a checkpoint. */
const GRACE_MS = 5_000;

/**
 * Waits for what a callback gave, for ever if need be. Only after an abort it has `GRACE_MS` left: `false` when it did not
 * settle in them. Throws what the callback throws.
 */
export async function settledInTime(
  given: unknown,
  clock: DrainClock,
  abortSignal: AbortSignal | undefined,
): Promise<boolean> {
  if (!isThenable(given)) return true;
  const settled = Promise.resolve(given).then(() => true);
  if (abortSignal === undefined) return settled;
  const over = new AbortController();
  let onAbort = (): void => {};
  const givenUp = new Promise<boolean>((resolve, reject) => {
    onAbort = () => void clock.sleep(GRACE_MS, over.signal).then(() => resolve(false), reject);
    if (abortSignal.aborted) onAbort();
    else abortSignal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([settled, givenUp]);
  } finally {
    abortSignal.removeEventListener('abort', onAbort);
    over.abort();
  }
}
