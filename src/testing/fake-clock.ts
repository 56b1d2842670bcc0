import { setImmediate as turn } from 'node:timers/promises';
import type { DrainClock } from '../batch/drain.ts';
import { seededRandom } from './random.ts';

/** One time for everything that takes a clock: `connect`, batches and `metered`. */
export interface FakeClock extends DrainClock {
  /** The time in milliseconds: `metered({ writesPerSecond: 5, now: clock.now })`. */
  readonly now: () => number;
  /** The same time as a Date: `connect({ table, now: clock.date })`. */
  readonly date: () => Date;
  /** Lets so many milliseconds pass, at once: `await clock.sleep(60_000)`. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/**
 * A clock whose waits take no time: whoever waits moves the clock on. So the minutes of a batch that is throttled are over at
 * once, and its report tells of them. Waits at the same time pass together. The dice throw the same each time. A `bulkLoad`
 * waits for its `deadline` on this clock, too, which then comes at once: leave it out.
 *
 * @param start default: now
 * @example
 * ```ts
 * import { fakeClock } from 'monotable/testing';
 *
 * const clock = fakeClock(new Date('2026-01-01T00:00:00Z'));
 * await clock.sleep(90_000);
 * clock.date().toISOString(); // '2026-01-01T00:01:30.000Z'
 * ```
 */
export function fakeClock(start: Date = new Date()): FakeClock {
  let now = start.getTime();
  return {
    now: () => now,
    date: () => new Date(now),
    random: seededRandom(1),
    sleep: async (ms, signal) => {
      const until = now + ms;
      // Meanwhile answers come in, and others begin to wait.
      await turn();
      if (!signal?.aborted) now = Math.max(now, until);
    },
  };
}
