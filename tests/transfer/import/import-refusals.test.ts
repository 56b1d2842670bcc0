import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, defineTable } from '../../../src/index.ts';
import type { ExportOptions } from '../../../src/transfer/export-options.ts';
import { exportTable } from '../../../src/transfer/export-table.ts';
import { importExport } from '../../../src/transfer/import/import-export.ts';
import type { ImportOptions } from '../../../src/transfer/import/import-options.ts';
import { describeOneEngine } from '../../support/engines.ts';
import { Activity, activityDb, activityTable } from '../activity-table.ts';
import { EXPORT_ID, makeExport } from '../made-dynamodb-export.ts';
import { emptyDb, fill, Rich, storedIn } from './stored-tables.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'monotable-import-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LOSSLESS = 'export with the format dynamodb-json.';
const IN_LINES = `of some of its values, json-lines does not tell sets, binary or long decimals from lists and text; ${LOSSLESS}`;
const IN_PARQUET = `of some of its values, parquet does not tell sets, binary, null, long decimals or several types apart; ${LOSSLESS}`;
const BYTES = Uint8Array.of(1);

describeOneEngine('what would not come back as it was', (engine) => {
  const lines: Partial<ExportOptions> = {};
  const parquet: Partial<ExportOptions> = { format: 'parquet' };
  const asText: Partial<ExportOptions> = { columns: { Rich: { value: 'string' } } };
  test.each<[string, Partial<ExportOptions>, unknown[], string]>([
    ['a set among lists', lines, [new Set(['a']), ['a']], IN_LINES],
    ['sets of several types', lines, [new Set(['a']), new Set([1])], IN_LINES],
    ['binary among text', lines, [BYTES, 'AQ=='], IN_LINES],
    ['a set inside', lines, [{ tags: new Set(['a']) }], IN_LINES],
    ['binary inside', lines, [[BYTES]], IN_LINES],
    ['numbers among text in a column of text', asText, [7, '7'], IN_LINES],
    ['numbers among text', parquet, [7, '7'], IN_PARQUET],
    ['null, which is as absent', parquet, [null], IN_PARQUET],
    ['null inside', parquet, [{ a: null, b: 1 }], IN_PARQUET],
    [
      'long numbers that were rounded',
      { ...parquet, columns: { Rich: { value: 'double' } } },
      [9007199254740993n],
      IN_PARQUET,
    ],
    [
      'maps with names that are data',
      lines,
      [Object.fromEntries(Array.from({ length: 101 }, (_, n) => [`k${n}`, n]))],
      IN_LINES,
    ],
  ])('is refused beforehand: %s', async (_, options, values, reason) => {
    const db = await emptyDb(engine);
    await fill(
      db,
      values.map((value, n) => Rich.put({ id: `${n}`, value })),
    );
    await exportTable(db, { to: folder, ...options });
    const other = await emptyDb(engine);
    await expect(importExport(other, { from: folder })).rejects.toThrow(
      `importExport: Rich.value would not come back as it was stored: ${reason}`,
    );
    expect(await storedIn(engine, other)).toEqual([]);
    await exportTable(db, { to: folder, format: 'dynamodb-json', replace: true });
    (await importExport(other, { from: folder })).throwIfIncomplete();
    expect(await storedIn(engine, other)).toEqual(await storedIn(engine, db));
  });

  test('is refused: more attributes than are told apart', async () => {
    const db = await emptyDb(engine);
    const many = Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [`a${n}`, n]));
    await fill(db, [Rich.put({ id: 'a', ...many })]);
    await exportTable(db, { to: folder });
    await expect(importExport(db, { from: folder })).rejects.toThrow(
      `importExport: Rich has more attributes than its files tell the types of; ${LOSSLESS}`,
    );
  });

  test('is refused: parts of items, by choice, or by an index', async () => {
    const db = await activityDb(engine, 5);
    const attributes = { Activity: ['userId', 'createdAt', 'activityType'] };
    await exportTable(db, { to: folder, entities: [Activity], attributes });
    await expect(importExport(db, { from: folder })).rejects.toThrow(
      'importExport: Activity was exported in parts: only activityType, createdAt, userId. Items would lose the rest; export all of it to import it.',
    );
    const manifest = join(folder, 'manifest.json');
    const text = readFileSync(manifest, 'utf8');
    writeFileSync(manifest, text.replace('"segments": 4', '"segments": 4, "index": "GSI9"'));
    await expect(importExport(db, { from: folder })).rejects.toThrow(
      'importExport: the export is of index GSI9, which table activity does not declare, so it is not known whether its items are whole.',
    );
    const keysOnly = defineTable({ name: 'narrow', indexes: [{ name: 'GSI9', projection: 'keys' }] });
    const narrow = connect({ table: keysOnly, client: engine.client() });
    await expect(importExport(narrow, { from: folder })).rejects.toThrow(
      'importExport: the export is of index GSI9, which does not hold whole items. Written back, they would lose the rest; export from the table to import it.',
    );
    await exportTable(db, {
      to: folder,
      from: { query: Activity.ofUser({ userId: 'u1' }) as never },
      replace: true,
    });
    expect(await importExport(db, { from: folder })).toMatchObject({ complete: true, rows: 1 });
  });

  test('is refused: an entity that is not declared, or without what its keys are made of', async () => {
    const db = await emptyDb(engine);
    await fill(db, [Rich.put({ id: 'a' })]);
    await exportTable(db, { to: folder });
    const bare = defineTable({ name: 'bare', indexes: ['GSI1'] });
    await expect(
      importExport(connect({ table: bare, client: engine.client() }), { from: folder }),
    ).rejects.toThrow(
      'importExport: table bare has no entity Rich, of which keys could be made; it has none.',
    );
    const manifest = join(folder, 'manifest.json');
    const text = readFileSync(manifest, 'utf8');
    writeFileSync(manifest, text.replaceAll('"attribute": "id"', '"attribute": "ID"'));
    await expect(importExport(db, { from: folder })).rejects.toThrow(
      'importExport: Rich has no id in its files, of which its keys are made.',
    );
    const odd = '{"attribute":"layout","column":"x","type":"bigint","from":"seen","stored":"N"}';
    const rich = text.indexOf('"columns": [', text.indexOf('"entity": "Rich"'));
    writeFileSync(manifest, `${text.slice(0, rich)}"columns": [${odd},${text.slice(rich + 12)}`);
    await expect(importExport(db, { from: folder })).rejects.toThrow(
      'importExport: Rich has layout in its files, which is written by the toolkit as it is declared now.',
    );
  });
});

