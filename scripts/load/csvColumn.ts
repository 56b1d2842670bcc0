import { decodeNumber } from '../../src/client/codec/number.ts';
import { shown, ValueError } from '../../src/errors.ts';
import { exactJson } from './exactJson.ts';

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
 * @throws ValueError for a type that there is not.
 */
export function csvColumn(text: string): CsvColumn {
  const [, column = '', renamed, type = 'string'] = /^([^=:]+)(?:=([^:]*))?(?::(.*))?$/.exec(text) ?? [];
  const known = TYPES.find((one) => one === type);
  if (column === '' || known === undefined) {
    throw new ValueError(
      `It is column=attribute:type with the types ${TYPES.join(', ')}, not ${shown(text)}.`,
    );
  }
  return { column, attribute: renamed ?? column, type: known };
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
