import { epochSeconds } from '../../src/ttl/epoch-seconds.ts';
import { titled } from '../support/titled.ts';

describe('Epoch seconds', () => {
  it('are the whole seconds of a date, rounded down', () => {
    expect(epochSeconds(new Date('2026-01-01T00:00:00.000Z'))).toBe(1767225600);
    expect(epochSeconds(new Date('2026-01-01T00:00:00.999Z'))).toBe(1767225600);
  });

  it('are themselves when they are given as a number, without their fraction', () => {
    expect(epochSeconds(1767225600)).toBe(1767225600);
    expect(epochSeconds(1767225600.9)).toBe(1767225600);
    expect(epochSeconds(0)).toBe(0);
    expect(epochSeconds(99_999_999_999)).toBe(99_999_999_999);
  });

  it.each(
    titled<unknown, string>([
      [
        100_000_000_000,
        '100000000000 is no expiry: it looks like milliseconds; time to live counts in seconds.',
      ],
      [
        1767225600000,
        '1767225600000 is no expiry: it looks like milliseconds; time to live counts in seconds.',
      ],
      [-1, '-1 is no expiry: it lies before 1970.'],
      [-0.5, '-0.5 is no expiry: it lies before 1970.'],
      [new Date('1969-12-31T23:59:59Z'), 'Date 1969-12-31T23:59:59.000Z is no expiry: it lies before 1970.'],
      [new Date('soon'), 'an invalid Date is no expiry: it must be a number of seconds since 1970.'],
      [Number.NaN, 'NaN is no expiry: it must be a number of seconds since 1970.'],
      [Number.POSITIVE_INFINITY, 'Infinity is no expiry: it must be a number of seconds since 1970.'],
      ['1767225600', '"1767225600" is no expiry: it must be a number of seconds since 1970.'],
      [
        '2026-01-01T00:00:00Z',
        '"2026-01-01T00:00:00Z" is no expiry: it must be a number of seconds since 1970.',
      ],
      [null, 'null is no expiry: it must be a number of seconds since 1970.'],
      [undefined, 'undefined is no expiry: it must be a number of seconds since 1970.'],
    ]),
  )('refuse: %s', (message, value) => {
    expect(() => epochSeconds(value as never)).toThrow(
      expect.objectContaining({ name: 'ValueError', message }),
    );
  });
});
