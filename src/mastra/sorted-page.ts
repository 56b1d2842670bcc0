/** Items that are held beyond twice a page's end before the rest is let go. */
const SLACK = 1_000;

/** A part of many items in an order, and how many there are. */
export interface SortedPage<T> {
  readonly items: T[];
  readonly total: number;
}

/**
 * The items from `start` up to `end` of a stream, in the order of `compare`. It holds no more of them than twice `end`,
 * whatever order they come in.
 */
export async function sortedPage<T>(
  stream: AsyncIterable<T>,
  compare: (a: T, b: T) => number,
  start: number,
  end: number,
): Promise<SortedPage<T>> {
  let total = 0;
  let kept: T[] = [];
  /** The last that is on the page or before it, once there are enough. */
  let last: T | undefined;
  for await (const item of stream) {
    total += 1;
    if (last !== undefined && compare(item, last) >= 0) continue;
    kept.push(item);
    if (kept.length < 2 * end + SLACK) continue;
    kept = kept.sort(compare).slice(0, end);
    last = kept.at(-1);
  }
  return { items: kept.sort(compare).slice(start, end), total };
}
