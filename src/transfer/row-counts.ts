import type { ColumnTotal } from '../export/column-totals.ts';
import { ColumnTotals } from '../export/column-totals.ts';
import { type ReasonCount, ReasonCounts } from '../export/reason-counts.ts';
import { SeenItems, type SeenItemsJson } from '../export/seen-items.ts';

/** `RowCounts` as it stands in a checkpoint. */
export interface RowCountsJson {
  readonly seen: SeenItemsJson;
  readonly totals: readonly ColumnTotal[];
  readonly misfits: readonly ReasonCount[];
  readonly unplaced: readonly ReasonCount[];
}

/** What there is to tell of the rows of one entity; parts are merged in any order. */
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

  merge(other: RowCounts): void {
    this.seen.merge(other.seen);
    this.totals.merge(other.totals);
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
