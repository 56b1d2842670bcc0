import { gunzipSync, gzipSync } from 'node:zlib';
import type { NativeItem } from '../../../src/operations/operation.ts';
import { verifyTarget } from '../../../src/transfer/verify/verify-target.ts';
import { memoryTarget, type SmallExport, smallExport } from './small-exports.ts';

const orders: NativeItem[] = Array.from({ length: 30 }, (_, id) => ({
  ...{ orderId: `o${id}`, total: id + 0.25, seq: 9007199254740993n + BigInt(id), note: `note ${id}` },
  placedAt: `2026-01-${id < 15 ? '30' : '31'}T10:00:00Z`,
}));
const byDay = { attribute: 'placedAt', unit: 'iso', timeZone: 'UTC' } as const;
const first = 'order/dt=2026-01-30/run-1-0001.jsonl';
const second = 'order/dt=2026-01-31/run-1-0001.jsonl';

async function exported(wanted: Partial<SmallExport> = {}) {
  return smallExport({ entities: { Order: orders }, partition: byDay, ...wanted });
}

async function differences(target: Parameters<typeof verifyTarget>[0]): Promise<readonly string[]> {
  const { ok, differences: found } = await verifyTarget(target);
  expect(ok).toBe(found.length === 0);
  return found;
}

/** Replaces text in a file of lines. */
function replaced(bytes: Buffer | undefined, from: string | RegExp, to: string): Buffer {
  const text = String(bytes);
  expect(text.search(from)).not.toBe(-1);
  return Buffer.from(text.replace(from, to));
}

describe('files', () => {
  test('a byte that was changed', async () => {
    const { target, files } = await exported();
    files.set(first, replaced(files.get(first), 'note 3', 'note 4'));
    expect(await differences(target)).toEqual([
      `${first} has other bytes than when it was written: its SHA-256 differs.`,
    ]);
  });

  test('a file that ends early', async () => {
    const { target, files } = await exported();
    const bytes = files.get(first) ?? Buffer.alloc(0);
    files.set(first, bytes.subarray(0, bytes.length - 20));
    const found = await differences(target);
    expect(found).toHaveLength(2);
    expect(found[0]).toBe(`${first} has ${bytes.length - 20} bytes, and ${bytes.length} in the manifest.`);
    expect(found[1]).toMatch(
      new RegExp(`^${first} cannot be read: Invalid Input Error: Malformed JSON, at byte 87 in line 16`),
    );
  });

  test('a file that is not there', async () => {
    const { target, files } = await exported();
    files.delete(second);
    expect(await differences(target)).toEqual([`${second} cannot be read: There is no file ${second}.`]);
  });

  test('a file too many, but not one that queries pass over', async () => {
    const { target, files } = await exported();
    files.set('order/dt=2026-01-30/run-0-0001.jsonl', Buffer.from('{}\n'));
    files.set('order/_checkpoint.json', Buffer.from('{}\n'));
    files.set('other/file.jsonl', Buffer.from('{}\n'));
    expect(await differences(target)).toEqual([
      'order/dt=2026-01-30/run-0-0001.jsonl is not in the manifest, and queries would count its rows.',
    ]);
    const { list: _, ...blind } = target;
    expect(await differences(blind)).toEqual([]);
  });

  test('a gzip or Parquet file that is damaged although its checksum is right', async () => {
    const gzip = await exported({ compression: 'gzip' });
    const bytes = Buffer.from(gzip.files.get(first) ?? []);
    gzip.rewrite(first, bytes.fill(0, 30, 60));
    expect((await differences(gzip.target))[0]).toMatch(new RegExp(`^${first} cannot be read: .`));

    const parquet = await exported({ format: 'parquet' });
    const path = first.replace('jsonl', 'parquet');
    parquet.rewrite(path, Buffer.from(parquet.files.get(path) ?? []).fill(0, 4, 60));
    expect((await differences(parquet.target))[0]).toMatch(new RegExp(`^${path} cannot be read: .`));
  });
});

