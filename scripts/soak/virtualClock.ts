import type { DrainClock } from '../../src/index.ts';
import { randomOf } from '../seed/random.ts';

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** A clock that stands still while something is done, and then goes on to the next one who sleeps. */
export function virtualClock(seed = 1): DrainClock {
  const { whole } = randomOf(seed);
  const random = (): number => whole(0, 2 ** 32 - 1) / 2 ** 32;
  let now = Date.UTC(2026, 0, 1);
  let sleepers: Sleeper[] = [];
  let pumping = false;

  const pump = (): void => {
    const next = sleepers.reduce<Sleeper | undefined>(
      (first, one) => (first === undefined || one.at < first.at ? one : first),
      undefined,
    );
    if (next === undefined) {
      pumping = false;
      return;
    }
    sleepers = sleepers.filter((one) => one !== next);
    now = Math.max(now, next.at);
    next.wake();
    setImmediate(pump);
  };

  return {
    now: () => now,
    random,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) {
          resolve();
          return;
        }
        const sleeper = { at: now + ms, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener(
          'abort',
          () => {
            sleepers = sleepers.filter((one) => one !== sleeper);
            resolve();
          },
          { once: true },
        );
        if (!pumping) {
          pumping = true;
          setImmediate(pump);
        }
      }),
  };
}
