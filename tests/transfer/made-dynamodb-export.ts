import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { dynamodbJsonLine } from '../../src/export/json-line.ts';
import { typedJson } from '../../src/transfer/dynamodb-json.ts';

type Item = Record<string, unknown>;

export const EXPORT_ID = '01693685827463-2d8752fd';
const ARN = `arn:aws:dynamodb:us-east-1:123456789012:table/activity/export/${EXPORT_ID}`;
const PREFIX = 'daily/2026-11-21';

/** What became of an item in the time of an incremental export. */
export type Change =
  | { readonly made: Item }
  | { readonly updated: Item; readonly before: Item }
  | { readonly deleted: Item };

/** A folder with an export as DynamoDB leaves it in S3. */
export interface MadeExport {
  /** The folder of the export itself. */
  readonly path: string;
  /** Its data files, in the order of the manifest. */
  readonly files: readonly string[];
}

/** Files of lines, each as of one partition, beside what DynamoDB says of them. */
export function makeExport(
  root: string,
  lines: readonly (readonly string[])[],
  summary: Readonly<Record<string, unknown>> = {},
): MadeExport {
  const incremental = summary.exportType === 'INCREMENTAL_EXPORT';
  const folder = join(root, 'AWSDynamoDB', EXPORT_ID);
  const own = `AWSDynamoDB/${EXPORT_ID}`;
  const data = incremental ? 'AWSDynamoDB/data' : `${own}/data`;
  mkdirSync(folder, { recursive: true });
  mkdirSync(join(root, data), { recursive: true });
  writeFileSync(join(folder, '_started'), '');
  const listed = lines.map((all, place) => {
    const name = `${data}/xanrk${place}pyk4bbgbmvuhfa6zxq.json.gz`;
    const bytes = gzipSync(all.map((line) => `${line}\n`).join(''));
    writeFileSync(join(root, name), bytes);
    return {
      itemCount: all.length,
      md5Checksum: createHash('md5').update(bytes).digest('base64'),
      etag: `${createHash('md5').update(bytes).digest('hex')}-1`,
      dataFileS3Key: `${PREFIX}/${name}`,
    };
  });
  writeFileSync(
    join(folder, 'manifest-files.json'),
    listed.map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
  const said = {
    version: incremental ? '2023-08-01' : '2020-06-30',
    exportArn: ARN,
    startTime: '2026-11-21T07:28:34.028Z',
    endTime: '2026-11-21T07:33:43.897Z',
    tableArn: ARN.replace(/\/export.*/, ''),
    tableId: '12345a12-abcd-123a-ab12-1234abc12345',
    ...(incremental
      ? { exportFromTime: '2026-11-20T00:00:00.000Z', exportToTime: '2026-11-21T00:00:00.000Z' }
      : { exportTime: '2026-11-21T07:28:34.028Z' }),
    s3Bucket: 'exports',
    s3Prefix: PREFIX,
    s3SseAlgorithm: 'AES256',
    s3SseKmsKeyId: null,
    manifestFilesS3Key: `${PREFIX}/${own}/manifest-files.json`,
    billedSizeBytes: 123_456,
    itemCount: lines.flat().length,
    outputFormat: 'DYNAMODB_JSON',
    ...(incremental && { outputView: 'NEW_AND_OLD_IMAGES' }),
    ...summary,
  };
  writeFileSync(join(folder, 'manifest-summary.json'), JSON.stringify(said));
  return {
    path: folder,
    files: listed.map(({ dataFileS3Key: key }) => join(root, key.slice(PREFIX.length))),
  };
}

export function fullLine(item: Item): string {
  return dynamodbJsonLine(item);
}

/** @param view as it was chosen when the export was started */
export function changeLine(
  change: Change,
  view: 'NEW_IMAGE' | 'NEW_AND_OLD_IMAGES' = 'NEW_AND_OLD_IMAGES',
): string {
  const [after, before] =
    'made' in change
      ? [change.made, undefined]
      : 'deleted' in change
        ? [undefined, change.deleted]
        : [change.updated, change.before];
  const { PK, SK } = after ?? before ?? {};
  return JSON.stringify({
    Metadata: { WriteTimestampMicros: { N: '1795248000123456' } },
    Keys: typedJson({ PK, SK }),
    ...(before !== undefined && view === 'NEW_AND_OLD_IMAGES' && { OldImage: typedJson(before) }),
    ...(after !== undefined && { NewImage: typedJson(after) }),
  });
}
