import { setImmediate as turn } from 'node:timers/promises';
import type { DrainClock } from './drain.ts';

/**
 * A clock as batches need it: it never goes back (where the machine's is set back, it goes on from the time that it last
 * told), a wait that is aborted just ends, whether the clock rejects it or not, and no wait takes no time at all: who waits
 * in a loop would let nothing else happen.
 */
export function steadyClock(clock: DrainClock): DrainClock {
  let behind = 0;
  let last = clock.now();
  const now = (): number => {
    const told = clock.now();
    if (told + behind < last) behind = last - told;
    last = told + behind;
    return last;
  };
  return {
    now,
    random: () => clock.random(),
    sleep: async (ms, signal) => {
      const before = now();
      try {
        await clock.sleep(ms, signal);
      } catch (error) {
        if (!signal?.aborted) throw error;
      }
      if (now() === before) await turn();
    },
  };
}
