import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../src/index.ts';
import { exportTable } from '../../src/transfer/export-table.ts';
import { dynamodbExportSource } from '../../src/transfer/source/dynamodb-export-source.ts';
import type { JsonValue } from '../../src/transfer/source/source.ts';
import { Activity, activities, activityTable } from './activity-table.ts';
import { changeLine, fullLine, makeExport } from './made-dynamodb-export.ts';

const db = connect({ table: activityTable, tableName: 'activity' });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'monotable-dynamodb-resumed-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const byDay = { attribute: 'createdAt', unit: 'seconds', timeZone: 'UTC' } as const;

function itemsOf(count: number): Record<string, unknown>[] {
  return [...activities(count)].map((activity) => Activity.put(activity).input.Item ?? {});
}

test('an export that is ended in the middle of its files gives the same when it is gone on with', async () => {
  const lines = itemsOf(7_000).map((item, place) =>
    changeLine(place % 10 === 0 ? { deleted: item } : { made: item }),
  );
  const { path } = makeExport(folder, [lines.slice(0, 5_500), [], lines.slice(5_500)], {
    exportType: 'INCREMENTAL_EXPORT',
  });
  const options = (to: string) => ({
    to: join(folder, to),
    from: { dynamodbExport: path },
    partitions: { Activity: byDay },
  });
  const whole = await exportTable(db, options('whole'));
  let aborted = 0;
  for (;;) {
    const stop = new AbortController();
    let told = 0;
    const { complete, manifest } = await exportTable(db, {
      ...options('parts'),
      abortSignal: stop.signal,
      onProgress: ({ phase }) => {
        told += 1;
        if (told > 2 && phase === 'reading') stop.abort();
      },
    });
    if (!complete) {
      aborted += 1;
      continue;
    }
    const timeless = (text: string, run = '') =>
      text.replaceAll(run, 'RUN').replace(/"(startedAt|finishedAt)":"[^"]*"/g, '"$1":""');
    expect(timeless(JSON.stringify(manifest), manifest?.run)).toBe(
      timeless(JSON.stringify(whole.manifest), whole.manifest?.run),
    );
    break;
  }
  expect(aborted).toBeGreaterThan(1);
  expect(whole.manifest).toMatchObject({ rows: 6_300, leftOut: [{ count: 700 }] });
  expect(readdirSync(join(folder, 'parts'))).toEqual(['activity', 'manifest.json']);
});

/** The pages of the first file. */
async function pagesOf(path: string, after?: JsonValue) {
  const source = await dynamodbExportSource({ dynamodbExport: path }, undefined);
  const pages = [];
  const segment = source.segments[0];
  if (segment === undefined) throw new Error('there is no file');
  for await (const page of segment.pages(after, new AbortController().signal)) pages.push(page);
  return pages;
}

describe('the pages of a data file', () => {
  test('hold so many items, and go on after each of them', async () => {
    const { path } = makeExport(folder, [itemsOf(2_500).map(fullLine)]);
    const pages = await pagesOf(path);
    expect(pages.map(({ items }) => items.length)).toEqual([1_000, 1_000, 500]);
    const rest = await pagesOf(path, pages[0]?.end);
    expect(rest.flatMap(({ items }) => items)).toEqual(pages.slice(1).flatMap(({ items }) => items));
    expect((await pagesOf(path, pages[1]?.end)).map(({ items }) => items.length)).toEqual([500]);
  });

  test('hold fewer items the larger they are', async () => {
    const large = itemsOf(12).map((item) => ({ ...item, metadata: 'x'.repeat(300_000) }));
    const pages = await pagesOf(makeExport(folder, [large.map(fullLine)]).path);
    expect(pages.map(({ items }) => items.length)).toEqual([4, 4, 4, 0]);
  });

  test('do not go on in a file that is another one by now', async () => {
    const { path } = makeExport(folder, [itemsOf(1_500).map(fullLine)]);
    const [first] = await pagesOf(path);
    makeExport(folder, [itemsOf(1_501).map(fullLine)]);
    await expect(pagesOf(path, first?.end)).rejects.toThrow(
      `${join(path, 'data', 'xanrk0pyk4bbgbmvuhfa6zxq.json.gz')} is not the file that this export began to read. Begin anew with restart.`,
    );
    makeExport(folder, [itemsOf(10).map(fullLine)]);
    await expect(pagesOf(path, first?.end)).rejects.toThrow('is not the file that this export began to read');
  });
});
