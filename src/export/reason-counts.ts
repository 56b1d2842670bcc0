/** How many items had the same thing to tell of, with the least of their keys. */
export interface ReasonCount {
  readonly attribute: string;
  /** The end of a sentence about the item or the value: `is text, not bigint`. */
  readonly reason: string;
  readonly count: number;
  readonly example: string;
}

/**
 * What is told of items, counted: values that their declared type does not hold, items without the partition's attribute.
 * Parts of an export count alone and are added up; the order in which that is done makes no difference.
 */
export class ReasonCounts {
  readonly #counts = new Map<string, ReasonCount>();

  static from(counts: readonly ReasonCount[]): ReasonCounts {
    const made = new ReasonCounts();
    for (const count of counts) made.#add(count);
    return made;
  }

  /** @param key the item's key, as a message would show it */
  add(attribute: string, reason: string, key: string): void {
    this.#add({ attribute, reason, count: 1, example: key });
  }

  merge(other: ReasonCounts): void {
    for (const count of other.#counts.values()) this.#add(count);
  }

  /** By attribute, then by reason. */
  toJSON(): ReasonCount[] {
    return [...this.#counts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, count]) => count);
  }

  #add(more: ReasonCount): void {
    const id = JSON.stringify([more.attribute, more.reason]);
    const known = this.#counts.get(id);
    const example = known === undefined || more.example < known.example ? more.example : known.example;
    this.#counts.set(id, { ...more, count: (known?.count ?? 0) + more.count, example });
  }
}
