import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import { hivePath } from '../../src/export/hive-path.ts';
import { type PartitionBy, partitionBy } from '../../src/export/partition.ts';

function placed(by: Omit<PartitionBy, 'attribute'>, ...values: unknown[]): string[] {
  const { place } = partitionBy({ attribute: 'at', ...by });
  return values.map((at) => place({ at }).value);
}

const NOWHERE = '__HIVE_DEFAULT_PARTITION__';

describe('the day of an attribute', () => {
  test('is told by epoch seconds, milliseconds, ISO text and day text', () => {
    expect(placed({ unit: 'seconds', timeZone: 'UTC' }, 1_721_174_399, 1_721_174_400n, -1)).toEqual([
      '2024-07-16',
      '2024-07-17',
      '1969-12-31',
    ]);
    expect(placed({ unit: 'milliseconds', timeZone: 'UTC' }, 1_721_174_399_999, 0)).toEqual([
      '2024-07-16',
      '1970-01-01',
    ]);
    expect(
      placed(
        { unit: 'iso', timeZone: 'UTC' },
        '2024-07-17T00:00:00.000Z',
        '2024-07-17T08:59:59.999999+09:00',
        '2024-07-17T00:00Z',
      ),
    ).toEqual(['2024-07-17', '2024-07-16', '2024-07-17']);
    expect(placed({ unit: 'day' }, '2024-02-29')).toEqual(['2024-02-29']);
  });

  test('is not rounded into the next one', () => {
    const last = NumberValue.from('1721174399.99999999999999999999');
    expect(placed({ unit: 'seconds', timeZone: 'UTC' }, last, 1_721_174_399.999, -0.5)).toEqual([
      '2024-07-16',
      '2024-07-16',
      '1969-12-31',
    ]);
  });

  test('is that of the time zone, also where clocks are set', () => {
    const iso = (timeZone: string, ...values: string[]) => placed({ unit: 'iso', timeZone }, ...values);
    expect(iso('Asia/Tokyo', '2026-01-31T14:59:59Z', '2026-01-31T15:00:00Z')).toEqual([
      '2026-01-31',
      '2026-02-01',
    ]);
    // Summer time from 2026-03-29T01:00Z to 2026-10-25T01:00Z.
    expect(
      iso('Europe/Berlin', '2026-03-28T22:59:59Z', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'),
    ).toEqual(['2026-03-28', '2026-03-29', '2026-03-30']);
    expect(
      iso('Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25T22:59:59Z', '2026-10-25T23:00:00Z'),
    ).toEqual(['2026-10-25', '2026-10-25', '2026-10-26']);
    // Midnight itself was left out in São Paulo, and Samoa left out a whole day.
    expect(iso('America/Sao_Paulo', '2018-11-04T02:59:59Z', '2018-11-04T03:00:00Z')).toEqual([
      '2018-11-03',
      '2018-11-04',
    ]);
    expect(iso('Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-30T10:00:00Z')).toEqual([
      '2011-12-29',
      '2011-12-31',
    ]);
    expect(iso('Asia/Kathmandu', '2026-01-01T18:14:59Z', '2026-01-01T18:15:00Z')).toEqual([
      '2026-01-01',
      '2026-01-02',
    ]);
  });

  test('lies in the years 1 to 9999', () => {
    expect(
      placed(
        { unit: 'iso', timeZone: 'Asia/Tokyo' },
        '0001-01-01T00:00:00Z',
        '9999-12-31T14:59:59Z',
        '9999-12-31T15:00:00Z',
        '0000-12-31T10:00:00Z',
      ),
    ).toEqual(['0001-01-01', '9999-12-31', NOWHERE, NOWHERE]);
    expect(placed({ unit: 'seconds', timeZone: 'UTC' }, 1e15, 10n ** 30n, -1e14)).toEqual([
      NOWHERE,
      NOWHERE,
      NOWHERE,
    ]);
    expect(placed({ unit: 'day' }, '0001-01-01', '0000-12-31')).toEqual(['0001-01-01', NOWHERE]);
  });
});

describe('an item without a place', () => {
  test('goes to the partition of null, with the reason', () => {
    const { place } = partitionBy({ attribute: 'placedAt', unit: 'iso', timeZone: 'UTC' });
    const path = `dt=${NOWHERE}`;
    expect(place({})).toEqual({ path, value: NOWHERE, unplaced: 'has no placedAt' });
    expect(place({ placedAt: null })).toEqual(place({}));
    const other = {
      path,
      value: NOWHERE,
      unplaced: 'has no ISO time with a zone of the years 1 to 9999 in placedAt',
    };
    for (const placedAt of [
      '',
      'yesterday',
      '2026-02-30T00:00:00Z',
      '2026-01-31T00:00:00',
      '2026-01-31',
      7,
      [],
    ]) {
      expect(place({ placedAt })).toEqual(other);
    }
    expect(place({ placedAt: '2026-01-31T24:30:00Z' })).toEqual(other);
  });

  test('is one whose attribute has another type or a day that there is not', () => {
    expect(placed({ unit: 'seconds', timeZone: 'UTC' }, '1721174399', Number.NaN, true)).toEqual([
      NOWHERE,
      NOWHERE,
      NOWHERE,
    ]);
    expect(placed({ unit: 'day' }, '2026-02-29', '20260131', 20260131)).toEqual([NOWHERE, NOWHERE, NOWHERE]);
  });
});

describe('a partition by value', () => {
  test('takes text, numbers and booleans, escaped as Hive does', () => {
    const { place } = partitionBy({ attribute: 'status', unit: 'value', column: 'status' });
    const paths = ['to/do', 'a=b%', 12.5, 9007199254740993n, true, '東京', '{x}'].map(
      (status) => place({ status }).path,
    );
    expect(paths).toEqual([
      'status=to%2Fdo',
      'status=a%3Db%25',
      'status=12.5',
      'status=9007199254740993',
      'status=true',
      'status=東京',
      'status=%7Bx}',
    ]);
    expect(place({ status: 'to/do' }).value).toBe('to/do');
  });

  test('has no place for what Hive takes for null, for lists, or for a name that no disk holds', () => {
    const { place } = partitionBy({ attribute: 's', unit: 'value', column: 'c' });
    const reasons = ['', NOWHERE, [], new Uint8Array([1])].map((s) => place({ s }).unplaced);
    expect(new Set(reasons)).toEqual(new Set(['has no text, number or boolean in s']));
    expect(place({ s: '/'.repeat(85) }).unplaced).toBe('has a text in s that is too long');
    expect(place({ s: '/'.repeat(84) }).unplaced).toBeUndefined();
  });

  test('escapes control characters, too', () => {
    expect(hivePath('a', '\n\u0000\u007f"^')).toBe('a=%0A%00%7F%22%5E');
  });
});

test.each([
  [{ attribute: '', unit: 'day' }, 'partition: attribute is the name of one, not "".'],
  [{ attribute: 'a' }, 'partition: unit is missing; there are seconds, milliseconds, iso, day, value.'],
  [
    { attribute: 'a', unit: 'hours' },
    'partition: unit is "seconds" or "milliseconds" or "iso" or "day" or "value", not "hours".',
  ],
  [
    { attribute: 'a', unit: 'iso' },
    'partition: timeZone says where days begin, and is needed for the unit "iso": "UTC" for example.',
  ],
  [
    { attribute: 'a', unit: 'iso', timeZone: 'Mars/Base' },
    'There is no time zone "Mars/Base"; a name of the IANA database is needed, such as "UTC" or "Asia/Tokyo".',
  ],
  [
    { attribute: 'a', unit: 'iso', timeZone: '+09:00' },
    'There is no time zone "+09:00"; a name of the IANA database is needed, such as "UTC" or "Asia/Tokyo".',
  ],
  [
    { attribute: 'a', unit: 'day', timeZone: 'UTC' },
    'partition: timeZone has no meaning for the unit "day".',
  ],
  [
    { attribute: 'a', unit: 'value' },
    'partition: column is a name of lower-case letters, digits and underscores, not undefined.',
  ],
  [
    { attribute: 'a', unit: 'day', column: 'Day' },
    'partition: column is a name of lower-case letters, digits and underscores, not "Day".',
  ],
  [
    { attribute: 'a', unit: 'day', zone: 'UTC' },
    'partition has no option "zone"; there are attribute, unit, timeZone, column.',
  ],
])('partition %j is refused', (by, message) => {
  expect(() => partitionBy(by as PartitionBy)).toThrow(message);
});
