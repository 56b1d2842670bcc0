/** A clock that never goes back: where the machine's is set back, it goes on from the time that it last told. */
export function steady(clock: () => number): () => number {
  let behind = 0;
  let last = clock();
  return () => {
    const now = clock();
    if (now + behind < last) behind = last - now;
    last = now + behind;
    return last;
  };
}
