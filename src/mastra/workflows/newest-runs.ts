import type { SnapshotItem } from '../../repositories/mastra/items.ts';

/** So many more than twice what is needed are held before the oldest are let go: few, for each may have 400 KB. */
const SLACK = 50;

/** Keeps the newest of the runs that come by, and counts all of them. */
export class NewestRuns {
  total = 0;
  readonly #most: number;
  #items: SnapshotItem[] = [];

  /** @param most how many are kept */
  constructor(most: number) {
    this.#most = most;
  }

  add(item: SnapshotItem): void {
    this.total += 1;
    this.#items.push(item);
    if (this.#items.length > 2 * this.#most + SLACK) this.#cut();
  }

  /** Newest first; those of the same time by their ids, so that pages do not overlap. */
  sorted(): readonly SnapshotItem[] {
    this.#cut();
    return this.#items;
  }

  #cut(): void {
    this.#items.sort(newerFirst);
    this.#items.length = Math.min(this.#items.length, this.#most);
  }
}

function newerFirst(a: SnapshotItem, b: SnapshotItem): number {
  return (
    Date.parse(b.createdAt) - Date.parse(a.createdAt) ||
    order(a.run_id, b.run_id) ||
    order(a.workflow_name, b.workflow_name)
  );
}

function order(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
