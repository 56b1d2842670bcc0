/**
 * What is not spent in time is lost beyond so many seconds' worth; so a limit is never passed by more than that, and by
 * what is on its way.
 */
const BURST_SECONDS = 0.1;

/** A limit of capacity units a second: a bucket that may be overdrawn, because a request's cost is known afterwards. */
export class UnitBudget {
  readonly #perSecond: number;
  readonly #now: () => number;
  #left: number;
  #at: number;

  /** @param now milliseconds */
  constructor(perSecond: number, now: () => number) {
    this.#perSecond = perSecond;
    this.#now = now;
    this.#left = perSecond * BURST_SECONDS;
    this.#at = now();
  }

  /** Milliseconds until something is left. */
  delay(): number {
    this.#refill();
    return this.#left > 0 ? 0 : (-this.#left / this.#perSecond) * 1000 + 1;
  }

  /** A negative number gives units back. */
  spend(units: number): void {
    this.#refill();
    this.#left -= units;
  }

  #refill(): void {
    const now = this.#now();
    const most = this.#perSecond * BURST_SECONDS;
    this.#left = Math.min(most, this.#left + (Math.max(0, now - this.#at) / 1000) * this.#perSecond);
    this.#at = now;
  }
}
