import { setTimeout as wait } from 'node:timers/promises';

/** The longest first wait; each further one may be twice as long. Developer guide, Programming.Errors (exponential backoff). */
const BASE_MS = 50;
/** No wait is longer. */
const CAP_MS = 5_000;
/** Attempts in all: the waits between them add up to 3 seconds on average. */
export const MAX_ATTEMPTS = 8;

/** How a request is repeated. The clock and the dice are arguments for tests. */
export interface RetryOptions {
  /** Attempts in all. Default 8. */
  readonly maxAttempts?: number | undefined;
  readonly abortSignal?: AbortSignal | undefined;
  readonly random?: () => number;
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/**
 * Makes an attempt again while it fails for the moment only, with full jitter between attempts: each wait is anything
 * from nothing to a limit that doubles. The last error comes out as it is.
 */
export async function retry<T>(
  attempt: () => Promise<T>,
  again: (error: unknown) => boolean,
  options: RetryOptions = {},
): Promise<T> {
  const { maxAttempts = MAX_ATTEMPTS, abortSignal, random = Math.random, sleep = pause } = options;
  for (let failures = 1; ; failures += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (failures >= maxAttempts || !again(error)) throw error;
      await sleep(random() * Math.min(CAP_MS, BASE_MS * 2 ** (failures - 1)), abortSignal);
    }
  }
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await wait(ms, undefined, signal === undefined ? {} : { signal });
}
