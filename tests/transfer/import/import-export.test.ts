import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExportFormat } from '../../../src/export/manifest.ts';
import { exportTable } from '../../../src/transfer/export-table.ts';
import { importExport } from '../../../src/transfer/import/import-export.ts';
import { rawPut } from '../../../src/transfer/raw-put.ts';
import { describeEngines } from '../../support/engines.ts';
import { Activity, activityDb, activityTable } from '../activity-table.ts';
import { Counted, emptyDb, fill, Rich, richItems, storedIn } from './stored-tables.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'monotable-import-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const FORMATS: readonly ExportFormat[] = ['json-lines', 'parquet', 'dynamodb-json'];
const byDay = { attribute: 'createdAt', unit: 'seconds', timeZone: 'UTC' } as const;

describeEngines('an export that is imported', (engine) => {
  test.each(FORMATS)('gives the same activities, keys and all, from %s', async (format) => {
    const db = await activityDb(engine, 300);
    const { manifest } = await exportTable(db, { to: folder, format, partitions: { Activity: byDay } });
    const other = await emptyDb(engine);
    const report = await importExport(other, { from: folder });
    expect(report.throwIfIncomplete()).toMatchObject({ rows: 301, read: 301, written: 301, failed: 0 });
    expect(report.next).toBeUndefined();
    expect(manifest?.rows).toBe(301);
    expect(await storedIn(engine, other)).toEqual(await storedIn(engine, db));
  });

  test.each(FORMATS)('gives every kind of value, from %s', async (format) => {
    const db = await emptyDb(engine);
    await fill(
      db,
      richItems.map((item) => Rich.put(item)),
    );
    await exportTable(db, { to: folder, format });
    const other = await emptyDb(engine);
    (await importExport(other, { from: folder })).throwIfIncomplete();
    const stored = await storedIn(engine, other);
    expect(stored).toEqual(await storedIn(engine, db));
    expect(stored).toHaveLength(3);
  });

  test.each(FORMATS)('gives them where types were declared, from %s', async (format) => {
    const db = await emptyDb(engine);
    await fill(
      db,
      richItems.map((item) => Rich.put(item)),
    );
    const columns = {
      Rich: {
        big: 'bigint',
        decimal: 'decimal(38,38)',
        whole: 'string',
        yes: 'string',
        bytes: 'string',
        texts: 'array<string>',
        numbers: 'array<decimal(38,16)>',
        binaries: 'json',
        list: 'json',
        map: 'string',
      },
    } as const;
    await exportTable(db, { to: folder, format, ...(format !== 'dynamodb-json' && { columns }) });
    const other = await emptyDb(engine);
    (await importExport(other, { from: folder })).throwIfIncomplete();
    expect(await storedIn(engine, other)).toEqual(await storedIn(engine, db));
  });

  test.each(FORMATS)('keeps stamps, versions and expiries, from %s', async (format) => {
    const db = await emptyDb(engine);
    const puts = [1, 2, 3].map((total) => Counted.create({ id: `c${total}`, total }));
    await fill(
      db,
      puts.map(({ input: { Item } }) =>
        rawPut(activityTable, { ...Item, version: 40, updatedAt: '2020-01-01T00:00:00.000Z' }),
      ),
    );
    await exportTable(db, { to: folder, format });
    const other = await emptyDb(engine);
    (await importExport(other, { from: folder })).throwIfIncomplete();
    expect(await storedIn(engine, other)).toEqual(await storedIn(engine, db));
  });

  test('replaces items under its keys, and leaves the others', async () => {
    const db = await emptyDb(engine);
    await fill(db, [Rich.put({ id: 'a', was: 'exported' })]);
    await exportTable(db, { to: folder });
    await fill(db, [Rich.put({ id: 'a', is: 'changed' }), Rich.put({ id: 'b' })]);
    await importExport(db, { from: folder });
    const stored = await storedIn(engine, db);
    expect(stored.map((line) => [line.includes('was'), line.includes('changed')])).toEqual([
      [true, false],
      [false, false],
    ]);
  });

  test('can be of chosen entities only', async () => {
    const db = await activityDb(engine, 10);
    await exportTable(db, { to: folder });
    const other = await emptyDb(engine);
    const report = await importExport(other, { from: folder, entities: [Activity] });
    expect(report).toMatchObject({ rows: 10, written: 10, complete: true });
  });
});
