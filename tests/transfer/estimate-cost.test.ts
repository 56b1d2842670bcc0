import { dollarsText, type ExportSize, estimateCost } from '../../src/transfer/estimate-cost.ts';

const GIB = 2 ** 30;
const table: ExportSize = {
  items: 1_000_000,
  bytes: GIB,
  of: 'table',
  consistent: false,
  tableBytes: GIB,
  recoverable: true,
  provisioned: false,
};
const price = { rate: undefined, dollarsPerMillion: 0.125 };

test.each([
  // bytes, consistent, price, rate → read units, dollars, seconds
  [0, false, 0.125, 100, 0, 0, 0],
  [1, false, 0.125, undefined, 0.5, 0.000_000_062_5, undefined],
  [4096, false, 0.125, undefined, 0.5, 0.000_000_062_5, undefined],
  [4097, false, 0.125, undefined, 1, 0.000_000_125, undefined],
  [4097, true, 0.125, undefined, 2, 0.000_000_25, undefined],
  [GIB, false, 0.125, 1000, 131_072, 0.016_384, 131.072],
  [GIB, true, 0.125, 500, 262_144, 0.032_768, 524.288],
  [GIB, false, 0.15, undefined, 131_072, 0.019_660_8, undefined],
  [8 * GIB, false, 0.125, 1000, 1_048_576, 0.131_072, 1048.576],
  [10_000 * GIB, false, 0.125, 40_000, 1_310_720_000, 163.84, 32_768],
])(
  '%d bytes, consistent %s, at $%d and %s units a second',
  (bytes, consistent, dollarsPerMillion, rate, readUnits, dollars, seconds) => {
    const estimate = estimateCost({ ...table, bytes, consistent }, { rate, dollarsPerMillion });
    expect(estimate).toMatchObject({ items: 1_000_000, bytes, readUnits, seconds, atMost: false });
    expect(estimate.dollars).toBeCloseTo(dollars, 12);
  },
);

test('the own export of DynamoDB costs by what the table has, whatever is read', () => {
  const index = { ...table, bytes: 1000, of: 'index', tableBytes: 25e9, recoverable: false } as const;
  expect(estimateCost(index, price).native).toEqual({ available: false, dollars: 2.5 });
});

test('one that there is already costs nothing any more', () => {
  expect(estimateCost({ ...table, of: 'export', recoverable: false }, { ...price, rate: 10 })).toEqual({
    items: 1_000_000,
    bytes: GIB,
    readUnits: 0,
    dollars: 0,
    seconds: 0,
    atMost: false,
    native: { available: true, dollars: 0 },
    advice: 'DynamoDB has made this export already: reading it takes nothing of the table.',
  });
});

const OWN = "DynamoDB's own export takes none, is a snapshot, and costs $0.11.";
test.each<[Partial<ExportSize>, string]>([
  [{}, `Reading takes 131,072 read units for $0.02, and is no snapshot; ${OWN}`],
  [
    { recoverable: false },
    "Reading takes 131,072 read units for $0.02, and is no snapshot; DynamoDB's own export, which takes none and is a snapshot, costs $0.11 and needs point-in-time recovery, which is off.",
  ],
  [
    { provisioned: true },
    `Reading takes 131,072 read units of the capacity that the table's users have provisioned, so give a rate; ${OWN}`,
  ],
  [
    { of: 'part' },
    'How much of the table this is, nobody can tell before it is read; all of it would be 131,072 read units, $0.02.',
  ],
  [{ bytes: 0 }, 'The service does not say how large the table is, so nothing can be told of what it costs.'],
  [
    { items: 0, bytes: 0 },
    'The service says that there is nothing, but counts only every six hours: of what has been written since, nothing can be told.',
  ],
])('%j is advised on', (size, advice) => {
  const estimate = estimateCost({ ...table, ...size }, price);
  expect(estimate.advice).toBe(advice);
  expect(estimate.atMost).toBe(size.of === 'part');
});

test.each([
  [0, '$0.00'],
  [0.000_01, 'under $0.01'],
  [0.01, '$0.01'],
  [1234.5, '$1,234.50'],
])('%d dollars are %s', (dollars, text) => {
  expect(dollarsText(dollars)).toBe(text);
});
