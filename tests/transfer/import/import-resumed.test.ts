import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportTable } from '../../../src/transfer/export-table.ts';
import { importExport } from '../../../src/transfer/import/import-export.ts';
import type { FailedRow } from '../../../src/transfer/import/import-options.ts';
import { rawPut } from '../../../src/transfer/raw-put.ts';
import { describeEngines, describeOneEngine } from '../../support/engines.ts';
import { activityDb, activityTable } from '../activity-table.ts';
import { Counted, emptyDb, fill, storedIn } from './stored-tables.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'monotable-import-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const byDay = { attribute: 'createdAt', unit: 'seconds', timeZone: 'UTC' } as const;

describeEngines('an import that is ended in between', (engine) => {
  test.each(['json-lines', 'parquet'] as const)(
    'misses nothing when it is gone on with, as %s',
    async (format) => {
      const db = await activityDb(engine, 900);
      await exportTable(db, { to: folder, format, partitions: { Activity: byDay } });
      const other = await emptyDb(engine);
      const checkpoint = join(folder, 'checkpoint.json');
      let calls = 0;
      let last = 0;
      for (;;) {
        const stop = new AbortController();
        const report = await importExport(other, {
          from: folder,
          checkpoint,
          concurrency: 1,
          abortSignal: stop.signal,
          onProgress: ({ written }) => written >= 200 && stop.abort(),
        });
        calls += 1;
        expect(report.before.rows).toBe(last);
        if (report.complete) {
          expect(report.before.rows + report.read).toBe(901);
          break;
        }
        expect(report.stopped).toBe('aborted');
        const { done } = JSON.parse(readFileSync(checkpoint, 'utf8'));
        const next = report.next;
        expect(next?.row).toBe(next?.file === done.file ? done.row + 1 : 1);
        last = report.before.rows + report.written;
        expect(() => report.throwIfIncomplete()).toThrow(
          `It was ended before row ${next?.row} of ${next?.file}: aborted`,
        );
      }
      expect(calls).toBeGreaterThan(3);
      expect(await storedIn(engine, other)).toEqual(await storedIn(engine, db));
      const again = await importExport(other, { from: folder, checkpoint });
      expect(again).toMatchObject({ complete: true, read: 0, before: { rows: 901, failed: 0 } });
    },
  );
});

describeOneEngine('rows that cannot be written', (engine) => {
  test('are told of by file and row, and counted in every later call', async () => {
    const db = await emptyDb(engine);
    const items = Array.from({ length: 40 }, (_, n) => Counted.create({ id: `c${n}`, total: n }).input.Item);
    // An entity that is declared otherwise now: no key can be made of an empty id.
    const bad = { ...items[7], id: '' };
    await fill(
      db,
      [...items.slice(0, 7), bad].map((item) => rawPut(activityTable, item)),
    );
    const { manifest } = await exportTable(db, { to: folder, from: { segments: 1 } });
    const file = manifest?.entities.find(({ entity }) => entity === 'Counted')?.files[0]?.path ?? '';
    const other = await emptyDb(engine);
    const failed: FailedRow[] = [];
    const options = {
      from: folder,
      checkpoint: join(folder, 'checkpoint.json'),
      onFailed: (row: FailedRow) => void failed.push(row),
    };
    const report = await importExport(other, options);
    expect(report).toMatchObject({ complete: false, written: 7, failed: 1, stopped: undefined });
    const [{ row = 0, error } = {}] = failed;
    expect(failed).toEqual([{ file, row, item: undefined, error }]);
    const message = `importExport: of 8 rows, 8 were read, 7 written, and 1 failed. The first that failed is row ${row} of ${file}: KeyError, ${(error as Error).message.replace(/\.$/, '')}`;
    expect(() => report.throwIfIncomplete()).toThrow(message);
    const again = await importExport(other, options);
    expect(again).toMatchObject({ complete: false, read: 0, before: { rows: 8, failed: 1 } });
    expect(() => again.throwIfIncomplete()).toThrow(
      'importExport: of 8 rows, 0 were read, 0 written, and 0 failed. Of 8 that were done before, 1 had failed.',
    );
    expect(failed).toHaveLength(1);
  });
});

describeOneEngine('a checkpoint', (engine) => {
  test('is of one export and one table', async () => {
    const db = await activityDb(engine, 5);
    const { manifest } = await exportTable(db, { to: folder });
    const checkpoint = join(folder, 'checkpoint.json');
    await importExport(db, { from: folder, checkpoint });
    const other = await emptyDb(engine);
    await expect(importExport(other, { from: folder, checkpoint })).rejects.toThrow(
      `The checkpoint ${checkpoint} is of another import: its table is "${db.tableName}", and here it is "${other.tableName}". Delete it to begin from the start, or name another one.`,
    );
    const again = await exportTable(db, { to: folder, replace: true });
    await expect(importExport(db, { from: folder, checkpoint })).rejects.toThrow(
      `its export is "${manifest?.run}", and here it is "${again.manifest?.run}".`,
    );
  });

  test('is no other file, and not in two hands', async () => {
    const db = await activityDb(engine, 5);
    await exportTable(db, { to: folder });
    const checkpoint = join(folder, 'manifest.json');
    await expect(importExport(db, { from: folder, checkpoint })).rejects.toThrow(
      `The file ${checkpoint} is no checkpoint of an import.`,
    );
    const absent = join(folder, 'manifest.json', 'below');
    await expect(importExport(db, { from: folder, checkpoint: absent })).rejects.toThrow(
      `The checkpoint ${absent} cannot be written: ENOTDIR`,
    );
    const shared = join(folder, 'checkpoint.json');
    const both = await Promise.allSettled(
      [1, 2].map(() => importExport(db, { from: folder, checkpoint: shared })),
    );
    const refused = both.find(({ status }) => status === 'rejected') as PromiseRejectedResult;
    expect(refused.reason.message).toContain(
      `Another import with the checkpoint ${shared} goes on: process `,
    );
  });
});
