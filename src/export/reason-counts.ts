import { shown } from '../errors.ts';

/** How many items had the same thing to tell of, with the least of their keys. */
export interface ReasonCount {
  readonly attribute: string;
  /** The end of a sentence about the item or the value: `is text, not bigint`. */
  readonly reason: string;
  readonly count: number;
  readonly example: string;
}

const NOT_EXPORTED = ', which is not exported';
const OTHERS = 'is one of many others, which are not exported';
/** Reasons that hold a value are told apart up to so many for an attribute; there may be as many of them as items. */
export const MOST_VALUES = 100;

/** The reason that counts items with this value apart from those with others. */
export function notExported(value: unknown): string {
  return `is ${shown(value)}${NOT_EXPORTED}`;
}

/**
 * What is told of items, counted: values that their declared type does not hold, items without the partition's attribute.
 * Parts of an export count alone and are added up; the order in which that is done makes no difference. Of reasons that hold
 * a value the first hundred by name are kept, and the others counted as one: what is not among the first hundred of a part
 * is not among those of the whole, so nothing of a reason is lost that is kept in the end.
 */
export class ReasonCounts {
  readonly #counts = new Map<string, ReasonCount>();
  /** So many may wait until those beyond the limit are counted as one. */
  #room = 2 * MOST_VALUES;

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
    this.#limit();
    return this.#sorted().map(([, count]) => count);
  }

  #add(more: ReasonCount): void {
    this.#count(more);
    if (this.#counts.size <= this.#room) return;
    this.#limit();
    this.#room = Math.max(this.#room, 2 * this.#counts.size);
  }

  #count(more: ReasonCount): void {
    const id = JSON.stringify([more.attribute, more.reason]);
    const known = this.#counts.get(id);
    const example = known === undefined || more.example < known.example ? more.example : known.example;
    this.#counts.set(id, { ...more, count: (known?.count ?? 0) + more.count, example });
  }

  #limit(): void {
    const kept = new Map<string, number>();
    for (const [id, count] of this.#sorted()) {
      if (!count.reason.endsWith(NOT_EXPORTED)) continue;
      const values = (kept.get(count.attribute) ?? 0) + 1;
      kept.set(count.attribute, values);
      if (values <= MOST_VALUES) continue;
      this.#counts.delete(id);
      this.#count({ ...count, reason: OTHERS });
    }
  }

  #sorted(): [string, ReasonCount][] {
    return [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}
