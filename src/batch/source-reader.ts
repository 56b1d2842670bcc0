import { isThenable } from './is-thenable.ts';

const STOPPED = { done: true, value: undefined } as const;

/** Reads a source of any kind, and can be stopped while the source has yet to give its next value, or to close. */
export class SourceReader<T> {
  readonly #iterator: AsyncIterator<T> | Iterator<T>;
  #stopped = false;
  #ended = false;
  /** It threw or was told to close. */
  #closed = false;
  /** Ends the wait that is under way. Not a race of promises: one that lasts would remember every race. */
  #interrupt: (() => void) | undefined;

  constructor(source: AsyncIterable<T> | Iterable<T>) {
    this.#iterator =
      Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  }

  /** Whether the source has come to its end by itself. */
  get ended(): boolean {
    return this.#ended;
  }

  /** The next value; at the end, and once it is stopped, none. */
  async next(): Promise<IteratorResult<T, undefined>> {
    if (this.#stopped || this.#closed || this.#ended) return STOPPED;
    try {
      const given = this.#iterator.next();
      // A list or a generator has its values ready, and needs no promises for them.
      if (!isThenable(given) && !isThenable(given.value)) return given.done ? this.#end() : given;
      return await this.#unlessStopped<IteratorResult<T, undefined>>(async () => {
        const result = await given;
        return result.done ? this.#end() : { done: false, value: await result.value };
      }, STOPPED);
    } catch (error) {
      // As `for await` has it: a source that threw is not told to close.
      this.#closed = true;
      throw error;
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#interrupt?.();
  }

  /** Tells a source that was not read to its end to close, and waits for it unless it is stopped. */
  async close(): Promise<void> {
    if (this.#closed || this.#ended) return;
    this.#closed = true;
    // A generator that never gives its next value does not close either.
    await this.#unlessStopped<unknown>(async () => this.#iterator.return?.(), undefined);
  }

  #end(): typeof STOPPED {
    this.#ended = true;
    return STOPPED;
  }

  #unlessStopped<R>(work: () => Promise<R>, instead: R): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#interrupt = () => resolve(instead);
      work().then(resolve, reject);
      if (this.#stopped) resolve(instead);
    });
  }
}
