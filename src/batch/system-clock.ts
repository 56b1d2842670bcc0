import { setTimeout as wait } from 'node:timers/promises';
import type { DrainClock } from './drain.ts';

/** A timer takes 31 bits of milliseconds; beyond, it fires at once (Node: Timers, `setTimeout`). Who waits asks again. */
const LONGEST_PAUSE_MS = 2 ** 31 - 1;

/** The machine's clock, and `Math.random`. */
export const systemClock: DrainClock = {
  now: () => Date.now(),
  random: Math.random,
  sleep: async (ms, signal) => {
    const pause = Math.min(ms, LONGEST_PAUSE_MS);
    await wait(pause, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};
