import { setTimeout as wait } from 'node:timers/promises';
import { UnitBudget } from '../batch/unit-budget.ts';

/** A timer takes 31 bits of milliseconds; beyond, it fires at once (Node: Timers, `setTimeout`). */
const LONGEST_PAUSE_MS = 2 ** 31 - 1;

/** A page of 1 MB in eventually consistent reads, which are half a unit for 4 KB (API reference, Scan). */
const FIRST_PAGE_UNITS = 128;

/**
 * Keeps reads below a rate of capacity units. What a page costs is known afterwards, so as much as the last one is set aside
 * for it: of several segments that wait, one reads, and the others wait for their share.
 */
export class ReadPace {
  readonly #budget: UnitBudget | undefined;
  #expected = FIRST_PAGE_UNITS;

  /** @param unitsPerSecond `undefined`: no limit */
  constructor(unitsPerSecond: number | undefined, now: () => number = () => performance.now()) {
    this.#budget = unitsPerSecond === undefined ? undefined : new UnitBudget(unitsPerSecond, now);
  }

  /** Resolves with the units that were set aside, when a page may be read, or the signal is aborted. */
  async ready(abortSignal: AbortSignal): Promise<number> {
    while (this.#budget !== undefined && !abortSignal.aborted) {
      const delay = this.#budget.delay();
      if (delay === 0) {
        const units = this.#expected;
        this.#budget.spend(units);
        return units;
      }
      await wait(Math.min(delay, LONGEST_PAUSE_MS), undefined, { signal: abortSignal }).catch(
        () => undefined,
      );
    }
    return 0;
  }

  /** @param aside what `ready` gave for the page */
  spend(units: number, aside: number): void {
    this.#budget?.spend(units - aside);
    this.#expected = units;
  }
}
