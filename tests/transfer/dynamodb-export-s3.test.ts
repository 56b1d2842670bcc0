import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { connect } from '../../src/index.ts';
import { estimateExport } from '../../src/transfer/estimate-export.ts';
import { exportTable } from '../../src/transfer/export-table.ts';
import { Activity, activities, activityTable } from './activity-table.ts';
import { changeLine, EXPORT_ID, makeExport } from './made-dynamodb-export.ts';
import { localS3Client } from './s3/local-s3-client.ts';
import { type S3rverServer, startS3rver } from './s3/start-s3rver.ts';

const db = connect({ table: activityTable, tableName: 'activity' });

let folder: string;
let server: S3rverServer;
let client: S3Client;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'monotable-dynamodb-s3-'));
  server = await startS3rver();
  client = localS3Client(server.endpoint);
});
afterEach(async () => {
  client.destroy();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** As DynamoDB leaves it: everything below the export's prefix. */
async function uploaded(root: string): Promise<string> {
  const prefix = 'daily/2026-11-21';
  for (const file of readdirSync(root, { recursive: true, encoding: 'utf8', withFileTypes: true })) {
    if (!file.isFile()) continue;
    const place = join(file.parentPath, file.name);
    const Key = `${prefix}/${place.slice(root.length + 1).replaceAll(sep, '/')}`;
    await client.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body: readFileSync(place) }));
  }
  return `s3://bucket/${prefix}/AWSDynamoDB/${EXPORT_ID}`;
}

test('an export is read where DynamoDB leaves it, in S3', async () => {
  const items = [...activities(30)].map((activity) => Activity.put(activity).input.Item ?? {});
  const lines = items.map((item, place) => changeLine(place < 10 ? { deleted: item } : { made: item }));
  makeExport(folder, [lines.slice(0, 20), [], lines.slice(20)], { exportType: 'INCREMENTAL_EXPORT' });
  const from = { dynamodbExport: await uploaded(folder) };
  expect(await estimateExport(db, { from, s3: { client } })).toMatchObject({ items: 30, readUnits: 0 });
  const { manifest } = await exportTable(db, { to: join(folder, 'out'), from, s3: { client } });
  expect(manifest).toMatchObject({ rows: 20, leftOut: [{ reason: 'was deleted', count: 10 }] });
  await expect(
    exportTable(db, {
      to: join(folder, 'other'),
      from: { dynamodbExport: 's3://bucket/daily/AWSDynamoDB/1' },
      s3: { client },
    }),
  ).rejects.toThrow(
    'There is no s3://bucket/daily/AWSDynamoDB/1/manifest-summary.json: it is no export of DynamoDB',
  );
});
