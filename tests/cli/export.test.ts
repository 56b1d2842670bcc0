import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bulkLoad, type Connection, connect, ensureTable } from '../../src/index.ts';
import { Order, shop } from '../../src/repositories/commerce/index.ts';
import { describeEngines } from '../support/engines.ts';
import { runHere } from './captured-io.ts';

const CONFIG = join(process.cwd(), 'monotable.config.ts');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'monotable-cli-export-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const address = { recipient: 'A', street: 'B 1', city: 'C', postalCode: '1', country: 'D' };

function* items() {
  for (let place = 0; place < 12; place += 1) {
    yield Order.put({
      orderId: `o${place}`,
      userId: `u${place % 3}`,
      status: 'paid',
      placedAt: `2026-01-${String(1 + (place % 4)).padStart(2, '0')}T09:00:00.000Z`,
      shipTo: address as never,
      lineCount: 1,
      freightCents: 100,
      totalCents: 1000 + place,
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:00.000Z',
    } as never);
  }
}

describeEngines('the commands about exports', (engine) => {
  let db: Connection;
  let place: readonly string[];
  beforeAll(async () => {
    db = connect({ table: shop, tableName: engine.tableName('cli'), client: engine.client() });
    await ensureTable(db);
    (await bulkLoad(db, items())).throwIfIncomplete();
    place = ['--config', CONFIG, '--table', db.tableName, '--endpoint', engine.settings.endpoint];
  });
  const call = (...argv: readonly string[]) => runHere([...argv, ...place], { cwd: folder });
  const exportTo = (to: string, ...more: readonly string[]) =>
    call('export', '--to', to, '--entity', 'Order', '--partition', 'Order=placedAt:iso:UTC', ...more);

  test('export, verify, print statements and import', async () => {
    const to = `${engine.name}-whole`;
    const done = await exportTo(to);
    expect([done.code, done.stderr]).toEqual([
      0,
      `Exporting ${db.tableName} at ${engine.settings.endpoint} to ${join(folder, to)}\n`,
    ]);
    expect(done.stdout).toMatch(/│ Order {2}│ 12 {3}│ 4 {5}│ \d+ {2,}│ 2026-01-01 to 2026-01-04 │/);
    expect(done.stdout).toMatch(/12 rows in .*, run \d{8}T\d{9}Z; [\d.]+ read units\.\n$/);
    expect(existsSync(join(folder, to, '_export'))).toBe(false);

    const verified = await call('export', 'verify', to);
    expect(verified).toMatchObject({
      code: 0,
      stdout: `12 rows of 1 entities in ${join(folder, to)} are as the manifest says.\n`,
    });
    const statements = await call('export', 'ddl', to, '--location', 's3://bucket/shop');
    expect(statements.stdout).toContain("LOCATION 's3://bucket/shop/order/'");

    const again = await exportTo(to);
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('Take another target, or replace it.');

    const other = `${db.tableName}-import`;
    const target = ['--config', CONFIG, '--table', other, '--endpoint', engine.settings.endpoint];
    const imported = await runHere(['import', to, ...target], { cwd: folder });
    expect(imported).toMatchObject({ code: 0, stdout: `12 rows are in ${other}; this call wrote 12.\n` });
  });

  test('give one document each with --json', async () => {
    const to = `${engine.name}-json`;
    const done = await exportTo(to, '--json', '--pattern', 'Order.ofUser', '--args', '{"userId":"u1"}');
    const manifest = JSON.parse(readFileSync(join(folder, to, 'manifest.json'), 'utf8'));
    expect(JSON.parse(done.stdout)).toMatchObject({ complete: true, resumed: false, manifest });
    expect(manifest).toMatchObject({
      rows: 4,
      source: { kind: 'pattern', entity: 'Order', pattern: 'ofUser' },
    });
    expect(JSON.parse((await call('export', 'verify', to, '--json')).stdout)).toMatchObject({ ok: true });
    const [file = ''] = manifest.entities[0].files.map((each: { path: string }) => each.path);
    writeFileSync(join(folder, to, file), 'damaged');
    const verified = await call('export', 'verify', to, '--json');
    expect(verified.code).toBe(1);
    expect(JSON.parse(verified.stdout)).toMatchObject({ ok: false });
  });

  test('end with 130 when they are interrupted, and go on', async () => {
    const to = `${engine.name}-interrupted`;
    const stop = new AbortController();
    stop.abort(new Error('It got SIGINT.'));
    const argv = ['export', '--to', to, ...place];
    expect((await runHere(argv, { cwd: folder, signal: stop.signal })).code).toBe(130);
    expect((await runHere(argv, { cwd: folder })).code).toBe(0);
  });

  test.each([
    [['export'], 2, 'error: Say where to: --to ./export, or --to s3://bucket/prefix.'],
    [
      ['export', '--to', 'x', '--partition', 'Order'],
      2,
      'It is entity=attribute:unit:timeZone, such as Order=placedAt:iso:UTC.',
    ],
    [
      ['export', '--to', 'x', '--column', 'Order=bigint'],
      2,
      'It is entity.attribute=type, such as Order.total=decimal(18,2).',
    ],
    [
      ['export', '--to', 'x', '--pk', 'a', '--pattern', 'Order.ofUser'],
      2,
      'error: --pk and --pattern are several sources; say one of them.',
    ],
    [['export', '--to', 'x', '--pk', 'a', '--segments', '2'], 2, 'error: --segments does not go with --pk.'],
    [
      ['export', '--to', 'x', '--pattern', 'Order.of'],
      2,
      'error: There is no pattern Order.of to export; there are Address.ofUser, Order.ofUser, Order.withStatus,',
    ],
    [
      ['export', '--to', 'x', '--pattern', 'Order.ofUser', '--args', '{'],
      2,
      `error: --args is no JSON such as '{"userId":"u1"}': {`,
    ],
    [
      ['export', '--to', 'x', '--entity', 'Nobody'],
      1,
      'error: exportTable: this table has no entity "Nobody"',
    ],
    [['export', 'verify', 'nowhere'], 1, 'has no manifest.json: no export there is complete.'],
    [
      ['export', 'ddl', 'nowhere'],
      2,
      'error: Say where Athena will find the files: --location s3://bucket/prefix/.',
    ],
    [['export', 'start', '--to', 'x'], 1, 'to is s3://bucket/prefix, not "x": DynamoDB exports to S3 only.'],
    [
      ['export', 'start', '--to', 's3://bucket', '--at', 'now'],
      2,
      'It is an instant such as 2026-11-21T00:00:00Z.',
    ],
    [['import', 'nowhere'], 1, 'nowhere'],
  ] as const)('refuse %j', async (argv, code, message) => {
    const refused = await call(...argv);
    expect(refused.stderr).toContain(message);
    expect(refused.stderr).not.toMatch(/\n\s+at /);
    expect(refused.code).toBe(code);
  });
});
