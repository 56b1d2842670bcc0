import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import S3rver from 's3rver';
import { bulkLoad, connect, ensureTable } from '../src/index.ts';
import { type ExportFormat, exportTable, verifyExport } from '../src/transfer/index.ts';
import { Activity, activities, activityTable } from './exportSoak/activityTable.ts';
import { askDuckdb } from './exportSoak/askDuckdb.ts';
import { ENGINES, startEngine } from './local/startEngine.ts';
import { plainTable } from './seed/plainTable.ts';

// Loads a large table into both engines, exports it to a folder and to an S3 server in each format, verifies the files,
// and asks them what the story in docs/export.md asks. Not among the tests: it takes some minutes.

const ITEMS = Number(process.argv[2] ?? 300_000);
const DAYS = 30;
const FORMATS: readonly ExportFormat[] = ['json-lines', 'parquet', 'dynamodb-json'];
const MEGABYTE = 2 ** 20;

const folder = mkdtempSync(join(tmpdir(), 'monotable-export-soak-'));
const s3rver = new S3rver({
  ...{ address: '127.0.0.1', port: 0, silent: true, directory: join(folder, 's3'), vhostBuckets: false },
  configureBuckets: [{ name: 'bucket' }],
});
const { port } = await s3rver.run();
process.env.AWS_ACCESS_KEY_ID = 'S3RVER';
process.env.AWS_SECRET_ACCESS_KEY = 'S3RVER';
const s3 = { endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1' };
const rows: (string | number)[][] = [];
try {
  for (const engine of ENGINES) {
    const server = await startEngine(engine);
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const client = new DynamoDBClient({ endpoint: server.endpoint, region: 'local', credentials });
    try {
      const db = connect({ table: activityTable, client });
      await ensureTable(db);
      (await bulkLoad(db, puts())).throwIfIncomplete();
      for (const format of FORMATS) {
        for (const to of [join(folder, `${engine}-${format}`), `s3://bucket/${engine}/${format}`]) {
          rows.push([
            engine,
            format,
            to.startsWith('s3') ? 'S3' : 'folder',
            ...(await exported(db, to, format)),
          ]);
        }
      }
      const local = join(folder, `${engine}-json-lines`);
      for (const answer of await askDuckdb(local)) console.log(`${engine}: ${answer}`);
    } finally {
      client.destroy();
      await server.stop();
    }
  }
  const header = [
    'engine',
    'format',
    'to',
    '>rows',
    '>MB',
    '>seconds',
    '>rows/s',
    '>peak heap MB',
    'verified',
  ];
  console.log(plainTable(header, rows));
  if (rows.some((row) => row.at(-1) !== 'yes')) process.exitCode = 1;
} finally {
  s3rver.httpServer.closeAllConnections();
  await s3rver.close();
  rmSync(folder, { recursive: true, force: true });
}

function* puts() {
  for (const activity of activities(ITEMS, DAYS)) yield Activity.put(activity);
}

async function exported(db: ReturnType<typeof connect>, to: string, format: ExportFormat) {
  const started = performance.now();
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().heapUsed);
  }, 20);
  const { manifest } = await exportTable(db, {
    ...{ to, s3, format, workFolder: join(folder, 'work') },
    partitions: { Activity: { attribute: 'createdAt', unit: 'seconds', timeZone: 'UTC' } },
  });
  clearInterval(timer);
  const seconds = (performance.now() - started) / 1000;
  const { ok, differences } = await verifyExport(to, { s3 });
  for (const difference of differences) console.error(difference);
  const { rows: count = 0, bytes = 0 } = manifest ?? {};
  return [
    count,
    (bytes / MEGABYTE).toFixed(1),
    seconds.toFixed(1),
    Math.round(count / seconds),
    (peak / MEGABYTE).toFixed(0),
    ok && count === ITEMS ? 'yes' : 'no',
  ];
}
