import { RequestError } from '../errors.ts';
import type { ColumnTotal } from '../export/column-totals.ts';
import { ColumnTotals } from '../export/column-totals.ts';
import { type ReasonCount, ReasonCounts } from '../export/reason-counts.ts';
import { MOST_ATTRIBUTES, SeenItems, type SeenItemsJson } from '../export/seen-items.ts';

/** `RowCounts` as it stands in a checkpoint. */
export interface RowCountsJson {
  readonly seen: SeenItemsJson;
  readonly totals: readonly ColumnTotal[];
  readonly misfits: readonly ReasonCount[];
  readonly unplaced: readonly ReasonCount[];
}

type Declared = Pick<ReadonlyMap<string, unknown>, 'has'>;

/** Parquet needs a column for each attribute. */
export function tooManyAttributes(entity: string): RequestError {
  return new RequestError(
    `exportTable: ${entity} has more than ${MOST_ATTRIBUTES} attributes, and Parquet needs a column for each. Say which with attributes, or take json-lines; as that is another export, begin it with restart.`,
  );
}

/**
 * What there is to tell of the rows of one entity; parts are merged in any order. Of an entity with too many attributes for
 * columns there are totals of the declared columns only.
 */
export class RowCounts {
  readonly seen: SeenItems;
  readonly totals: ColumnTotals;
  readonly misfits: ReasonCounts;
  readonly unplaced: ReasonCounts;

  constructor(json?: RowCountsJson) {
    this.seen = json === undefined ? new SeenItems() : SeenItems.fromJSON(json.seen);
    this.totals = ColumnTotals.from(json?.totals ?? []);
    this.misfits = ReasonCounts.from(json?.misfits ?? []);
    this.unplaced = ReasonCounts.from(json?.unplaced ?? []);
  }

  /**
   * @param key of the item, as messages show it
   * @param declared columns that are declared: once there are too many attributes, the only ones with totals
   */
  add(item: Readonly<Record<string, unknown>>, key: string, declared: Declared): void {
    const before = this.seen.attributes.many;
    this.seen.add(item, key);
    const { many } = this.seen.attributes;
    if (many && !before) this.totals.keep(declared);
    this.totals.add(item, many ? declared : undefined);
  }

  merge(other: RowCounts, declared: Declared): void {
    this.seen.merge(other.seen);
    this.totals.merge(other.totals);
    if (this.seen.attributes.many) this.totals.keep(declared);
    this.misfits.merge(other.misfits);
    this.unplaced.merge(other.unplaced);
  }

  toJSON(): RowCountsJson {
    return {
      seen: this.seen.toJSON(),
      totals: this.totals.toJSON(),
      misfits: this.misfits.toJSON(),
      unplaced: this.unplaced.toJSON(),
    };
  }
}
