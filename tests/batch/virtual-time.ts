import type { DrainClock } from '../../src/batch/drain.ts';

/** Time that passes only when everybody waits, so that minutes take milliseconds and are the same on every machine. */
export class VirtualTime {
  #now = 0;
  readonly #due: { readonly at: number; readonly wake: () => void }[] = [];

  get now(): number {
    return this.#now;
  }

  /** Until so many milliseconds have passed, or the signal. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#due.push({ at: this.#now + Math.max(0, ms), wake: resolve });
      signal?.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** The clock of a batch, with dice of its own. */
  clock(random: () => number = dice(1)): DrainClock {
    return { now: () => this.#now, random, sleep: (ms, signal) => this.sleep(ms, signal) };
  }

  /** Lets time pass until the work is done. */
  async run<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const end = () => {
      done = true;
    };
    work.then(end, end);
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      if (done) return work;
      let next = 0;
      for (let i = 1; i < this.#due.length; i += 1) {
        if ((this.#due[i]?.at ?? 0) < (this.#due[next]?.at ?? 0)) next = i;
      }
      const [event] = this.#due.splice(next, 1);
      if (event === undefined) throw new Error('Nothing is due, and the work is not done.');
      this.#now = Math.max(this.#now, event.at);
      event.wake();
    }
  }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
