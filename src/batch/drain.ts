import { setTimeout as wait } from 'node:timers/promises';
import pLimit from 'p-limit';
import { isMomentaryFailure, isOfOneItem, isThrottled } from './failure.ts';
import { Pace } from './pace.ts';

/** Rounds without progress before the rest is given up: 13 seconds of waits on average. */
const FRUITLESS_ROUNDS = 10;
const BASE_MS = 50;
const CAP_MS = 5_000;

/** Why a drain ended before its queue was empty. */
export type StopReason = 'aborted' | 'deadline' | 'no progress' | 'error';

/** The clock, the dice and the limits of a drain. */
export interface DrainOptions {
  readonly concurrency: number;
  readonly abortSignal: AbortSignal | undefined;
  /** No request is begun after it. */
  readonly deadline: Date | undefined;
  readonly clock: DrainClock;
}

/** What a drain knows of the world; tests bring their own. */
export interface DrainClock {
  /** Milliseconds. */
  readonly now: () => number;
  readonly random: () => number;
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** The machine's clock, and `Math.random`. */
export const systemClock: DrainClock = {
  now: () => Date.now(),
  random: Math.random,
  sleep: async (ms, signal) => {
    await wait(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
  },
};

/** What a drain does with its chunks. */
export interface DrainTarget<U> {
  /** Units in one request at most. It may change on the way. */
  readonly size: () => number;
  /** Sends a chunk, settles what was taken, and gives what was not. */
  readonly send: (
    chunk: readonly U[],
  ) => Promise<{ readonly left: readonly U[]; readonly throttled: boolean }>;
  /** A unit that will never be taken. */
  readonly fail: (unit: U, error: unknown) => void;
  /** After each answer. */
  readonly progress: () => void;
}

/**
 * Sends units in full chunks, several at once, until the service has taken all of them. What comes back goes to the end of
 * the queue and into later chunks. One bad unit fails alone. It never throws: what is left when it stops is still queued.
 */
export class Drain<U> {
  readonly #target: DrainTarget<U>;
  readonly #options: DrainOptions;
  readonly #limit;
  readonly #pace: Pace;
  readonly #deadline: number;
  #queue: U[] = [];
  /** Where the queue begins: to move a million units forward for each chunk would take its time. */
  #head = 0;
  #fruitless = 0;
  #pausedUntil = 0;
  #stop: StopReason | undefined;
  #error: unknown;

  constructor(target: DrainTarget<U>, options: DrainOptions) {
    this.#target = target;
    this.#options = options;
    this.#pace = new Pace(options.concurrency, options.clock.now);
    this.#limit = pLimit(this.#pace.window);
    this.#deadline = options.deadline?.getTime() ?? Number.POSITIVE_INFINITY;
  }

  /** What was not sent, or came back and was not sent again. */
  get queued(): readonly U[] {
    return this.#queue.slice(this.#head);
  }

  get stopped(): { readonly reason: StopReason; readonly error: unknown } | undefined {
    return this.#stop && { reason: this.#stop, error: this.#error };
  }

  add(units: readonly U[]): void {
    for (const unit of units) this.#queue.push(unit);
  }

  /** Sends everything that is queued, and what is added meanwhile. */
  async finish(): Promise<void> {
    while (this.#waiting > 0 && this.#stop === undefined) {
      const requests = Math.ceil(this.#waiting / this.#target.size());
      await Promise.all(Array.from({ length: requests }, () => this.#limit(() => this.#request())));
    }
  }

  get #waiting(): number {
    return this.#queue.length - this.#head;
  }

  #take(count: number): readonly U[] {
    const chunk = this.#queue.slice(this.#head, this.#head + count);
    this.#head += chunk.length;
    if (this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    return chunk;
  }

  /** Takes its chunk as late as possible, so that what came back in the meantime fills it. */
  async #request(): Promise<void> {
    await this.#turn();
    if (this.#stop !== undefined || this.#waiting === 0) return;
    await this.#send(this.#take(this.#target.size()));
    this.#limit.concurrency = this.#pace.window;
    this.#target.progress();
  }

  async #turn(): Promise<void> {
    const { clock, abortSignal } = this.#options;
    for (;;) {
      if (abortSignal?.aborted) this.#end('aborted', abortSignal.reason);
      if (clock.now() >= this.#deadline) this.#end('deadline');
      if (this.#stop !== undefined || this.#waiting === 0) return;
      const paused = this.#pausedUntil - clock.now();
      const delay = paused > 0 ? paused : this.#pace.delay(Math.min(this.#target.size(), this.#waiting));
      if (delay <= 0) return;
      await clock.sleep(Math.min(delay, this.#deadline - clock.now()), abortSignal);
    }
  }

  async #send(chunk: readonly U[]): Promise<void> {
    try {
      const { left, throttled } = await this.#target.send(chunk);
      this.#answered(chunk, left, throttled);
    } catch (error) {
      if (this.#options.abortSignal?.aborted) {
        this.add(chunk);
        this.#end('aborted', error);
      } else if (isThrottled(error) || isMomentaryFailure(error)) {
        this.#answered(chunk, chunk, isThrottled(error), error);
      } else if (isOfOneItem(error) && chunk.length > 1) {
        // The service refuses all for one; halving finds that one and lets the others through.
        const half = Math.ceil(chunk.length / 2);
        await this.#send(chunk.slice(0, half));
        await this.#send(chunk.slice(half));
      } else {
        for (const unit of chunk) this.#target.fail(unit, error);
        if (!isOfOneItem(error)) this.#end('error', error);
      }
    }
  }

  #answered(chunk: readonly U[], left: readonly U[], throttled: boolean, error?: unknown): void {
    this.add(left);
    this.#pace.answered(chunk.length - left.length, throttled);
    if (left.length < chunk.length) this.#fruitless = 0;
    else this.#backOff(error);
  }

  /** Answers that come in during a wait belong to the round before it. */
  #backOff(error: unknown): void {
    const { now, random } = this.#options.clock;
    if (now() < this.#pausedUntil) return;
    this.#fruitless += 1;
    if (this.#fruitless >= FRUITLESS_ROUNDS) this.#end('no progress', error);
    // Once is no sign of trouble: the pace has slowed down already, or it was a single lost request.
    if (this.#fruitless === 1) return;
    this.#pausedUntil = now() + random() * Math.min(CAP_MS, BASE_MS * 2 ** (this.#fruitless - 2));
  }

  #end(reason: StopReason, error?: unknown): void {
    if (this.#stop !== undefined) return;
    this.#stop = reason;
    this.#error = error;
  }
}
