import pLimit from 'p-limit';

/** What can be put in the order of a stream. */
interface Numbered {
  readonly primaryKey: Readonly<Record<string, string>>;
  readonly sequenceNumber: string;
}

/** How changes are worked through. */
export interface InOrderOptions<T> {
  /** Items at once at most. */
  readonly concurrency: number;
  readonly onFailure: (error: unknown, change: T) => unknown;
}

/**
 * Does the work for each change: those of one item one after the other, in the order of their numbers, and different items
 * side by side. After a failure the later changes of the same item are left out.
 *
 * @returns the lowest sequence number of those that failed; everything below it is done.
 */
export async function inOrder<T extends Numbered>(
  changes: readonly T[],
  work: (change: T) => unknown,
  { concurrency, onFailure }: InOrderOptions<T>,
): Promise<string | undefined> {
  const limit = pLimit(concurrency);
  const failed: string[] = [];
  const items = [...byItem(changes)].map((group) =>
    limit(async () => {
      for (const change of group) {
        try {
          await work(change);
        } catch (error) {
          failed.push(change.sequenceNumber);
          await onFailure(error, change);
          return;
        }
      }
    }),
  );
  const settled = await Promise.allSettled(items);
  // Not before all have come to rest: what goes on after an answer is frozen with its function.
  for (const item of settled) if (item.status === 'rejected') throw item.reason;
  return failed.sort(bySequence)[0];
}

function byItem<T extends Numbered>(changes: readonly T[]): Iterable<readonly T[]> {
  const groups = new Map<string, T[]>();
  const ordered = changes.toSorted((a, b) => bySequence(a.sequenceNumber, b.sequenceNumber));
  for (const change of ordered) {
    const id = JSON.stringify(Object.values(change.primaryKey));
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [change]);
    else group.push(change);
  }
  return groups.values();
}

/** The numbers are too long for doubles, and need not be equally long as text. */
function bySequence(one: string, other: string): number {
  const difference = BigInt(one) - BigInt(other);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
