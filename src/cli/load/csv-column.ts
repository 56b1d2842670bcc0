import { decodeNumber } from '../../client/codec/number.ts';
import { shown, ValueError } from '../../errors.ts';
import { exactJson } from '../../transfer/exact-json.ts';

const TYPES = ['string', 'number', 'boolean', 'json'] as const;
const DECIMAL = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** What becomes of a column of a CSV file. */
export interface CsvColumn {
  readonly column: string;
  /** Empty: the column is left out. */
  readonly attribute: string;
  readonly type: (typeof TYPES)[number];
}

/**
 * `price=priceCents:number`, `featured:boolean` under its own name, `note=` for a column to leave out.
 *
 * @throws ValueError for a type that there is not, and for the type of a column to leave out.
 */
export function csvColumn(text: string): CsvColumn {
  const [, column = '', renamed, type] = /^([^=:]+)(?:=([^:]*))?(?::(.*))?$/.exec(text) ?? [];
  const known = TYPES.find((one) => one === (type ?? 'string'));
  if (column === '' || known === undefined || (renamed === '' && type !== undefined)) {
    throw new ValueError(
      `It is column=attribute:type with the types ${TYPES.join(', ')}, not ${shown(text)}.`,
    );
  }
  return { column, attribute: renamed ?? column, type: known };
}

/**
 * The columns by their names.
 *
 * @throws ValueError for two of one name.
 */
export function columnsByName(columns: readonly CsvColumn[]): ReadonlyMap<string, CsvColumn> {
  const byName = new Map<string, CsvColumn>();
  for (const one of columns) {
    if (byName.has(one.column)) throw new ValueError(`There are two --column for ${one.column}.`);
    byName.set(one.column, one);
  }
  return byName;
}

/**
 * Checks that every column has an attribute of its own, or none.
 *
 * @throws ValueError that names the columns.
 */
export function checkColumns(header: readonly string[], columns: ReadonlyMap<string, CsvColumn>): void {
  const from = new Map<string, string>();
  for (const [place, name] of header.entries()) {
    const attribute = columns.get(name)?.attribute ?? name;
    if (name === '') throw new ValueError(`Column ${place + 1} has no name.`);
    if (header.indexOf(name) < place) throw new ValueError(`There are two columns ${name}.`);
    if (attribute === '') continue;
    // As a member of an object it would be lost.
    if (attribute === '__proto__') throw new ValueError(`Column ${name} cannot be the attribute __proto__.`);
    const other = from.get(attribute);
    if (other !== undefined) {
      throw new ValueError(`The columns ${other} and ${name} are both the attribute ${attribute}.`);
    }
    from.set(attribute, name);
  }
}

/**
 * The item of a row. An empty cell is an absent attribute.
 *
 * @throws ValueError that names the column, for a cell that is not of its type.
 */
export function itemOfRow(
  header: readonly string[],
  cells: readonly string[],
  columns: ReadonlyMap<string, CsvColumn>,
): Record<string, unknown> {
  if (cells.length !== header.length) {
    throw new ValueError(`The row has ${cells.length} cells, and there are ${header.length} columns.`);
  }
  const item: Record<string, unknown> = {};
  for (const [place, name] of header.entries()) {
    const { attribute = name, type = 'string' } = columns.get(name) ?? {};
    const cell = cells[place] ?? '';
    if (cell !== '' && attribute !== '') item[attribute] = cellValue(name, cell, type);
  }
  return item;
}

function cellValue(column: string, cell: string, type: CsvColumn['type']): unknown {
  if (type === 'string') return cell;
  if (type === 'number' && DECIMAL.test(cell)) return decodeNumber(cell);
  if (type === 'boolean' && /^(?:true|false)$/.test(cell)) return cell === 'true';
  if (type === 'json') {
    try {
      return exactJson(cell);
    } catch {
      // The message below says which cell.
    }
  }
  throw new ValueError(`Column ${column} is ${shown(cell)}, not a ${type}.`);
}
