import fc from 'fast-check';
import { daysOf } from '../../src/export/local-day.ts';

const ZONES = [
  ...['UTC', 'Asia/Tokyo', 'Europe/Berlin', 'America/New_York', 'America/Sao_Paulo', 'Asia/Kathmandu'],
  ...['Australia/Lord_Howe', 'Pacific/Apia', 'Pacific/Kiritimati', 'Africa/Monrovia', 'America/St_Johns'],
];
const days = new Map(ZONES.map((zone) => [zone, daysOf(zone)]));
const plain = new Map(
  ZONES.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }),
  ]),
);

const zone = fc.constantFrom(...ZONES);
const since1900 = fc.integer({ min: Date.parse('1900-01-01'), max: Date.parse('2100-01-01') });
/** Around the hours at which days begin somewhere. */
const nearMidnight = fc
  .tuple(fc.integer({ min: -70 * 365 * 96, max: 100 * 365 * 96 }), fc.integer({ min: -2000, max: 2000 }))
  .map(([quarter, offset]) => quarter * 900_000 + offset);

test('the day of an instant is the one that Intl tells, however often it is asked', () => {
  fc.assert(
    fc.property(
      zone,
      fc.array(fc.oneof(since1900, nearMidnight), { minLength: 1, maxLength: 20 }),
      (name, instants) => {
        for (const instant of [...instants, ...instants]) {
          expect(days.get(name)?.(instant)).toBe(plain.get(name)?.format(instant));
        }
      },
    ),
    { numRuns: 300 },
  );
});

test('in UTC it is the one of the ISO text, from year 1 to 9999', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: Date.parse('0001-01-01T00:00:00Z'), max: Date.parse('9999-12-31T23:59:59.999Z') }),
      (instant) => {
        expect(days.get('UTC')?.(instant)).toBe(new Date(instant).toISOString().slice(0, 10));
        expect(daysOf('Etc/GMT')(instant)).toBe(new Date(instant).toISOString().slice(0, 10));
      },
    ),
    { numRuns: 60 },
  );
});
