const STOPPED = { done: true, value: undefined } as const;

/** Reads a source of any kind, and can be stopped while the source has yet to give its next value. */
export class SourceReader<T> {
  readonly #iterator: AsyncIterator<T> | Iterator<T>;
  #stopped = false;
  #exhausted = false;
  /** Ends the read that is under way. Not a race of promises: one that lasts would remember every race. */
  #interrupt: (() => void) | undefined;

  constructor(source: AsyncIterable<T> | Iterable<T>) {
    this.#iterator =
      Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  }

  /** The next value; at the end, and once it is stopped, none. */
  async next(): Promise<IteratorResult<T, undefined>> {
    if (this.#stopped || this.#exhausted) return STOPPED;
    try {
      const result = await new Promise<IteratorResult<T>>((resolve, reject) => {
        this.#interrupt = () => resolve(STOPPED);
        Promise.resolve(this.#iterator.next()).then(resolve, reject);
      });
      if (!result.done) return { done: false, value: await result.value };
      this.#exhausted = !this.#stopped;
      return STOPPED;
    } catch (error) {
      // As `for await` has it: a source that threw is not told to close.
      this.#exhausted = true;
      throw error;
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#interrupt?.();
  }

  /** Tells a source that was not read to its end to close, and waits for it unless it was stopped. */
  async close(): Promise<void> {
    if (this.#exhausted) return;
    this.#exhausted = true;
    const closed = (async () => this.#iterator.return?.())();
    // A generator that never gives its next value does not close either.
    if (this.#stopped) closed.catch(() => undefined);
    else await closed;
  }
}
