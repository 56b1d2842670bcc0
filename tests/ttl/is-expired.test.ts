import { isExpired } from '../../src/ttl/is-expired.ts';

const now = new Date('2026-01-01T00:00:00.999Z');

describe('An item', () => {
  it('has expired in the very second of its expiry, and not the second before', () => {
    expect(isExpired(1767225600, now)).toBe(true);
    expect(isExpired(1767225600, new Date('2025-12-31T23:59:59.999Z'))).toBe(false);
    expect(isExpired(1767225601, now)).toBe(false);
    expect(isExpired(1767225599, now)).toBe(true);
  });

  it('may hold its expiry as a bigint', () => {
    expect(isExpired(1767225600n, now)).toBe(true);
    expect(isExpired(1767225601n, now)).toBe(false);
  });

  it.each([[undefined], [null], ['1'], ['2020-01-01T00:00:00Z'], [Number.NaN], [{ value: '1' }]])(
    'never expires with %p for an expiry, as in DynamoDB',
    (expiresAt) => {
      expect(isExpired(expiresAt, now)).toBe(false);
    },
  );

  it('is judged by the clock of the system unless the time is told', () => {
    expect(isExpired(Math.floor(Date.now() / 1000) - 1)).toBe(true);
    expect(isExpired(Math.floor(Date.now() / 1000) + 3_600)).toBe(false);
  });
});