// With the right checksum: a writer that was wrong, not a disk.
describe('rows and values', () => {
  test('a dropped row', async () => {
    const { target, files, rewrite } = await exported();
    rewrite(first, replaced(files.get(first), /^.*\n/, ''));
    expect(await differences(target)).toEqual([
      `${first} has 14 rows, and 15 in the manifest.`,
      'Order.note: the manifest counts 30 values, the files have 29.',
      'Order.note: the bytes of its texts are 200 in the manifest, and 194 in the files.',
      'Order.orderId: the manifest counts 30 values, the files have 29.',
      'Order.orderId: the bytes of its texts are 80 in the manifest, and 78 in the files.',
      'Order.placedAt: the manifest counts 30 values, the files have 29.',
      'Order.placedAt: the bytes of its texts are 600 in the manifest, and 580 in the files.',
      'Order.seq: the manifest counts 30 values, the files have 29.',
      'Order.seq: the sum of its numbers is 270215977642230225 in the manifest, and 261208778387489232 in the files.',
      'Order.total: the manifest counts 30 values, the files have 29.',
      'Order.total: the sum of its numbers is 442.5 in the manifest, and 442.25 in the files.',
    ]);
  });

  test('a row twice, of which the manifest knows nothing', async () => {
    const { target, files, rewrite } = await exported();
    rewrite(first, replaced(files.get(first), /^(.*\n)/, '$1$1'), 16);
    expect((await differences(target))[0]).toBe(
      'Order.note: the manifest counts 30 values, the files have 31.',
    );
  });

  test('the last digit of a long integer, in every format', async () => {
    const lines = await exported();
    lines.rewrite(first, replaced(lines.files.get(first), '9007199254740993', '9007199254740992'));
    const typed = await exported({ format: 'dynamodb-json', compression: 'gzip' });
    const unpacked = gunzipSync(typed.files.get(first) ?? Buffer.alloc(0));
    typed.rewrite(first, gzipSync(replaced(unpacked, '9007199254740993', '9007199254740992')));
    const parquet = await exported({ format: 'parquet' });
    const changed = orders.map((order, at) => (at === 0 ? { ...order, seq: 9007199254740992n } : order));
    const other = await exported({ format: 'parquet', entities: { Order: changed } });
    const path = first.replace('jsonl', 'parquet');
    parquet.rewrite(path, other.files.get(path) ?? Buffer.alloc(0));
    for (const { target } of [lines, typed, parquet]) {
      expect(await verifyTarget(target)).toMatchObject({
        ok: false,
        differences: [
          'Order.seq: the sum of its numbers is 270215977642230225 in the manifest, and 270215977642230224 in the files.',
        ],
        entities: [{ columns: [{ attribute: 'seq', what: 'sum', expected: '270215977642230225' }] }],
      });
    }
  });

  test('an attribute more, or under another name', async () => {
    const { target, files, rewrite } = await exported();
    rewrite(first, replaced(files.get(first), '"total":0.25', '"Total":0.25'));
    expect(await differences(target)).toEqual([
      'Order.Total: the manifest counts 0 values, the files have 1.',
      'Order.Total: the sum of its numbers is none in the manifest, and 0.25 in the files.',
      'Order.total: the manifest counts 30 values, the files have 29.',
      'Order.total: the sum of its numbers is 442.5 in the manifest, and 442.25 in the files.',
    ]);
  });

  test('a number that has become text', async () => {
    const { target, files, rewrite } = await exported({
      declared: { Order: { total: 'double', note: 'string' } },
    });
    rewrite(first, replaced(files.get(first), '"note":"note 3"', '"note":3'));
    expect(await differences(target)).toEqual([
      'Order.note: the sum of its numbers is none in the manifest, and 3 in the files.',
      'Order.note: the bytes of its texts are 200 in the manifest, and 194 in the files.',
    ]);
  });

  test('a line that is no item', async () => {
    const { target, files, rewrite } = await exported();
    rewrite(first, Buffer.concat([files.get(first) ?? Buffer.alloc(0), Buffer.from('5\n')]));
    expect(await differences(target)).toEqual([`${first} has lines that are no items: 1.`]);
  });

  test('Parquet with columns of other types', async () => {
    const parquet = await exported({ format: 'parquet' });
    const other = await exported({ format: 'parquet', declared: { Order: { total: 'double' } } });
    const path = first.replace('jsonl', 'parquet');
    parquet.rewrite(path, other.files.get(path) ?? Buffer.alloc(0));
    expect((await differences(parquet.target))[0]).toBe(
      `${path} cannot be read: its columns are not the manifest's: note VARCHAR is total DOUBLE.`,
    );
  });
});

