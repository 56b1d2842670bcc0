import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { S3Client } from '@aws-sdk/client-s3';
import { itemCount, loadShop } from '../../scripts/seed/loadShop.ts';
import { readNorthwind } from '../../scripts/seed/readNorthwind.ts';
import { connect, ensureTable, send } from '../../src/index.ts';
import { northwind, shop } from '../../src/repositories/commerce/index.ts';
import { exportTable } from '../../src/transfer/export-table.ts';
import { openTarget } from '../../src/transfer/target/open-target.ts';
import { verifyTarget } from '../../src/transfer/verify/verify-target.ts';
import { describeEngines } from '../support/engines.ts';
import { activityDb, Member } from './activity-table.ts';
import { localS3Client } from './s3/local-s3-client.ts';
import { startS3rver } from './s3/start-s3rver.ts';

const FORMATS = ['json-lines', 'dynamodb-json', 'parquet'] as const;
const NORTHWIND = fileURLToPath(new URL('../../../shared/data/northwind', import.meta.url));

let folder: string;
let server: Awaited<ReturnType<typeof startS3rver>>;
let client: S3Client;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'monotable-targets-'));
  server = await startS3rver();
  client = localS3Client(server.endpoint);
});
afterAll(async () => {
  client.destroy();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const byDay = { attribute: 'createdAt', unit: 'seconds', timeZone: 'Asia/Tokyo' } as const;

describeEngines('an export with values of every kind', (engine) => {
  test.each(FORMATS)('is verified exactly in a folder and in S3, as %s', async (format) => {
    const db = await activityDb(engine, 60);
    const odd = {
      userId: 'u2',
      name: '検証 "quoted" \u2028 \n line',
      big: 9_007_199_254_740_993n,
      decimal: { value: '0.12345678901234567890123456789012345678' },
      huge: { value: '-98765432109876543210987654321098765432' },
      price: 12.5,
      tags: new Set(['b', 'a', '日本']),
      numbers: new Set([3, 1, 2]),
      bytes: new Uint8Array(Array.from({ length: 256 }, (_, byte) => byte)),
      nested: { list: [1, 'two', null, { three: true }], empty: [], none: {} },
      nothing: null,
      text: '',
    };
    await send(db, Member.put(odd as never));
    const local = join(folder, `${engine.name}-${format}`);
    const remote = `s3://bucket/${engine.name}/${format}`;
    for (const to of [local, remote]) {
      const workFolder = join(folder, 'work');
      const { manifest } = await exportTable(db, {
        to,
        s3: { client },
        format,
        partitions: { Activity: byDay },
        workFolder,
      });
      expect(manifest?.rows).toBe(62);
      const target = await openTarget(to, { client });
      expect(await verifyTarget(target)).toMatchObject({ ok: true, differences: [] });
      target.close();
      expect(readdirSync(workFolder)).toEqual([]);
    }
  });
});

describeEngines('Northwind', (engine) => {
  const run = existsSync(NORTHWIND) ? test : test.skip;
  run(
    'is exported whole, an entity to a folder',
    async () => {
      const db = connect({ table: shop, tableName: engine.tableName('shop'), client: engine.client() });
      await ensureTable(db);
      const items = northwind(await readNorthwind(NORTHWIND));
      await loadShop(db, items);
      const to = join(folder, `${engine.name}-northwind`);
      const byDay = { Order: { attribute: 'placedAt', unit: 'iso', timeZone: 'UTC' } } as const;
      // Each of the 480 days is a file, which takes long to verify: once is enough.
      const days = engine.name === 'dynoxide';
      const { manifest } = await exportTable(db, { to, partitions: days ? byDay : {} });
      expect(manifest?.rows).toBe(itemCount(items));
      expect(manifest?.leftOut).toEqual([]);
      expect(
        manifest?.entities.flatMap(({ conflicts, misfits, unplaced }) =>
          [conflicts, misfits, unplaced].flat(),
        ),
      ).toEqual([]);
      const order = manifest?.entities.find(({ entity }) => entity === 'Order');
      expect(order).toMatchObject({ rows: 830 });
      if (days) expect(order?.partitions).toEqual({ first: '1996-07-04', last: '1998-05-06' });
      expect(await verifyTarget(await openTarget(to))).toMatchObject({ ok: true, differences: [] });
    },
    60_000,
  );
  if (run === test.skip) console.warn(`The export of Northwind is not tested: ${NORTHWIND} is not there.`);
});
