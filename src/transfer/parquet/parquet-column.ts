import { RequestError, shown } from '../../errors.ts';
import type { ColumnType } from '../../export/column-type.ts';

/** One column of a Parquet file. */
export interface ParquetColumn {
  /** The attribute of the items. */
  readonly attribute: string;
  /** The column's name in the file. */
  readonly column: string;
  readonly type: ColumnType;
}

/**
 * The last column of every file: the values that their column's type does not hold, as JSON by attribute. Null in nearly all
 * rows. An attribute of this name needs another column, so it belongs to the names that are taken.
 */
export const MISFITS_COLUMN = '_misfits';

/** @throws RequestError when two columns have one name, or one has the name that is taken. */
export function checkColumns(columns: readonly ParquetColumn[], file: string): void {
  const taken = new Set([MISFITS_COLUMN]);
  for (const { attribute, column } of columns) {
    if (column !== '' && !taken.has(column)) {
      taken.add(column);
      continue;
    }
    throw new RequestError(
      `${file}: ${shown(attribute)} cannot be the column ${shown(column)}, which is ${column === '' ? 'no name' : 'taken'}.`,
    );
  }
}
