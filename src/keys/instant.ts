const FIRST_INSTANT = Date.parse('0000-01-01T00:00:00.000Z');
const LAST_INSTANT = Date.parse('9999-12-31T23:59:59.999Z');

const CANONICAL = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const ZONED = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A text, or why the value gives none. */
export type Reading = { readonly text: string } | { readonly reason: string };

const WHAT_AN_INSTANT_IS =
  'takes a Date, epoch milliseconds, or ISO text with Z or an offset, such as "2026-01-31T09:30:00Z"';

/** Whether this is the 24-character form of `toISOString()`, of an instant that exists. */
export function isInstantText(text: string): boolean {
  return CANONICAL.test(text) && hasDay(text) && hasTime(text);
}

/** Whether this is `YYYY-MM-DD` of a day that exists. */
export function isDayText(text: string): boolean {
  return DAY.test(text) && hasDay(text);
}

/** The 24-character form of a Date, of epoch milliseconds, or of ISO text with a zone. */
export function readInstant(value: unknown): Reading {
  if (typeof value === 'string') return isInstantText(value) ? { text: value } : readZoned(value);
  if (value instanceof Date) return instantAt(value.getTime());
  return typeof value === 'number' ? instantAt(value) : { reason: WHAT_AN_INSTANT_IS };
}

/** The day as `YYYY-MM-DD`; of an instant, the day in UTC. */
export function readDay(value: unknown): Reading {
  if (typeof value === 'string' && DAY.test(value)) {
    return hasDay(value) ? { text: value } : { reason: 'takes a day that exists' };
  }
  const instant = readInstant(value);
  if ('text' in instant) return { text: instant.text.slice(0, 10) };
  return instant.reason === WHAT_AN_INSTANT_IS
    ? {
        reason:
          'takes text such as "2026-01-31", a Date, epoch milliseconds, or ISO text with Z or an offset',
      }
    : instant;
}

function instantAt(epoch: number): Reading {
  if (!Number.isInteger(epoch)) return { reason: 'takes whole milliseconds of a date that exists' };
  if (epoch < FIRST_INSTANT || epoch > LAST_INSTANT) return { reason: 'takes years from 0000 to 9999 only' };
  return { text: new Date(epoch).toISOString() };
}

function readZoned(text: string): Reading {
  const [, minutes, seconds = '00', fraction = '', zone = ''] = ZONED.exec(text) ?? [];
  if (minutes === undefined) return { reason: WHAT_AN_INSTANT_IS };
  // Zeros beyond milliseconds lose nothing: other languages print six or nine digits.
  if (!/^\d{0,3}0*$/.test(fraction)) return { reason: 'keeps milliseconds and does not round' };
  const local = `${minutes}:${seconds}.${fraction.padEnd(3, '0').slice(0, 3)}`;
  // JavaScript takes the 30th of February for the 2nd of March.
  if (!hasDay(local) || !hasTime(local)) return { reason: 'takes a date and time that exist' };
  return instantAt(Date.parse(local + zone));
}

function hasDay(text: string): boolean {
  const year = Number(text.slice(0, 4));
  const month = Number(text.slice(5, 7));
  const day = Number(text.slice(8, 10));
  const leap = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return day >= 1 && day <= (DAYS_IN_MONTH[month - 1] ?? 0) + (leap ? 1 : 0);
}

function hasTime(text: string): boolean {
  return text.slice(11, 13) <= '23' && text.slice(14, 16) <= '59' && text.slice(17, 19) <= '59';
}
