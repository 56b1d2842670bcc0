import pLimit from 'p-limit';
import { isMomentaryFailure, isOfOneItem, isThrottled } from './failure.ts';
import { Pace } from './pace.ts';

/** Rounds without progress before the rest is given up: 6 seconds of waits on average, and longer when throttled. */
const FRUITLESS_ROUNDS = 10;
/** A share of a request. */
const SINGLE_ITEMS = 0.1;
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
  /** One that never goes back. */
  readonly clock: DrainClock;
}

/** What a drain knows of the world; tests bring their own. */
export interface DrainClock {
  /** Milliseconds. */
  readonly now: () => number;
  /** From 0 up to 1. */
  readonly random: () => number;
  /**
   * Waits until `now` tells so many milliseconds more, or until the signal is aborted, when it may resolve or reject. Where
   * waits do not move `now` on, a batch that has to wait never ends.
   */
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/** What one request came to. */
export interface ChunkAnswer<U> {
  /** What the service did not take. */
  readonly left: readonly U[];
  /** Whether that was for want of capacity. */
  readonly throttled: boolean;
}

/** What a drain does with its chunks. */
export interface DrainTarget<U> {
  /** Units in one request at most. It may change on the way. */
  readonly size: () => number;
  /** Milliseconds until a request may be sent, for a limit of the caller's own. */
  readonly delay?: () => number;
  /** Sends a chunk, and settles what was taken. */
  readonly send: (chunk: readonly U[]) => Promise<ChunkAnswer<U>>;
  /** A unit that will never be taken. What it throws ends the drain. */
  readonly fail: (unit: U, error: unknown) => void | Promise<void>;
  /** After each answer. What it throws ends the drain. */
  readonly progress: () => void | Promise<void>;
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
  readonly #now: () => number;
  readonly #scheduled = new Set<Promise<void>>();
  /** How many of these have not taken their chunk yet. */
  #untaken = 0;
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
    this.#now = options.clock.now;
    this.#pace = new Pace(options.concurrency, this.#now);
    this.#limit = pLimit(this.#pace.window);
    this.#deadline = options.deadline?.getTime() ?? Number.POSITIVE_INFINITY;
  }

  get stopped(): { readonly reason: StopReason; readonly error: unknown } | undefined {
    return this.#stop && { reason: this.#stop, error: this.#error };
  }

  add(units: readonly U[]): void {
    for (const unit of units) this.#queue.push(unit);
  }

  /** Begins to send what is queued, in full chunks only. */
  start(): void {
    const requests = Math.floor(this.#waiting / this.#target.size()) - this.#untaken;
    for (let request = 0; request < requests; request += 1) this.#schedule();
  }

  /** Until a request is answered. What is queued is sent, in a chunk that is not full when nothing else is on its way. */
  async step(): Promise<void> {
    this.start();
    if (this.#scheduled.size === 0 && this.#waiting > 0) this.#schedule();
    if (this.#scheduled.size > 0) await Promise.race(this.#scheduled);
  }

  /** Sends everything that is queued, and what is added meanwhile. */
  async finish(): Promise<void> {
    for (;;) {
      await Promise.all(this.#scheduled);
      if (this.#waiting === 0 || this.#stop !== undefined) return;
      const requests = Math.ceil(this.#waiting / this.#target.size());
      for (let request = 0; request < requests; request += 1) this.#schedule();
    }
  }

  /** Ends the drain: nothing more is sent, and what was sent is waited for by `finish`. */
  end(reason: StopReason, error?: unknown): void {
    if (this.#stop !== undefined) return;
    this.#stop = reason;
    this.#error = error;
  }

  #schedule(): void {
    this.#untaken += 1;
    const request = this.#limit(() => this.#request()).finally(() => this.#scheduled.delete(request));
    this.#scheduled.add(request);
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
    try {
      await this.#turn();
    } catch (error) {
      // Of the clock.
      this.end('error', error);
    }
    this.#untaken -= 1;
    if (this.#stop !== undefined || this.#waiting === 0) return;
    try {
      await this.#send(this.#take(this.#target.size()));
      this.#limit.concurrency = this.#pace.window;
      await this.#target.progress();
    } catch (error) {
      this.end('error', error);
    }
  }

  async #turn(): Promise<void> {
    const { clock, abortSignal } = this.#options;
    for (;;) {
      // In this order: where nothing is left to do, nothing is ended before its time.
      if (this.#waiting === 0 || this.#isOver()) return;
      const own = Math.max(this.#pausedUntil - this.#now(), this.#target.delay?.() ?? 0);
      const delay = own > 0 ? own : this.#pace.delay(Math.min(this.#target.size(), this.#waiting));
      if (delay <= 0) return;
      await clock.sleep(Math.min(delay, this.#deadline - this.#now()), abortSignal);
    }
  }

  /** Whether no request may be begun any more. */
  #isOver(): boolean {
    const { abortSignal } = this.#options;
    if (abortSignal?.aborted) this.end('aborted', abortSignal.reason);
    if (this.#now() >= this.#deadline) this.end('deadline');
    return this.#stop !== undefined;
  }

  async #send(chunk: readonly U[]): Promise<void> {
    try {
      const { left, throttled } = await this.#target.send(chunk);
      this.#answered(chunk, left, throttled);
    } catch (error) {
      if (this.#options.abortSignal?.aborted) {
        this.#stopAt(chunk, 'aborted', error);
      } else if (isThrottled(error) || isMomentaryFailure(error)) {
        this.#answered(chunk, chunk, isThrottled(error), error);
      } else if (isOfOneItem(error) && chunk.length > 1) {
        // The service refuses all for one; halving finds that one and lets the others through.
        const half = Math.ceil(chunk.length / 2);
        for (const part of [chunk.slice(0, half), chunk.slice(half)]) {
          if (this.#isOver()) this.add(part);
          else await this.#send(part);
        }
      } else if (isOfOneItem(error)) {
        for (const unit of chunk) await this.#target.fail(unit, error);
      } else {
        // Missing rights, a missing table: nothing that lies in these units, and the others would fare no better.
        this.#stopAt(chunk, 'error', error);
      }
    }
  }

  #stopAt(chunk: readonly U[], reason: StopReason, error: unknown): void {
    this.add(chunk);
    this.end(reason, error);
  }

  #answered(chunk: readonly U[], left: readonly U[], throttled: boolean, error?: unknown): void {
    this.add(left);
    // Single items that come back are no sign of a table at its limit: a partition may be, or the service was busy.
    const limited = throttled && left.length > chunk.length * SINGLE_ITEMS;
    this.#pace.answered(chunk.length - left.length, limited);
    if (left.length < chunk.length) this.#fruitless = 0;
    else this.#backOff(error);
  }

  /** Answers that come in during a wait belong to the round before it. */
  #backOff(error: unknown): void {
    const now = this.#now();
    if (now < this.#pausedUntil) return;
    this.#fruitless += 1;
    if (this.#fruitless >= FRUITLESS_ROUNDS) this.end('no progress', error);
    // Once is no sign of trouble: the pace has slowed down already, or it was a single lost request.
    if (this.#fruitless === 1) return;
    this.#pausedUntil =
      now + this.#options.clock.random() * Math.min(CAP_MS, BASE_MS * 2 ** (this.#fruitless - 2));
  }
}
