/**
 * Capacity that fills up at a rate. Taking may overdraw it, for what an item costs can exceed all that it ever holds; then
 * nothing more is to be had until it is made up for.
 */
export class TokenBucket {
  readonly #perMs: number;
  readonly #capacity: number;
  #tokens: number;
  #at: number;

  /**
   * @param perSecond units
   * @param burstSeconds for how long unused units are saved up; it is full at the start
   * @param now milliseconds
   */
  constructor(perSecond: number, burstSeconds: number, now: number) {
    this.#perMs = perSecond / 1000;
    this.#capacity = perSecond * burstSeconds;
    this.#tokens = this.#capacity;
    this.#at = now;
  }

  /** Whether so many units are there, or as many as there can ever be. */
  has(units: number, now: number): boolean {
    return this.#filled(now) >= Math.min(units, this.#capacity);
  }

  take(units: number, now: number): void {
    this.#tokens = this.#filled(now) - units;
  }

  /** As good as new. */
  isFull(now: number): boolean {
    return this.#filled(now) >= this.#capacity;
  }

  #filled(now: number): number {
    this.#tokens = Math.min(this.#capacity, this.#tokens + Math.max(0, now - this.#at) * this.#perMs);
    this.#at = now;
    return this.#tokens;
  }
}
