import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import type { NativeItem } from '../../../src/operations/operation.ts';
import { verifyTarget } from '../../../src/transfer/verify/verify-target.ts';
import { type SmallExport, smallExport } from './small-exports.ts';

const nines = 10n ** 38n - 1n;
const orders: NativeItem[] = [
  {
    ...{ orderId: 'a1', seq: 9007199254740993n, total: 12.5, placedAt: '2026-01-31T10:00:00Z', paid: true },
    ...{
      tags: new Set(['b', 'a']),
      lines: [{ sku: 'x', price: 0.1 }],
      note: '日本語のメモ',
      Note: 'other case',
    },
    ...{ bytes: Uint8Array.from({ length: 256 }, (_, at) => at), gone: null, mixed: 1, 'odd "name"': 'x' },
    ...{ whole: nines, rate: NumberValue.from('0.12345678901234567890123456789012345678'), tiny: 1e-7 },
  },
  {
    ...{ orderId: 'a2', seq: -(2n ** 63n), total: -0.01, placedAt: '2026-02-01T10:00:00Z', paid: false },
    ...{
      tags: new Set([1, 2]),
      note: 'a\u0000b\ufeff',
      mixed: '12',
      whole: -nines,
      tiny: 0.00001234,
      gone: 5,
    },
  },
  {
    ...{ orderId: 'a3', total: 100, mixed: true, whole: nines, big: 10n ** 125n },
    ...{ big2: nines * 10n ** 80n },
  },
  { orderId: 'a4', total: 0, mixed: new Uint8Array([1]), seq: 0, whole: nines },
];
const users: NativeItem[] = Array.from({ length: 50 }, (_, id) => ({ id, name: `user ${id}` }));
const entities = { Order: orders, User: users };
const byDay = { attribute: 'placedAt', unit: 'iso', timeZone: 'UTC' } as const;

const kinds: readonly (readonly [string, Partial<SmallExport>])[] = [
  ['JSON Lines', {}],
  ['JSON Lines in gzip', { compression: 'gzip' }],
  ['JSON Lines by day', { partition: byDay }],
  ['DynamoDB JSON', { format: 'dynamodb-json' }],
  ['DynamoDB JSON in gzip by day', { format: 'dynamodb-json', compression: 'gzip', partition: byDay }],
  ['Parquet', { format: 'parquet' }],
  ['Parquet by day', { format: 'parquet', partition: byDay }],
  [
    'JSON Lines with declared columns',
    {
      declared: {
        Order: {
          total: 'decimal(18,2)',
          note: 'string',
          seq: 'bigint',
          whole: 'decimal(38,0)',
          rate: 'decimal(38,38)',
        },
      },
    },
  ],
  [
    'Parquet with values that their type does not hold',
    { format: 'parquet', declared: { Order: { mixed: 'bigint', whole: 'bigint', tags: 'array<bigint>' } } },
  ],
];

test.each(kinds)('%s are as their manifest says', async (_, wanted) => {
  const { target } = await smallExport({ entities, ...wanted });
  const verification = await verifyTarget(target);
  expect(verification).toMatchObject({
    ...{ ok: true, run: 'run-1', differences: [] },
    entities: [
      { entity: 'Order', rows: 4, columns: [], differences: [] },
      { entity: 'User', rows: 50, files: 1, columns: [], differences: [] },
    ],
  });
});

test('an entity with too many attributes is verified by those that are declared, and this is said', async () => {
  const wide = Array.from({ length: 12 }, (_, id): NativeItem => {
    const more = Array.from({ length: 100 }, (_, at) => [`a${id}x${at}`, at]);
    return { id, ...Object.fromEntries(more) };
  });
  const wanted = { entities: { Wide: wide }, declared: { Wide: { id: 'bigint', none: 'string' } } } as const;
  const { target, rewrite, files } = await smallExport(wanted);
  expect(await verifyTarget(target)).toMatchObject({
    ...{ ok: true, differences: [] },
    unchecked: ['Wide: its attributes are too many to have totals, but for those that are declared.'],
  });
  const [path = ''] = files.keys();
  rewrite(path, Buffer.from(String(files.get(path)).replace('"id":1,', '"id":3,"none":"x",')));
  expect((await verifyTarget(target)).differences).toEqual([
    'Wide.id: the sum of its numbers is 66 in the manifest, and 68 in the files.',
    'Wide.none: the manifest counts 0 values, the files have 1.',
  ]);
});

test.each(['json-lines', 'dynamodb-json', 'parquet'] as const)(
  'texts that begin with a byte order mark, and booleans, are in their partitions in %s',
  async (format) => {
    const items = ['\ufeff', '\ufeffa', 'a', 'true', '.', ' '].map((kind) => ({ kind, '\ufeffname': kind }));
    const partition = { attribute: 'kind', unit: 'value', column: 'by' } as const;
    const exported = await smallExport({ format, partition, entities: { Item: items } });
    expect(exported.manifest().entities[0]?.files).toHaveLength(items.length);
    expect((await verifyTarget(exported.target)).differences).toEqual([]);
    const flags = [{ kind: true }, { kind: false }, {}];
    const others = await smallExport({ format, partition, entities: { Item: flags } });
    expect((await verifyTarget(others.target)).differences).toEqual([]);
  },
);
