import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { connect } from '../../src/index.ts';
import type { ExportOptions } from '../../src/transfer/export-options.ts';
import { exportTable } from '../../src/transfer/export-table.ts';
import { Activity, type Activity as ActivityItem, activities, activityTable } from './activity-table.ts';
import { changeLine, EXPORT_ID, fullLine, makeExport } from './made-dynamodb-export.ts';

// Nothing is sent to DynamoDB: all of it is in the files.
const db = connect({ table: activityTable, tableName: 'activity' });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'monotable-dynamodb-export-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Activities as they are stored. */
const stored = [...activities(60)].map((activity) => Activity.put(activity).input.Item ?? {});

function incremental(lines: readonly (readonly string[])[]): string {
  return makeExport(folder, lines, { exportType: 'INCREMENTAL_EXPORT' }).path;
}

function exported(dynamodbExport: string, more: Partial<ExportOptions> = {}): ReturnType<typeof exportTable> {
  return exportTable(db, { to: join(folder, 'out'), from: { dynamodbExport }, ...more });
}

/** The rows that an export has written. */
function rowsOf(entity = 'activity'): unknown[] {
  const place = join(folder, 'out', entity);
  return readdirSync(place).flatMap((file) =>
    gunzipSync(readFileSync(join(place, file)))
      .toString('utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line)),
  );
}

describe('a full export', () => {
  test('comes out item by item, with empty partitions and all', async () => {
    const lines = stored.map(fullLine);
    const { path, files } = makeExport(folder, [lines.slice(0, 40), [], lines.slice(40), []]);
    expect(files).toHaveLength(4);
    const { manifest, complete } = await exported(path);
    expect(complete).toBe(true);
    expect(manifest).toMatchObject({
      rows: 60,
      readUnits: 0,
      leftOut: [],
      note: "Read from DynamoDB's own export: the table as it was at that export's time.",
      source: {
        kind: 'dynamodb-export',
        type: 'full',
        arn: `arn:aws:dynamodb:us-east-1:123456789012:table/activity/export/${EXPORT_ID}`,
      },
    });
    const rows = rowsOf() as ActivityItem[];
    expect(rows.sort((one, other) => one.createdAt - other.createdAt)).toEqual([...activities(60)]);
  });

  test('may have a file without a byte for a partition without items', async () => {
    const lines = stored.slice(0, 3).map(fullLine);
    const { path, files } = makeExport(folder, [lines, []]);
    const [, empty = ''] = files;
    writeFileSync(empty, '');
    expect((await exported(path)).manifest?.rows).toBe(3);
  });

  test('may be of nothing at all', async () => {
    const { manifest, complete } = await exported(makeExport(folder, [[], []]).path);
    expect([complete, manifest?.rows]).toEqual([true, 0]);
  });

  test('is found by the path of its manifest as well', async () => {
    const { path } = makeExport(folder, [stored.slice(0, 2).map(fullLine)]);
    expect((await exported(`${path}/manifest-summary.json`)).manifest?.rows).toBe(2);
  });

  test('keeps every digit and byte', async () => {
    const [first = {}] = stored;
    const metadata = {
      big: 9_007_199_254_740_993n,
      bytes: new Uint8Array([0, 255]),
      set: new Set(['b', 'a']),
    };
    const { path } = makeExport(folder, [[fullLine({ ...first, metadata })]]);
    await exported(path, { format: 'dynamodb-json', compression: 'none' });
    const [file = ''] = readdirSync(join(folder, 'out', 'activity'));
    const text = readFileSync(join(folder, 'out', 'activity', file), 'utf8');
    expect(text).toContain('"big":{"N":"9007199254740993"}');
    expect(text).toContain('"bytes":{"B":"AP8="}');
    expect(text).toContain('"set":{"SS":["a","b"]}');
  });
});

describe('an incremental export', () => {
  const [a = {}, b = {}, c = {}, d = {}] = stored;

  test.each(['NEW_IMAGE', 'NEW_AND_OLD_IMAGES'] as const)(
    'has the newest state of what was changed, and names what was deleted, with %s',
    async (view) => {
      const changes = [
        { made: a },
        { updated: { ...b, activityType: 'newest' }, before: b },
        { deleted: c },
        { deleted: d },
      ];
      const path = incremental([changes.map((change) => changeLine(change, view)), []]);
      const { manifest } = await exported(path);
      expect(manifest).toMatchObject({
        rows: 2,
        note: "Read from DynamoDB's own incremental export: the newest state of each item that was changed.",
        source: { type: 'incremental' },
        leftOut: [{ attribute: 'PK', reason: 'was deleted', count: 2 }],
      });
      expect(manifest?.leftOut[0]?.example).toBe(`${c.PK} / ${c.SK}`);
      expect(rowsOf()).toEqual([
        expect.objectContaining({ userId: a.userId, activityType: a.activityType }),
        expect.objectContaining({ userId: b.userId, activityType: 'newest' }),
      ]);
    },
  );

  test('says when its data was not copied along: it is beside its own folder', async () => {
    const path = incremental([[changeLine({ made: a })]]);
    rmSync(join(folder, 'AWSDynamoDB', 'data'), { recursive: true });
    await expect(exported(path)).rejects.toThrow(
      `There is no file data/xanrk0pyk4bbgbmvuhfa6zxq.json.gz in ${join(folder, 'AWSDynamoDB')}.`,
    );
  });

  test.each([
    ['{"Metadata":{}}', 'it has neither Keys nor NewImage.'],
    ['null', 'it has neither Keys nor NewImage.'],
    ['{"Item":{"PK":{"S":"a"}}}', 'it has neither Keys nor NewImage.'],
    ['{"Keys":{"PK":"a"}}', 'Item.PK is no value in DynamoDB JSON, such as {"S":"a"}: "a".'],
  ])('has no line such as %s', async (line, why) => {
    const path = incremental([[changeLine({ made: a }), line]]);
    await expect(exported(path)).rejects.toThrow(
      `xanrk0pyk4bbgbmvuhfa6zxq.json.gz, line 2 is no line of an incremental export of DynamoDB: ${why}`,
    );
  });
});

describe('an export is refused', () => {
  const lines = stored.map(fullLine);
  const made = (): ReturnType<typeof makeExport> => makeExport(folder, [lines.slice(0, 30), lines.slice(30)]);
  const summary = (more: object): void => {
    const file = join(folder, 'AWSDynamoDB', EXPORT_ID, 'manifest-summary.json');
    writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), ...more }));
  };

  test('when a file is damaged', async () => {
    const { path, files } = made();
    const [file = ''] = files;
    const [other = ''] = files.slice(1);
    writeFileSync(file, readFileSync(other));
    await expect(exported(path)).rejects.toThrow(
      /xanrk0pyk4bbgbmvuhfa6zxq.json.gz is not as DynamoDB wrote it: its MD5 is another one\.$/,
    );
  });

  test('when a file was cut off', async () => {
    const { path, files } = made();
    const [file = ''] = files;
    writeFileSync(file, readFileSync(file).subarray(0, -20));
    await expect(exported(path)).rejects.toThrow(
      /xanrk0pyk4bbgbmvuhfa6zxq.json.gz cannot be read to its end: unexpected end of file$/,
    );
  });

  test('when a file has another number of lines, though its checksum is right', async () => {
    const { path } = made();
    const list = join(path, 'manifest-files.json');
    const text = readFileSync(list, 'utf8');
    const counts = [31, 29];
    writeFileSync(
      list,
      text.replace(/"itemCount":30/g, () => `"itemCount":${counts.shift()}`),
    );
    await expect(exported(path)).rejects.toThrow(
      /\.json\.gz has 30 lines; the export's manifest says (?:31|29)\.$/,
    );
  });

  test('when a file is missing', async () => {
    const { path, files } = made();
    rmSync(files[1] ?? '');
    await expect(exported(path)).rejects.toThrow(
      `There is no file ${EXPORT_ID}/data/xanrk1pyk4bbgbmvuhfa6zxq.json.gz in ${join(folder, 'AWSDynamoDB')}.`,
    );
  });

  test('when its list of files has lost a line', async () => {
    const { path } = made();
    const list = join(path, 'manifest-files.json');
    const [first = ''] = readFileSync(list, 'utf8').split('\n');
    writeFileSync(list, `${first}\n`);
    await expect(exported(path)).rejects.toThrow(
      `${path}/manifest-files.json names files with 30 items; ${path}/manifest-summary.json says 60.`,
    );
  });

  test('when its list of files is missing, or has another line in it', async () => {
    const { path } = made();
    const list = join(path, 'manifest-files.json');
    writeFileSync(list, '{"itemCount":1}\n');
    await expect(exported(path)).rejects.toThrow(`${list}, line 1 has no dataFileS3Key and itemCount.`);
    writeFileSync(list, '{"itemCount":\n');
    await expect(exported(path)).rejects.toThrow(`${list}, line 1 is no JSON.`);
    rmSync(list);
    await expect(exported(path)).rejects.toThrow(`There is no ${list}.`);
  });

  test('when it is in Ion', async () => {
    const { path } = made();
    summary({ outputFormat: 'ION' });
    await expect(exported(path)).rejects.toThrow(
      `The export in ${path} is in the format "ION"; only DYNAMODB_JSON can be read.`,
    );
  });

  test('when it has only been started', async () => {
    const { path } = made();
    rmSync(join(path, 'manifest-summary.json'));
    await expect(exported(path)).rejects.toThrow(
      `There is no ${path}/manifest-summary.json yet: DynamoDB has begun this export, and not completed it.`,
    );
    rmSync(join(path, '_started'));
    await expect(exported(path)).rejects.toThrow(
      `There is no ${path}/manifest-summary.json: it is no export of DynamoDB, or one that is not complete yet.`,
    );
  });

  test.each([{ exportArn: 7 }, { manifestFilesS3Key: null }, { itemCount: '60' }, { exportType: 'OTHER' }])(
    'when its manifest says %j',
    async (more) => {
      const { path } = made();
      summary(more);
      await expect(exported(path)).rejects.toThrow(
        `${path}/manifest-summary.json is no manifest of a DynamoDB export.`,
      );
    },
  );

  test.each(['', 's3://bucket', 's3://', 7])('when its place is %j', async (place) => {
    await expect(exported(place as string)).rejects.toThrow(
      'dynamodbExport is the folder of an export, such as "s3://bucket/AWSDynamoDB/01693685827463-2d8752fd", not',
    );
  });

  test('when a line of it is no item', async () => {
    const { path } = makeExport(folder, [[...lines.slice(0, 2), '{"NewImage":{}}']]);
    await expect(exported(path)).rejects.toThrow(
      `xanrk0pyk4bbgbmvuhfa6zxq.json.gz, line 3 is no line of a full export of DynamoDB: Item is undefined, not a map of attributes in DynamoDB JSON.`,
    );
  });
});