describe('partitions', () => {
  test('two that are swapped in the manifest', async () => {
    const { target, change } = await exported();
    const other = new Map([
      ['2026-01-30', '2026-01-31'],
      ['2026-01-31', '2026-01-30'],
    ]);
    change(({ entities }) => ({
      entities: entities.map((entity) => ({
        ...entity,
        files: entity.files.map((file) => ({ ...file, partition: other.get(file.partition ?? '') ?? '' })),
      })),
    }));
    expect(await differences(target)).toEqual([
      `${first}: its partition is 2026-01-31 in the manifest, which its path does not say.`,
      `${first} has values of placedAt that belong elsewhere, one to partition 2026-01-30: 1.`,
      `${second}: its partition is 2026-01-30 in the manifest, which its path does not say.`,
      `${second} has values of placedAt that belong elsewhere, one to partition 2026-01-31: 1.`,
    ]);
  });

  test.each(['json-lines', 'parquet', 'dynamodb-json'] as const)(
    'files that are swapped, as %s',
    async (format) => {
      const { target, files, rewrite } = await exported({ format });
      const paths = [first, second].map((path) =>
        format === 'parquet' ? path.replace('jsonl', 'parquet') : path,
      );
      const bytes = paths.map((path) => files.get(path) ?? Buffer.alloc(0)).reverse();
      for (const [at, path] of paths.entries()) rewrite(path, bytes[at] ?? Buffer.alloc(0));
      expect(await differences(target)).toEqual([
        `${paths[0]} has values of placedAt that belong elsewhere, one to partition 2026-01-31: 1.`,
        `${paths[1]} has values of placedAt that belong elsewhere, one to partition 2026-01-30: 1.`,
      ]);
    },
  );

  test('a row without the partition attribute', async () => {
    const items = orders.map(({ placedAt, ...order }, at) => (at === 0 ? order : { ...order, placedAt }));
    const { target, files, rewrite } = await exported({ entities: { Order: items } });
    expect(await differences(target)).toEqual([]);
    const unplaced = 'order/dt=__HIVE_DEFAULT_PARTITION__/run-1-0001.jsonl';
    rewrite(
      first,
      Buffer.concat([files.get(first), files.get(unplaced)].map((each) => each ?? Buffer.alloc(0))),
      15,
    );
    rewrite(unplaced, Buffer.alloc(0), 0);
    expect(await differences(target)).toEqual([
      `${first} has rows without placedAt, which do not belong there: 1.`,
    ]);
  });

  test.each([
    ['seconds', (at: number) => 1_769_767_200 + at * 3600],
    ['milliseconds', (at: number) => (1_769_767_200 + at * 3600) * 1000],
    ['value', (at: number) => `to/do ${at % 2}`],
  ] as const)('of the unit %s are found in their places, numbers in text as well', async (unit, valueAt) => {
    const items = orders.map((order, at) => ({ ...order, at: valueAt(at) }));
    for (const declared of [{}, { Order: { at: 'string' } }] as const) {
      for (const format of ['json-lines', 'parquet'] as const) {
        const zone = unit === 'value' ? { column: 'status' } : { timeZone: 'Asia/Tokyo' };
        const partition = { attribute: 'at', unit, ...zone };
        const { target } = await exported({ entities: { Order: items }, partition, format, declared });
        expect(await verifyTarget(target)).toMatchObject({ ok: true, differences: [] });
      }
    }
  });
});

test('no manifest, no verification', async () => {
  await expect(verifyTarget(memoryTarget(new Map()))).rejects.toThrow(
    'memory has no manifest.json: no export there is complete. A manifest is written when all files are.',
  );
});

test('progress counts files and bytes, and a signal ends it', async () => {
  const { target, files } = await exported();
  const told: unknown[] = [];
  await verifyTarget(target, {
    onProgress: ({ files: done, ofFiles, bytes }) => told.push([done, ofFiles, bytes]),
  });
  const sizes = [files.get(first)?.length ?? 0, files.get(second)?.length ?? 0] as const;
  expect(told).toEqual([
    [0, 2, 0],
    [1, 2, sizes[0]],
    [2, 2, sizes[0] + sizes[1]],
  ]);
  const stop = new AbortController();
  const stopped = verifyTarget(target, {
    abortSignal: stop.signal,
    onProgress: ({ files: done }) => done === 1 && stop.abort(new Error('enough')),
  });
  await expect(stopped).rejects.toThrow('enough');
});
