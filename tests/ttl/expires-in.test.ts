import fc from 'fast-check';
import { expiresIn } from '../../src/ttl/expires-in.ts';
import { isExpired } from '../../src/ttl/is-expired.ts';
import { titled } from '../support/titled.ts';

const now = new Date('2026-01-01T00:00:00.000Z');

describe('The expiry of something that is made now', () => {
  it('lies as far ahead as the parts of the duration add up to', () => {
    expect(expiresIn({ days: 30 }, now)).toBe(1767225600 + 30 * 86_400);
    expect(expiresIn({ days: 1, hours: 1, minutes: 1, seconds: 1 }, now)).toBe(1767225600 + 90_061);
    expect(expiresIn({ hours: 1, minutes: -30 }, now)).toBe(1767225600 + 1_800);
  });

  it('rounds a fraction of a second up, so that nothing expires at once', () => {
    expect(expiresIn({ seconds: 0.001 }, now)).toBe(1767225601);
    expect(expiresIn({ minutes: 0.5 }, now)).toBe(1767225630);
  });

  it('counts from the clock of the system unless it is told the time', () => {
    const before = Math.floor(Date.now() / 1000);
    const expiry = expiresIn({ hours: 1 });
    expect(expiry).toBeGreaterThanOrEqual(before + 3_600);
    expect(expiry).toBeLessThanOrEqual(Math.floor(Date.now() / 1000) + 3_600);
  });

  it('is not over yet, and is over when the time has come', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seconds) => {
        const expiry = expiresIn({ seconds }, now);
        expect(isExpired(expiry, now)).toBe(false);
        expect(isExpired(expiry, new Date(now.getTime() + seconds * 1000 - 1))).toBe(false);
        expect(isExpired(expiry, new Date(now.getTime() + seconds * 1000))).toBe(true);
      }),
    );
  });

  it.each(
    titled<unknown, string>([
      [{}, 'expiresIn: the duration must be longer than nothing, not 0 seconds.'],
      [{ minuts: 5 }, 'expiresIn: the duration must be longer than nothing, not 0 seconds.'],
      [{ days: -1 }, 'expiresIn: the duration must be longer than nothing, not -86400 seconds.'],
      [{ days: Number.NaN }, 'expiresIn: days must be a number, not NaN.'],
      [{ hours: Number.POSITIVE_INFINITY }, 'expiresIn: hours must be a number, not Infinity.'],
      [{ minutes: '5' }, 'expiresIn: minutes must be a number, not "5".'],
      [{ seconds: 5n }, 'expiresIn: seconds must be a number, not 5n.'],
      [
        { days: 2_000_000 },
        'expiresIn: a duration of 172800000000 seconds ends at 174567225600: it looks like milliseconds; time to live counts in seconds.',
      ],
    ]),
  )('refuses: %s', (message, duration) => {
    expect(() => expiresIn(duration as never, now)).toThrow(
      expect.objectContaining({ name: 'RequestError', message }),
    );
  });

  it('refuses a time that is none', () => {
    expect(() => expiresIn({ days: 1 }, new Date('now'))).toThrow(
      'an invalid Date is no expiry: it must be a number of seconds since 1970.',
    );
  });
});