describeOneEngine('a damaged export', (engine) => {
  test.each(['json-lines', 'parquet', 'dynamodb-json'] as const)(
    'is refused before any row of the damaged file, as %s',
    async (format) => {
      const db = await activityDb(engine, 30);
      const { manifest } = await exportTable(db, { to: folder, format });
      const [file] = manifest?.entities.find(({ entity }) => entity === 'Member')?.files ?? [];
      const path = join(folder, file?.path ?? '');
      const bytes = readFileSync(path);
      bytes.writeUInt8(bytes.readUInt8(bytes.length - 5) ^ 1, bytes.length - 5);
      writeFileSync(path, bytes);
      const other = await emptyDb(engine);
      const report = await importExport(other, { from: folder });
      // Of those before it, the last few may still have been on their way.
      expect(report).toMatchObject({ stopped: 'error', complete: false, read: 30 });
      expect(await storedIn(engine, other)).toHaveLength(report.written);
      const message = `${folder}/${file?.path} has another SHA-256 than in the manifest: it is not the file that was exported.`;
      expect((report.cause as Error).message).toBe(message);
      truncateSync(path, bytes.length - 1);
      const shorter = await importExport(other, { from: folder });
      expect((shorter.cause as Error).message).toBe(
        `${folder}/${file?.path} has ${bytes.length - 1} bytes, and ${bytes.length} in the manifest: it is not the file that was exported.`,
      );
      rmSync(path);
      const absent = await importExport(other, { from: folder });
      expect((absent.cause as Error).message).toBe(`There is no file ${file?.path} in ${folder}.`);
      expect((await storedIn(engine, other)).some((line) => line.includes('Member'))).toBe(false);
    },
  );

  test('is refused with a manifest that counts other rows', async () => {
    const db = await activityDb(engine, 30);
    await exportTable(db, { to: folder });
    const manifest = join(folder, 'manifest.json');
    const text = readFileSync(manifest, 'utf8');
    for (const [rows, said] of [
      [29, 'more rows'],
      [31, '30 rows'],
    ] as const) {
      writeFileSync(
        manifest,
        text.replaceAll('"rows": 30', `"rows": ${rows}`).replace('"rows": 31', `"rows": ${rows + 1}`),
      );
      const other = await emptyDb(engine);
      const report = await importExport(other, { from: folder });
      expect((report.cause as Error).message).toMatch(
        new RegExp(`^${folder}/activity/.*\\.jsonl\\.gz has ${said}; the manifest says ${rows}\\.$`),
      );
    }
  });
});

