import fc from 'fast-check';
import { isExpired } from '../../src/ttl/is-expired.ts';
import { remaining } from '../../src/ttl/remaining.ts';

const now = new Date('2026-01-01T00:00:00.999Z');

describe('What remains of the life of an item', () => {
  it('is counted in whole seconds, and never below nothing', () => {
    expect(remaining(1767225660, now)).toBe(60);
    expect(remaining(1767225601, now)).toBe(1);
    expect(remaining(1767225600, now)).toBe(0);
    expect(remaining(5, now)).toBe(0);
    expect(remaining(1767225660n, now)).toBe(60);
  });

  it.each([[undefined], [null], ['1767225660'], [{}]])(
    'is without end when its expiry is %p',
    (expiresAt) => {
      expect(remaining(expiresAt, now)).toBe(Number.POSITIVE_INFINITY);
    },
  );

  it('is nothing exactly when the item has expired', () => {
    const seconds = fc.oneof(fc.integer({ min: 0, max: 2 ** 33 }), fc.bigInt({ min: 0n, max: 2n ** 33n }));
    fc.assert(
      fc.property(seconds, fc.integer({ min: 0, max: 2 ** 43 }), (expiresAt, time) => {
        const moment = new Date(time);
        expect(remaining(expiresAt, moment) === 0).toBe(isExpired(expiresAt, moment));
      }),
    );
  });

  it('is judged by the clock of the system unless the time is told', () => {
    expect(remaining(Math.floor(Date.now() / 1000) + 3_600)).toBeGreaterThan(3_500);
    expect(remaining(0)).toBe(0);
  });
});
