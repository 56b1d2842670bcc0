import type { S3Client } from '@aws-sdk/client-s3';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { exportTable } from '../../../src/transfer/export-table.ts';
import { importExport } from '../../../src/transfer/import/import-export.ts';
import { describeOneEngine } from '../../support/engines.ts';
import { activityDb } from '../activity-table.ts';
import { localS3Client } from '../s3/local-s3-client.ts';
import { startS3rver } from '../s3/start-s3rver.ts';
import { emptyDb, storedIn } from './stored-tables.ts';

let server: Awaited<ReturnType<typeof startS3rver>>;
let client: S3Client;
beforeAll(async () => {
  server = await startS3rver();
  client = localS3Client(server.endpoint);
});
afterAll(async () => {
  client.destroy();
  await server.stop();
});

const byDay = { attribute: 'createdAt', unit: 'seconds', timeZone: 'UTC' } as const;

describeOneEngine('an export in S3', (engine) => {
  test.each(['json-lines', 'parquet'] as const)(
    'is imported, as %s, but not a damaged file of it',
    async (format) => {
      const db = await activityDb(engine, 200);
      const at = `s3://bucket/${format}`;
      const s3 = { client };
      const { manifest } = await exportTable(db, { to: at, s3, format, partitions: { Activity: byDay } });
      const other = await emptyDb(engine);
      (await importExport(other, { from: at, s3 })).throwIfIncomplete();
      expect(await storedIn(engine, other)).toEqual(await storedIn(engine, db));
      const path = manifest?.entities[0]?.files[0]?.path ?? '';
      const put = { Bucket: 'bucket', Key: `${format}/${path}`, Body: Buffer.from('{}\n') };
      await client.send(new PutObjectCommand(put));
      const third = await emptyDb(engine);
      const report = await importExport(third, { from: at, s3 });
      expect(report).toMatchObject({ read: 0, written: 0, stopped: 'error', next: { file: path, row: 1 } });
      expect((report.cause as Error).message).toMatch(
        new RegExp(`^${at}/${path} has 3 bytes, and \\d+ in the manifest`),
      );
    },
  );
});
