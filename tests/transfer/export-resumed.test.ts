import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExportOptions } from '../../src/transfer/export-options.ts';
import { exportTable } from '../../src/transfer/export-table.ts';
import { describeEngines } from '../support/engines.ts';
import { activityDb } from './activity-table.ts';
import { timeless } from './exported-files.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'monotable-export-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const byDay = { attribute: 'createdAt', unit: 'seconds', timeZone: 'UTC' } as const;

describeEngines('an export that is ended in between', (engine) => {
  test.each(['json-lines', 'dynamodb-json', 'parquet'] as const)(
    'gives the same files when it is gone on with, as %s',
    async (format) => {
      const db = await activityDb(engine, 900);
      const options = (to: string): ExportOptions => ({
        to: join(folder, to),
        partitions: { Activity: byDay },
        format,
        from: { segments: 3 },
      });
      const whole = await exportTable(db, options('whole'));
      let aborted = 0;
      for (let after = 1; ; after += 1) {
        const stop = new AbortController();
        let told = 0;
        const result = await exportTable(db, {
          ...options('parts'),
          abortSignal: stop.signal,
          onProgress: () => {
            told += 1;
            if (told > after) stop.abort();
          },
        });
        expect(result.resumed).toBe(aborted > 0);
        if (result.complete) {
          expect(timeless(result.manifest)).toBe(timeless(whole.manifest));
          break;
        }
        aborted += 1;
      }
      expect(aborted).toBeGreaterThan(2);
      expect(readdirSync(join(folder, 'parts'))).toEqual(['activity', 'manifest.json', 'member']);
    },
  );

  test('is not gone on with as another one', async () => {
    const db = await activityDb(engine, 20);
    const stop = new AbortController();
    await exportTable(db, {
      to: folder,
      abortSignal: stop.signal,
      onProgress: ({ items }) => items > 0 && stop.abort(),
    });
    await expect(exportTable(db, { to: folder, format: 'dynamodb-json' })).rejects.toThrow(
      `An export was ended in ${join(folder, '_export')} before its end, with another format: "json-lines". Say the same to go on with it, or restart to forget it.`,
    );
    const result = await exportTable(db, { to: folder, format: 'dynamodb-json', restart: true });
    expect(result).toMatchObject({ complete: true, resumed: false });
  });

  test('is in the way of a second one that goes on at the same time', async () => {
    const db = await activityDb(engine, 20);
    const [one, other] = await Promise.allSettled([1, 2].map(() => exportTable(db, { to: folder })));
    expect([one?.status, other?.status].sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describeEngines('a target with an export', (engine) => {
  test('is not written into, unless the export is to be replaced', async () => {
    const db = await activityDb(engine, 50);
    const first = await exportTable(db, { to: folder, partitions: { Activity: byDay } });
    await expect(exportTable(db, { to: folder })).rejects.toThrow(
      `In ${folder} is an export already, run ${first.manifest?.run} of table ${db.tableName} with 51 rows. Take another target, or replace it.`,
    );
    const second = await exportTable(db, { to: folder, replace: true });
    const paths = second.manifest?.entities.flatMap(({ files }) => files.map(({ path }) => path)) ?? [];
    const there = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
      /\.gz$/.test(path),
    );
    expect(there.sort()).toEqual([...paths].sort());
    expect(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')).run).toBe(second.manifest?.run);
  });
});
