import { type Table, templatedAttributes } from '../table/table.ts';
import type { ColumnType } from './column-type.ts';

/** What a line holds of an item, and how. */
export interface LineLayout {
  /** The declared columns by attribute, in their order; they stand first in a line. */
  readonly columns: ReadonlyMap<string, ColumnType>;
  /** The attributes that are left out. */
  readonly leaveOut: ReadonlySet<string>;
  /** Told of each value that its declared type does not hold; the line has it as if no type were declared. */
  readonly onMisfit?: (attribute: string, reason: string) => void;
}

/** Everything that an item has, in the order of the names. */
export const WHOLE_ITEM: LineLayout = { columns: new Map(), leaveOut: new Set() };

/** The attributes that the toolkit fills and a line says otherwise: keys made from templates, and the entity's name. */
export function toolkitAttributes(table: Table): ReadonlySet<string> {
  return new Set([...templatedAttributes(table), table.discriminator]);
}
