import { RequestError, shown } from '../errors.ts';
import { storableType } from '../expressions/storable-type.ts';
import { isDayText } from '../keys/instant.ts';
import { fits } from '../keys/utf8.ts';
import { checkCallOptions, checkChoice } from '../operations/check-options.ts';
import { DEFAULT_PARTITION, hivePath } from './hive-path.ts';
import { type DayOf, daysOf } from './local-day.ts';
import { plainNumber, type StoredNumber } from './plain-number.ts';

/** How the attribute tells of a partition. */
export type PartitionUnit = 'seconds' | 'milliseconds' | 'iso' | 'day' | 'value';

/** Which attribute decides in which directory an item's line stands. */
export interface PartitionBy {
  readonly attribute: string;
  /**
   * `seconds` and `milliseconds` of the epoch; `iso`, text with `Z` or an offset; `day`, text `YYYY-MM-DD` that is taken as it
   * is; `value`, text, a number or a boolean that names the partition itself.
   */
  readonly unit: PartitionUnit;
  /** The zone in which days begin, `UTC` or `Asia/Tokyo`: needed by `seconds`, `milliseconds` and `iso`, and by them only. */
  readonly timeZone?: string;
  /** The partition column. Default `dt`; needed for `value`. */
  readonly column?: string;
}

/** Where one item belongs. */
export interface Placement {
  /** The directory: `dt=2026-01-31`. */
  readonly path: string;
  /** The value of the partition column, not escaped: `2026-01-31`. */
  readonly value: string;
  /** Why the item is in the default partition; `undefined` when it is not. Such items are exported, and to be counted. */
  readonly unplaced: string | undefined;
}

/** A checked partition. */
export interface Partition {
  readonly attribute: string;
  readonly unit: PartitionUnit;
  readonly column: string;
  /** The directory of an item; never throws, whatever the attribute holds. */
  readonly place: (item: Readonly<Record<string, unknown>>) => Placement;
}

const OPTIONS: readonly (keyof PartitionBy)[] = ['attribute', 'unit', 'timeZone', 'column'];
const UNITS: readonly PartitionUnit[] = ['seconds', 'milliseconds', 'iso', 'day', 'value'];
const COLUMN = /^[a-z][a-z0-9_]*$/;
const ISO = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)$/;

/** Of a file's name, in bytes, on Linux and most others (`NAME_MAX` in limits.h). */
const LONGEST_NAME = 255;
/** Days or values that are remembered with their paths. */
const MOST_KNOWN = 10_000;

/**
 * Partitions items by the day of an attribute, in a time zone, or by its value.
 *
 * `{ attribute: 'placedAt', unit: 'iso', timeZone: 'Asia/Tokyo' }` puts `2026-01-31T15:00:00Z` into `dt=2026-02-01`.
 *
 * @throws RequestError when an option is missing or wrong.
 */
export function partitionBy(by: PartitionBy): Partition {
  checkCallOptions(by, OPTIONS, 'partition');
  const { attribute, unit, column = unit === 'value' ? undefined : 'dt' } = by;
  if (typeof attribute !== 'string' || attribute === '') {
    throw new RequestError(`partition: attribute is the name of one, not ${shown(attribute)}.`);
  }
  if (unit === undefined)
    throw new RequestError(`partition: unit is missing; there are ${UNITS.join(', ')}.`);
  checkChoice('unit', unit, UNITS, 'partition');
  if (typeof column !== 'string' || !COLUMN.test(column)) {
    throw new RequestError(
      `partition: column is a name of lower-case letters, digits and underscores, not ${shown(column)}.`,
    );
  }
  const read = reader(by);
  const known = new Map<string, Placement>();
  const place = (item: Readonly<Record<string, unknown>>): Placement => {
    const given = Object.hasOwn(item, attribute) ? item[attribute] : undefined;
    if (given === undefined || given === null) return byDefault(column, `has no ${attribute}`);
    const value = read(given);
    if (value === undefined) return byDefault(column, `has no ${WANTED[unit]} in ${attribute}`);
    const placement = known.get(value);
    if (placement !== undefined) return placement;
    const path = hivePath(column, value);
    if (!fits(path, LONGEST_NAME)) return byDefault(column, `has a text in ${attribute} that is too long`);
    if (known.size === MOST_KNOWN) known.clear();
    const made = { path, value, unplaced: undefined };
    known.set(value, made);
    return made;
  };
  return { attribute, unit, column, place };
}

const WANTED: Readonly<Record<PartitionUnit, string>> = {
  seconds: 'epoch seconds of the years 1 to 9999',
  milliseconds: 'epoch milliseconds of the years 1 to 9999',
  iso: 'ISO time with a zone of the years 1 to 9999',
  day: 'day such as 2026-01-31',
  value: 'text, number or boolean',
};

function byDefault(column: string, unplaced: string): Placement {
  return { path: hivePath(column, DEFAULT_PARTITION), value: DEFAULT_PARTITION, unplaced };
}

function reader({ unit, timeZone }: PartitionBy): (value: unknown) => string | undefined {
  if (unit === 'day' || unit === 'value') {
    if (timeZone === undefined) return unit === 'day' ? dayText : ownText;
    throw new RequestError(`partition: timeZone has no meaning for the unit ${shown(unit)}.`);
  }
  if (timeZone === undefined) {
    throw new RequestError(
      `partition: timeZone says where days begin, and is needed for the unit ${shown(unit)}: "UTC" for example.`,
    );
  }
  const dayOf = daysOf(timeZone);
  return unit === 'iso' ? (value) => isoDay(value, dayOf) : (value) => epochDay(value, unit, dayOf);
}

function dayText(value: unknown): string | undefined {
  return typeof value === 'string' && isDayText(value) && value >= '0001' ? value : undefined;
}

function ownText(value: unknown): string | undefined {
  if (typeof value === 'boolean') return String(value);
  const type = storableType(value);
  if (type === 'N') return plainNumber(value as StoredNumber);
  // Hive takes no text for null, and this one, too.
  return type === 'S' && value !== '' && value !== DEFAULT_PARTITION ? (value as string) : undefined;
}

function epochDay(value: unknown, unit: 'seconds' | 'milliseconds', dayOf: DayOf): string | undefined {
  if (storableType(value) !== 'N') return undefined;
  // From the digits: a double could round the last part of a second into the next day.
  const [whole = '', fraction] = plainNumber(value as StoredNumber).split('.');
  const floor = Number(whole) - (fraction !== undefined && whole.startsWith('-') ? 1 : 0);
  const epoch = unit === 'seconds' ? floor * 1000 : floor;
  return Math.abs(epoch) <= LAST_DATE ? dayOf(epoch) : undefined;
}

/** Of a JavaScript date, on either side of 1970 (ECMA-262, Time Values and Time Range). */
const LAST_DATE = 8.64e15;

function isoDay(value: unknown, dayOf: DayOf): string | undefined {
  if (typeof value !== 'string') return undefined;
  const [, day = '', minute = '', second = '00', fraction = '', zone = ''] = ISO.exec(value) ?? [];
  // JavaScript takes the 30th of February for the 2nd of March.
  if (!isDayText(day)) return undefined;
  const epoch = Date.parse(`${day}${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`);
  return Number.isNaN(epoch) ? undefined : dayOf(epoch);
}
