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
/** Unused time is not made up for beyond this. */
const CREDIT_MS = 5;
/** Even a table that takes next to nothing is asked this often, in items a second. */
const LEAST_RATE = 5;

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
    this.#interval = (items / this.#rate) * 1000;
    this.#nextAt = Math.max(this.#nextAt, now - CREDIT_MS) + this.#interval;
    return 0;
  }

  /** An answer came: so many items were taken, and the table would or would not have taken more. */
  answered(items: number, throttled: boolean): void {
    const now = this.#now();
    this.#deliveries.push({ at: now, items });
    if (throttled) this.#cut(now);
    else this.#window = Math.min(this.#window + 1, this.#concurrency);
  }

  #cut(now: number): void {
    this.#steadySteps = 0;
    if (now - this.#lastCut < HOLD_MS) return;
    const delivered = this.#delivered(now);
    if (this.#rate === Number.POSITIVE_INFINITY) {
      this.#rate = Math.max(delivered, LEAST_RATE);
      this.#nextAt = now + (1000 * FIRST_WINDOW) / this.#rate;
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
    const longest = Math.max(LONGEST_SPAN_MS, SPAN_REQUESTS * this.#interval);
    this.#deliveries = this.#deliveries.filter(({ at }) => at >= now - longest);
    const span = Math.max(SHORTEST_SPAN_MS, Math.min(longest, now - this.#since));
    const items = this.#deliveries.reduce((sum, delivery) => sum + delivery.items, 0);
    return (items / span) * 1000;
  }
}