describeOneEngine('what is no export', (engine) => {
  test('is refused: a manifest with a stored type that there is not', async () => {
    const db = await activityDb(engine, 2);
    await exportTable(db, { to: folder });
    const manifest = join(folder, 'manifest.json');
    writeFileSync(manifest, readFileSync(manifest, 'utf8').replace('"stored": "S"', '"stored": "X"'));
    await expect(importExport(db, { from: folder })).rejects.toThrow(
      'entities[0]: columns[0]: stored is "X", not S or N or B or BOOL or SS or NS or BS or L or M or NULL or mixed.',
    );
  });

  test.each<[Partial<ImportOptions>, string]>([
    [
      { from: 'nowhere' },
      'There is no nowhere/manifest.json: it is no export, or one that is not complete yet.',
    ],
    [
      { from: '' },
      'importExport: from is the folder of an export, s3://bucket/prefix or { dynamodbExport }, not "".',
    ],
    [{ form: 'x' } as never, 'importExport has no option "form"; there are from, s3, entities,'],
    [{ concurrency: 0 }, 'importExport: concurrency is a whole number from 1 on, not 0.'],
    [{ writeUnitsPerSecond: -1 }, 'importExport: writeUnitsPerSecond is a number above 0, not -1.'],
    [{ checkpoint: '' }, 'importExport: checkpoint is the path of a file, not "".'],
    [
      { from: { dynamodbExport: 'nowhere/123' }, entities: [Rich] },
      'importExport: of an export that DynamoDB made, no entities can be chosen.',
    ],
    [
      { from: { dynamodbExport: 'nowhere/123' } },
      'There is no nowhere/123/manifest-summary.json: it is no export of DynamoDB, or one that is not complete yet.',
    ],
  ])('is refused: %j', async (options, message) => {
    const db = connect({ table: activityTable, client: engine.client() });
    await expect(importExport(db, { from: folder, ...options })).rejects.toThrow(message);
  });

  test('an incremental export of DynamoDB, and entities that are in none', async () => {
    const db = await activityDb(engine, 2);
    const { path } = makeExport(folder, [[]], { exportType: 'INCREMENTAL_EXPORT' });
    await expect(importExport(db, { from: { dynamodbExport: path } })).rejects.toThrow(
      `export/${EXPORT_ID} is an incremental export: it has changes, and not the items of a table.`,
    );
    await exportTable(db, { to: folder });
    for (const [entities, message] of [
      [[{ name: 'Order' }], 'importExport: the export has no entity "Order"; there are '],
      [[], 'importExport: entities is a list of them, not an array of 0.'],
    ] as const) {
      await expect(importExport(db, { from: folder, entities })).rejects.toThrow(message);
    }
  });
});
