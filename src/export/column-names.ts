import { compareKeys } from '../keys/order.ts';
import { isReserved } from './athena-words.ts';

/** An attribute and the column that holds it. */
export interface ColumnName {
  readonly attribute: string;
  readonly column: string;
  /**
   * What the column's name needed, if it is not the attribute's name in lower case: `characters` that no column has, a name
   * that was `taken` by another column, or one that was `empty` or too `long`.
   */
  readonly changed: 'characters' | 'taken' | 'empty' | 'long' | undefined;
  /** Whether the name is a reserved word, which queries have to quote. */
  readonly reserved: boolean;
}

/** Of a name, in bytes (Athena user guide: Name databases, tables, and columns). */
const LONGEST_NAME = 255;
/** Room for `_` and a number. */
const LONGEST_START = LONGEST_NAME - 7;

/**
 * A column for each attribute: in lower case, of letters, digits and underscores, and no two the same.
 *
 * `orderId` → `orderid`, `unit-price` → `unit_price`; `status` and `Status` → `status` and `status_2`. An attribute that is
 * a column's name already keeps it; the others take theirs in the order of their bytes, so that the same attributes always
 * give the same columns. The answer is in the order of the attributes given.
 *
 * @param taken names that are no longer free, such as the partition column's
 */
export function columnNames(
  attributes: readonly string[],
  taken: readonly string[] = [],
): readonly ColumnName[] {
  const used = new Set(taken);
  const columns = new Map<string, string>();
  const sorted = [...new Set(attributes)].sort(compareKeys);
  const waiting: string[] = [];
  for (const attribute of sorted) {
    if (baseName(attribute) !== attribute || used.has(attribute)) waiting.push(attribute);
    else {
      used.add(attribute);
      columns.set(attribute, attribute);
    }
  }
  for (const attribute of waiting) {
    const column = freeName(baseName(attribute), used);
    used.add(column);
    columns.set(attribute, column);
  }
  return attributes.map((attribute) => {
    const column = columns.get(attribute) ?? attribute;
    return { attribute, column, changed: change(attribute, column), reserved: isReserved(column) };
  });
}

function baseName(attribute: string): string {
  const plain = lowered(attribute).replace(/[^a-z0-9_]/gu, '_');
  // Of a name in another script nothing is left.
  return /[a-z0-9]/.test(plain) ? plain.slice(0, LONGEST_START) : 'column';
}

function change(attribute: string, column: string): ColumnName['changed'] {
  const base = baseName(attribute);
  if (column === lowered(attribute)) return undefined;
  if (attribute === '') return 'empty';
  if (/[^a-z0-9_]/.test(lowered(attribute)) || base === 'column') return 'characters';
  return column === base ? 'long' : 'taken';
}

/** Only of ASCII: other letters are no part of a column's name, and some become two in lower case. */
function lowered(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function freeName(base: string, used: ReadonlySet<string>): string {
  if (!used.has(base)) return base;
  let number = 2;
  while (used.has(`${base}_${number}`)) number += 1;
  return `${base}_${number}`;
}
