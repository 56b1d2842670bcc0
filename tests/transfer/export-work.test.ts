import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { type Connection, connect, defineEntity, defineTable, ensureTable, send } from '../../src/index.ts';
import type { ExportOptions } from '../../src/transfer/export-options.ts';
import { exportTable } from '../../src/transfer/export-table.ts';
import { openTarget } from '../../src/transfer/target/open-target.ts';
import { verifyTarget } from '../../src/transfer/verify/verify-target.ts';
import { describeOneEngine } from '../support/engines.ts';
import { activityDb, activityTable } from './activity-table.ts';
import { FakeS3 } from './s3/fake-s3.ts';
import { localS3Client } from './s3/local-s3-client.ts';

let folder: string;
let to: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'monotable-work-'));
  to = join(folder, 'out');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const partitions = { Activity: { attribute: 'createdAt', unit: 'seconds', timeZone: 'UTC' } } as const;

/** All files below a folder that hold rows. */
function dataFiles(path: string): string[] {
  const all = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return all.filter((file) => /\.(?:gz|parquet)$/.test(file)).sort();
}

describeOneEngine('the work of an export', (engine) => {
  let db: Connection;
  beforeAll(async () => {
    db = await activityDb(engine, 900);
  });

  /** Ends an export in its first step after so many items, or when it writes. */
  async function ended(options: Partial<ExportOptions>, when: 'reading' | 'writing'): Promise<void> {
    const stop = new AbortController();
    const result = await exportTable(db, {
      to,
      ...options,
      abortSignal: stop.signal,
      onProgress: ({ phase, items }) => phase === when && items > 0 && stop.abort(),
    });
    expect(result.complete).toBe(false);
  }

  test('stands in a folder of its own, and nothing else is removed with it', async () => {
    const workFolder = join(folder, 'work');
    mkdirSync(join(workFolder, 'files'), { recursive: true });
    writeFileSync(join(workFolder, 'thesis.txt'), 'mine');
    writeFileSync(join(workFolder, 'files', 'mine.txt'), 'mine');
    const inside = join(workFolder, 'out');
    const { manifest } = await exportTable(db, { to: inside, workFolder });
    expect(readdirSync(workFolder).sort()).toEqual(['files', 'out', 'thesis.txt']);
    expect(dataFiles(inside)).toHaveLength(2);
    await expect(exportTable(db, { to: inside, workFolder })).rejects.toThrow(
      `In ${inside} is an export already, run ${manifest?.run} of table ${db.tableName} with 901 rows.`,
    );
    expect(readdirSync(workFolder).sort()).toEqual(['files', 'out', 'thesis.txt']);
  });

  test('is not gone on with when waiting lines were lost', async () => {
    const stop = new AbortController();
    await exportTable(db, {
      to,
      from: { segments: 1 },
      abortSignal: stop.signal,
      onProgress: ({ segments }) => segments.done === 1 && stop.abort(),
    });
    const lines = join(to, '_export', 'segments', '00000', 'lines');
    const [file = ''] = readdirSync(lines).sort();
    const bytes = readFileSync(join(lines, file));
    // What is left of the last blocks of a file when a machine loses its power.
    writeFileSync(join(lines, file), bytes.fill(0, bytes.length - 10));
    const again = exportTable(db, { to, from: { segments: 1 } });
    await expect(again).rejects.toThrow(/unexpected|incorrect|is damaged/);
    expect(existsSync(join(to, 'manifest.json'))).toBe(false);
  });

  test('is not gone on with when its files are gone from the target', async () => {
    const workFolder = join(folder, 'work');
    const stop = new AbortController();
    const options = { to, workFolder, partitions };
    await exportTable(db, {
      ...options,
      abortSignal: stop.signal,
      onProgress: ({ rowsWritten }) => rowsWritten > 0 && stop.abort(),
    });
    rmSync(to, { recursive: true });
    await expect(exportTable(db, options)).rejects.toThrow(
      /^\d files that this export has written are not in .*out any more, such as .*\. Begin anew with restart\.$/,
    );
    const { manifest } = await exportTable(db, { ...options, restart: true });
    expect(manifest?.rows).toBe(901);
    expect(await verifyTarget(await openTarget(to))).toMatchObject({ ok: true });
  });

  test('is of one server, and of a folder however it is written', async () => {
    await ended({}, 'reading');
    const { credentials, region } = engine.settings;
    const endpoint = engine.settings.endpoint.replace('127.0.0.1', 'localhost');
    const client = new DynamoDBClient({ endpoint, region, credentials });
    const other = connect({ table: activityTable, tableName: db.tableName, client });
    await expect(exportTable(other, { to })).rejects.toThrow(
      `An export was ended in ${join(to, '_export')} before its end, with another server: "http://127.0.0.1:`,
    );
    client.destroy();
    expect(await exportTable(db, { to: `${to}/./` })).toMatchObject({ complete: true, resumed: true });
  });

  test('is forgotten when nothing was read yet', async () => {
    const absent = connect({ table: activityTable, tableName: 'absent', client: engine.client() });
    await expect(exportTable(absent, { to })).rejects.toThrow();
    expect(await exportTable(db, { to, format: 'parquet' })).toMatchObject({
      complete: true,
      resumed: false,
    });
  });

  test('leaves no file behind when it is forgotten', async () => {
    await ended({ partitions }, 'writing');
    const result = await exportTable(db, { to, partitions, restart: true });
    expect(result).toMatchObject({ complete: true, strays: [] });
    expect(await verifyTarget(await openTarget(to))).toMatchObject({ ok: true, differences: [] });
  });

  test('names files that nobody knows, and that queries would read', async () => {
    await ended({ workFolder: join(folder, 'elsewhere'), partitions }, 'writing');
    writeFileSync(join(to, 'activity', 'old.jsonl'), '{}\n');
    const { strays } = await exportTable(db, { to, partitions });
    expect(strays).toContain('activity/old.jsonl');
    expect(strays.length).toBe(dataFiles(to).length - 6 + 1);
  });

  test.each([
    ['run.json', '{"version":99}'],
    ['run.json', 'null'],
    [join('segments', '00000', 'checkpoint.json'), '{}'],
    [join('files', 'written.jsonl'), '{}\n'],
    [join('files', 'written.jsonl'), '{"entity":\n'],
  ])('is not gone on with when %s is damaged: %s', async (file, text) => {
    await ended({ from: { segments: 1 } }, 'writing');
    const path = join(to, '_export', file);
    writeFileSync(path, text);
    await expect(exportTable(db, { to, from: { segments: 1 } })).rejects.toThrow(`${path} is damaged`);
    expect(await exportTable(db, { to, from: { segments: 1 }, restart: true })).toMatchObject({
      complete: true,
    });
  });

  test('of runs at one moment is not mixed up', async () => {
    const standing = connect({
      ...{ table: activityTable, tableName: db.tableName, client: engine.client() },
      now: () => new Date('2026-11-21T10:00:00Z'),
    });
    await exportTable(standing, { to });
    const { manifest } = await exportTable(standing, { to, replace: true, format: 'parquet' });
    expect(manifest?.format).toBe('parquet');
    expect(dataFiles(to)).toEqual(
      manifest?.entities.flatMap(({ files }) => files.map(({ path }) => path)).sort(),
    );
  });

  test('of many exports into one target leaves the files of one', async () => {
    const tries = Array.from({ length: 6 }, async (_, place) => {
      for (let attempt = 0; attempt < 40; attempt += 1) {
        try {
          return await exportTable(db, {
            to,
            replace: true,
            format: place % 2 === 0 ? 'json-lines' : 'parquet',
          });
        } catch (error) {
          expect((error as Error).message).toMatch(
            /^Another export to .* goes on: process|with another format/,
          );
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
      return undefined;
    });
    const results = await Promise.all(tries);
    expect(results.filter((result) => result?.complete).length).toBe(6);
    expect(await verifyTarget(await openTarget(to))).toMatchObject({ ok: true, differences: [] });
    expect(readdirSync(to).sort()).toEqual(['activity', 'manifest.json', 'member']);
  });

  test('of two exports to S3 at once ends with the files and statements of the winner', async () => {
    const fake = new FakeS3(['bucket']);
    await fake.start();
    const client = localS3Client(fake.endpoint);
    try {
      const results = await Promise.allSettled(
        (['json-lines', 'parquet'] as const).map((format) =>
          exportTable(db, {
            to: 's3://bucket/raw',
            s3: { client },
            format,
            workFolder: join(folder, format),
          }),
        ),
      );
      const [winner, ...more] = results.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
      expect(more).toEqual([]);
      const sql = fake.objects.get('bucket/raw/athena.sql')?.body.toString() ?? '';
      expect(sql.includes('STORED AS PARQUET')).toBe(winner?.manifest?.format === 'parquet');
      const files = [...fake.objects.keys()].filter((key) => /\.(?:gz|parquet)$/.test(key));
      expect(files).toHaveLength(2);
      expect(files.every((key) => key.includes(winner?.manifest?.run ?? 'none'))).toBe(true);
    } finally {
      client.destroy();
      await fake.stop();
    }
  });
});

describeOneEngine('an entity with the name of the work folder', (engine) => {
  test('has another one', async () => {
    const table = defineTable({ name: 'odd' });
    const Odd = defineEntity<{ id: string }>()({
      name: '_export',
      table,
      keys: { PK: 'ODD#{id}', SK: 'ODD' },
    });
    const db = connect({ table, tableName: engine.tableName('odd'), client: engine.client() });
    await ensureTable(db);
    await send(db, Odd.put({ id: '1' }));
    const { manifest } = await exportTable(db, { to });
    expect(manifest?.entities[0]).toMatchObject({ entity: '_export', prefix: '_export_2/', rows: 1 });
    expect(dataFiles(to)).toHaveLength(1);
  });
});
