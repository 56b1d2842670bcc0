import { isNumberText } from '../expressions/storable-type.ts';
import { utf8Length } from '../keys/utf8.ts';
import { plainNumber, type StoredNumber } from './plain-number.ts';

/** What a reader of the files must come to for one column; kept exactly, so that one lost digit is seen. */
export interface ColumnTotal {
  readonly attribute: string;
  /** Values that are not null. */
  readonly values: number;
  /** The sum of the numbers among them, in digits; absent when there is none. */
  readonly sum?: string;
  /** The bytes of the texts among them, in UTF-8; absent when there is none. */
  readonly textBytes?: number;
}

/** A set of names, or a map by name. */
type Names = Pick<ReadonlySet<string>, 'has'>;

interface Total {
  values: number;
  textBytes: number | undefined;
  /** In units of the last digit: 12.5 is 125 with the scale 1. */
  sum: { readonly units: bigint; readonly scale: number } | undefined;
  /** Small integers that are not in the sum yet: a bigint takes longer. */
  pending: number;
}

const SMALL = 2 ** 31;
/** With one more small integer it is still exact. */
const MOST_PENDING = 2 ** 52;

/** The totals of an entity's columns, added up item by item; parts are merged in any order. */
export class ColumnTotals {
  readonly #totals = new Map<string, Total>();

  static from(totals: readonly ColumnTotal[]): ColumnTotals {
    const made = new ColumnTotals();
    for (const { attribute, values, sum, textBytes } of totals) {
      const total = made.#of(attribute);
      total.values = values;
      total.textBytes = textBytes;
      if (sum !== undefined) total.sum = unitsOf(sum);
    }
    return made;
  }

  /** @param only the attributes that count; all when not given */
  add(item: Readonly<Record<string, unknown>>, only?: Names): void {
    for (const attribute of Object.keys(item)) {
      const value = item[attribute];
      if (value === undefined || value === null || only?.has(attribute) === false) continue;
      const total = this.#of(attribute);
      total.values += 1;
      if (typeof value === 'string') total.textBytes = (total.textBytes ?? 0) + utf8Length(value);
      else if (isNumber(value)) addNumber(total, value);
    }
  }

  merge(other: ColumnTotals): void {
    for (const { attribute, values, sum, textBytes } of other.toJSON()) {
      const total = this.#of(attribute);
      total.values += values;
      if (textBytes !== undefined) total.textBytes = (total.textBytes ?? 0) + textBytes;
      if (sum !== undefined) total.sum = added(total.sum, unitsOf(sum));
    }
  }

  /** Forgets all other attributes. */
  keep(only: Names): void {
    for (const attribute of this.#totals.keys()) if (!only.has(attribute)) this.#totals.delete(attribute);
  }

  /** By attribute. */
  toJSON(): ColumnTotal[] {
    const sorted = [...this.#totals].sort(([a], [b]) => (a < b ? -1 : 1));
    return sorted.map(([attribute, total]) => {
      flush(total);
      return {
        attribute,
        values: total.values,
        ...(total.sum && { sum: textOf(total.sum) }),
        ...(total.textBytes !== undefined && { textBytes: total.textBytes }),
      };
    });
  }

  #of(attribute: string): Total {
    let total = this.#totals.get(attribute);
    if (total === undefined) {
      total = { values: 0, textBytes: undefined, sum: undefined, pending: 0 };
      this.#totals.set(attribute, total);
    }
    return total;
  }
}

function isNumber(value: unknown): value is StoredNumber {
  if (typeof value === 'number' || typeof value === 'bigint') return true;
  return typeof value === 'object' && value !== null && isNumberText(value);
}

function addNumber(total: Total, value: StoredNumber): void {
  if (typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < SMALL) {
    total.sum ??= { units: 0n, scale: 0 };
    total.pending += value;
    if (Math.abs(total.pending) > MOST_PENDING) flush(total);
    return;
  }
  total.sum = added(total.sum, unitsOf(plainNumber(value)));
}

function flush(total: Total): void {
  if (total.pending === 0) return;
  total.sum = added(total.sum, { units: BigInt(total.pending), scale: 0 });
  total.pending = 0;
}

function unitsOf(plain: string): { readonly units: bigint; readonly scale: number } {
  const point = plain.indexOf('.');
  if (point === -1) return { units: BigInt(plain), scale: 0 };
  return { units: BigInt(plain.replace('.', '')), scale: plain.length - point - 1 };
}

function added(a: Total['sum'], b: NonNullable<Total['sum']>): NonNullable<Total['sum']> {
  if (a === undefined) return b;
  const scale = Math.max(a.scale, b.scale);
  return { units: scaled(a, scale) + scaled(b, scale), scale };
}

function scaled({ units, scale }: NonNullable<Total['sum']>, to: number): bigint {
  return scale === to ? units : units * 10n ** BigInt(to - scale);
}

/** Without zeros at the end, so that equal sums have one text. */
function textOf({ units, scale }: NonNullable<Total['sum']>): string {
  if (scale === 0) return units.toString();
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const text = `${digits.slice(0, -scale)}.${digits.slice(-scale)}`.replace(/\.?0+$/, '');
  return units < 0n ? `-${text}` : text;
}
