import { setTimeout as wait } from 'node:timers/promises';
import { UnitBudget } from '../batch/unit-budget.ts';

/** A timer takes 31 bits of milliseconds; beyond, it fires at once (Node: Timers, `setTimeout`). */
const LONGEST_PAUSE_MS = 2 ** 31 - 1;

/** Keeps reads below a rate of capacity units; what a page costs is known afterwards, so it is made up for before the next. */
export class ReadPace {
  readonly #budget: UnitBudget | undefined;

  /** @param unitsPerSecond `undefined`: no limit */
  constructor(unitsPerSecond: number | undefined, now: () => number = () => performance.now()) {
    this.#budget = unitsPerSecond === undefined ? undefined : new UnitBudget(unitsPerSecond, now);
  }

  /** Resolves when a page may be read, or the signal is aborted. */
  async ready(abortSignal: AbortSignal): Promise<void> {
    while (this.#budget !== undefined && !abortSignal.aborted) {
      const delay = this.#budget.delay();
      if (delay === 0) return;
      await wait(Math.min(delay, LONGEST_PAUSE_MS), undefined, { signal: abortSignal }).catch(
        () => undefined,
      );
    }
  }

  spend(units: number): void {
    this.#budget?.spend(units);
  }
}
