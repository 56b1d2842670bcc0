/** Requests in flight at the start; each good answer allows one more. */
const FIRST_WINDOW = 4;
/** Deliveries are counted over this long, or over so many requests where these come seldom. */
const LONGEST_SPAN_MS = 500;
const SPAN_REQUESTS = 4;
/** Over less they would tell of a bucket's burst. */
const SHORTEST_SPAN_MS = 100;
/** Answers that come in so short after a cut tell of the time before it. */
const HOLD_MS = 25;
/** A cut goes a little below what was delivered. */
const CUT = 0.97;
/** Without throttling the rate grows by so much, so often, and faster after a while. */
const GROWTH = 0.02;
const GROWTH_EVERY_MS = 50;
const STEADY_STEPS = 4;
const ACCELERATION = 1.5;
const MOST_ACCELERATION = 8;
/** However seldom a request is due. */
const MOST_GROWTH = 1.5;
/** After so many requests in a row of which only a part was taken, no more than that can be had at once. */
const PARTS = 4;
const PARTS_KEPT = 8;
/** Unused time is not made up for beyond this. */
const CREDIT_MS = 5;
/** Even a table that takes next to nothing is asked this often: it may take more the next time. */
const LONGEST_INTERVAL_MS = 1_000;
const LEAST_RATE = 1;

/**
 * How fast a table takes items. It starts with a few requests in flight and allows more with every good answer, until
 * something is throttled; from then on items are sent at the rate at which they were taken, and a little faster as long as
 * nothing is throttled. So a table with little capacity is kept busy, and not asked in vain.
 */
export class Pace {
  readonly #concurrency: number;
  readonly #now: () => number;
  #window: number;
  /** Items a second; without a limit until the first throttling. */
  #rate = Number.POSITIVE_INFINITY;
  #nextAt = 0;
  /** Milliseconds between two requests. */
  #interval = 0;
  #lastCut = Number.NEGATIVE_INFINITY;
  #lastGrowth = 0;
  #steadySteps = 0;
  #deliveries: { readonly at: number; readonly items: number }[] = [];
  #since: number;
  /** What was taken of the last requests, while none is taken whole. */
  #parts: readonly number[] = [];

  /** @param now milliseconds of a clock that never goes back */
  constructor(concurrency: number, now: () => number) {
    this.#concurrency = concurrency;
    this.#now = now;
    this.#window = Math.min(FIRST_WINDOW, concurrency);
    this.#since = now();
  }

  /** How many requests may be in flight. */
  get window(): number {
    return this.#rate === Number.POSITIVE_INFINITY ? this.#window : this.#concurrency;
  }

  /** Milliseconds to wait before so many items may be sent. At 0 they are counted as sent. */
  delay(items: number): number {
    if (this.#rate === Number.POSITIVE_INFINITY) return 0;
    const now = this.#now();
    this.#grow(now);
    if (this.#nextAt > now) return this.#nextAt - now;
    const taken = Math.min(items, this.#most);
    this.#rate = Math.max(this.#rate, (1000 * taken) / LONGEST_INTERVAL_MS);
    this.#interval = (1000 * taken) / this.#rate;
    this.#nextAt = Math.max(this.#nextAt, now - CREDIT_MS) + this.#interval;
    return 0;
  }

  /** An answer came: so many items were taken, and the table would or would not have taken more. */
  answered(items: number, throttled: boolean): void {
    const now = this.#now();
    this.#deliveries.push({ at: now, items });
    // A load without end and without throttling would else remember all of them.
    if ((this.#deliveries[0]?.at ?? now) < now - 2 * this.#longestSpan) this.#forget(now);
    if (throttled) {
      if (items > 0) this.#parts = [...this.#parts, items].slice(-PARTS_KEPT);
      if (items < this.#most) this.#cut(now);
    } else if (items > 0) {
      this.#parts = [];
      this.#window = Math.min(this.#window + 1, this.#concurrency);
    }
  }

  /**
   * What is taken of one request at most. A table that never has room for a whole one, as with large items, would else be
   * asked less and less often, because of each request something comes back.
   */
  get #most(): number {
    return this.#parts.length < PARTS ? Number.POSITIVE_INFINITY : Math.max(...this.#parts);
  }

  #cut(now: number): void {
    this.#steadySteps = 0;
    if (now - this.#lastCut < HOLD_MS) return;
    const delivered = this.#delivered(now);
    if (this.#rate === Number.POSITIVE_INFINITY) {
      this.#rate = Math.max(delivered, LEAST_RATE);
      this.#nextAt = now + Math.min((1000 * FIRST_WINDOW) / this.#rate, LONGEST_INTERVAL_MS);
      // What a table had saved up before says nothing of what it takes from now on.
      this.#deliveries = [];
      this.#since = now;
      this.#lastGrowth = now;
    } else {
      this.#rate = Math.max(Math.min(this.#rate, delivered) * CUT, this.#rate / 2, LEAST_RATE);
    }
    this.#lastCut = now;
  }

  #grow(now: number): void {
    const steps = Math.floor((now - this.#lastGrowth) / GROWTH_EVERY_MS);
    if (steps === 0) return;
    let growth = 1;
    for (let step = 0; step < steps && growth < MOST_GROWTH && this.#lastCut < this.#lastGrowth; step += 1) {
      this.#steadySteps += 1;
      const faster = ACCELERATION ** Math.max(0, this.#steadySteps - STEADY_STEPS);
      growth *= 1 + GROWTH * Math.min(MOST_ACCELERATION, faster);
    }
    this.#rate *= growth;
    this.#lastGrowth = now;
  }

  /** Items a second, of late. */
  #delivered(now: number): number {
    this.#forget(now);
    const span = Math.max(SHORTEST_SPAN_MS, Math.min(this.#longestSpan, now - this.#since));
    const items = this.#deliveries.reduce((sum, delivery) => sum + delivery.items, 0);
    return (items / span) * 1000;
  }

  #forget(now: number): void {
    this.#deliveries = this.#deliveries.filter(({ at }) => at >= now - this.#longestSpan);
  }

  get #longestSpan(): number {
    return Math.max(LONGEST_SPAN_MS, SPAN_REQUESTS * this.#interval);
  }
}
