import { RequestError, shown } from '../errors.ts';

/** No zone has set its clocks across midnight and back within a quarter of an hour, so its two ends tell of the rest. */
const BUCKET = 15 * 60 * 1000;
/** Some ten months of quarters. */
const MOST_BUCKETS = 30_000;

const FIRST_DAY = Date.parse('0001-01-01T00:00:00Z');
const AFTER_LAST_DAY = Date.parse('9999-12-31T23:59:59.999Z') + 1;

/** The day of an instant as `YYYY-MM-DD`; `undefined` outside of the years 1 to 9999. */
export type DayOf = (epochMilliseconds: number) => string | undefined;

/**
 * The days of a time zone, `Europe/Berlin` or `UTC`.
 *
 * @throws RequestError when there is no such zone.
 */
export function daysOf(timeZone: string): DayOf {
  const exact = timeZone === 'UTC' ? utcDay : zonedDay(timeZone);
  if (timeZone === 'UTC') return exact;
  const buckets = new Map<number, string | undefined>();
  return (epoch) => {
    const bucket = Math.floor(epoch / BUCKET);
    if (!buckets.has(bucket)) {
      if (buckets.size === MOST_BUCKETS) buckets.clear();
      const first = exact(bucket * BUCKET);
      // Where a day ends within the quarter, every instant has to be asked for.
      buckets.set(bucket, first === exact((bucket + 1) * BUCKET - 1) ? first : undefined);
    }
    return buckets.get(bucket) ?? exact(epoch);
  };
}

function utcDay(epoch: number): string | undefined {
  return epoch >= FIRST_DAY && epoch < AFTER_LAST_DAY
    ? new Date(epoch).toISOString().slice(0, 10)
    : undefined;
}

function zonedDay(timeZone: string): DayOf {
  const format = dayFormat(timeZone);
  return (epoch) => {
    // A zone is at most some 15 hours away from UTC; a year before year 1 has the other era.
    const parts = new Map(format.formatToParts(epoch).map((part) => [part.type, part.value]));
    const year = parts.get('year') ?? '';
    if (parts.get('era') !== 'AD' || year.length > 4) return undefined;
    return `${year.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
  };
}

function dayFormat(timeZone: string): Intl.DateTimeFormat {
  // Node takes offsets from 22 on, and an export is to be the same on every version.
  if (/^[+-]/.test(timeZone)) throw noZone(timeZone);
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      era: 'short',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
  } catch (cause) {
    throw noZone(timeZone, cause);
  }
}

function noZone(timeZone: string, cause?: unknown): RequestError {
  return new RequestError(
    `There is no time zone ${shown(timeZone)}; a name of the IANA database is needed, such as "UTC" or "Asia/Tokyo".`,
    { cause },
  );
}
