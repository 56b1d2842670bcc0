/**
 * What all sources give, as it comes. At most `width` sources are open at once, each with one step under way. When one
 * fails or the reader stops, `stop` is aborted and the others end before the error or the `break` gets through, so that
 * nothing goes on behind the reader's back.
 */
export async function* interleave<T>(
  sources: Iterable<AsyncGenerator<T, void, undefined>>,
  width: number,
  stop: AbortController,
): AsyncGenerator<T, void, undefined> {
  const waiting = sources[Symbol.iterator]();
  const pending = new Map<AsyncGenerator<T, void, undefined>, Promise<Step<T>>>();
  const open = () => {
    const { done, value } = waiting.next();
    if (done !== true) pending.set(value, step(value));
    return done !== true;
  };
  try {
    while (pending.size < width && open());
    while (pending.size > 0) {
      const { source, result } = await Promise.race(pending.values());
      if (result.done) {
        pending.delete(source);
        open();
      } else {
        yield result.value;
        pending.set(source, step(source));
      }
    }
  } finally {
    stop.abort();
    await Promise.allSettled([...pending.keys()].map((source) => source.return()));
  }
}

interface Step<T> {
  readonly source: AsyncGenerator<T, void, undefined>;
  readonly result: IteratorResult<T, void>;
}

async function step<T>(source: AsyncGenerator<T, void, undefined>): Promise<Step<T>> {
  return { source, result: await source.next() };
}
