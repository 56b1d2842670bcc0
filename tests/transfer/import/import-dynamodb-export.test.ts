import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { importExport } from '../../../src/transfer/import/import-export.ts';
import { rawPut } from '../../../src/transfer/raw-put.ts';
import { describeEngines } from '../../support/engines.ts';
import { activityTable } from '../activity-table.ts';
import { fullLine, makeExport } from '../made-dynamodb-export.ts';
import { emptyDb, fill, Rich, richItems, storedIn } from './stored-tables.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'monotable-import-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const stored = [
  ...richItems.map((item) => Rich.put(item).input.Item),
  // Of nothing that is declared.
  { PK: 'x', SK: 'y', mixed: [new Set([1]), Uint8Array.of(1), null] },
];

describeEngines('a full export that DynamoDB made', (engine) => {
  test('is imported as it is', async () => {
    const lines = stored.map(fullLine);
    const { path } = makeExport(folder, [lines.slice(0, 1), [], lines.slice(1)]);
    const other = await emptyDb(engine);
    const checkpoint = join(folder, 'checkpoint.json');
    const report = await importExport(other, { from: { dynamodbExport: path }, checkpoint });
    expect(report.throwIfIncomplete()).toMatchObject({ rows: 4, written: 4 });
    const db = await emptyDb(engine);
    await fill(
      db,
      stored.map((item) => rawPut(activityTable, item)),
    );
    expect(await storedIn(engine, other)).toEqual(await storedIn(engine, db));
    const again = await importExport(other, { from: { dynamodbExport: path }, checkpoint });
    expect(again).toMatchObject({ complete: true, read: 0, before: { rows: 4, failed: 0 } });
  });

  test('is refused before a file that is another one', async () => {
    const { path, files } = makeExport(folder, [stored.map(fullLine)]);
    writeFileSync(
      files[0] ?? '',
      gzipSync(
        stored
          .map((item) => `${fullLine(item)}\n`)
          .join('')
          .replace('注文', '注語'),
      ),
    );
    expect(readFileSync(files[0] ?? '').length).toBeGreaterThan(0);
    const other = await emptyDb(engine);
    const report = await importExport(other, { from: { dynamodbExport: path } });
    expect(report).toMatchObject({ written: 0, stopped: 'error' });
    expect((report.cause as Error).message).toMatch(
      /has another MD5 than in the manifest: it is not the file that was exported\.$/,
    );
    expect(await storedIn(engine, other)).toEqual([]);
  });
});
