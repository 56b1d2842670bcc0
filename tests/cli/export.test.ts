import { createHash } from 'node:crypto';
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
    expect(done.stdout).toMatch(/12 rows in .*, run \d{8}T\d{9}Z-[0-9a-f]{6}; [\d.]+ read units\.\n$/);
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
    const range = '{"userId":"u1","placedAt":{"between":["2026-01-01T00:00:00Z","2026-01-02T23:59:59Z"]}}';
    const few = await exportTo(`${to}-range`, '--json', '--pattern', 'Order.ofUser', '--args', range);
    expect(JSON.parse(few.stdout)).toMatchObject({ manifest: { rows: 2 } });
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

  test('import --json says why it is not complete, and which row was the first', async () => {
    const to = `${engine.name}-failed`;
    await exportTo(to, '--format', 'dynamodb-json', '--compression', 'none');
    const path = join(folder, to, 'manifest.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8'));
    const [file] = manifest.entities[0].files;
    const lines = readFileSync(join(folder, to, file.path), 'utf8').split('\n');
    lines[0] = '{"Item":{"PK":{"S":""},"SK":{"S":"x"}}}';
    const damaged = lines.join('\n');
    writeFileSync(join(folder, to, file.path), damaged);
    const other = ['--config', CONFIG, '--table', `${db.tableName}-failed`, '--endpoint', place[5] ?? ''];
    const ended = await runHere(['import', to, '--json', ...other], { cwd: folder });
    expect(ended.code).toBe(1);
    expect(JSON.parse(ended.stdout)).toMatchObject({
      complete: false,
      stopped: 'error',
      error: { name: 'RequestError', message: expect.stringContaining(file.path) },
    });

    const bytes = Buffer.byteLength(damaged);
    const sha256 = createHash('sha256').update(damaged).digest('hex');
    for (const part of [manifest, manifest.entities[0]]) part.bytes += bytes - file.bytes;
    Object.assign(file, { bytes, sha256 });
    writeFileSync(path, JSON.stringify(manifest));
    const failed = await runHere(['import', to, '--json', ...other], { cwd: folder });
    expect(failed.code).toBe(1);
    expect(JSON.parse(failed.stdout)).toMatchObject({
      complete: false,
      failed: 1,
      firstFailure: { file: file.path, row: 1, message: expect.stringContaining('PK') },
      error: { name: 'ImportIncomplete', message: expect.stringContaining('and 1 failed.') },
    });
  });

  test('keep to the config, as far as it has a meaning for what is exported', async () => {
    const to = `${engine.name}-config`;
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const module = JSON.stringify(join(process.cwd(), 'src/repositories/commerce/index.ts'));
    writeFileSync(
      join(folder, 'with-export.config.ts'),
      `import { Order, User } from ${module};
      export default { entities: [Order, User], export: {
        columns: { Order: { totalCents: 'decimal(18,2)', lineCount: 'double' }, User: { name: 'string' } },
        partitions: { Order: { attribute: 'placedAt', unit: 'iso', timeZone: 'UTC' }, User: { attribute: 'x', unit: 'day' } },
      } };`,
    );
    const own = ['--config', 'with-export.config.ts', ...place.slice(2), '--replace', '--entity', 'Order'];
    const exported = async (...more: readonly string[]) => {
      const done = await runHere(['export', '--to', to, ...own, ...more], { cwd: folder });
      expect([done.code, done.stderr.includes('error')]).toEqual([0, false]);
      const { entities } = JSON.parse(readFileSync(join(folder, to, 'manifest.json'), 'utf8'));
      expect(entities).toHaveLength(1);
      expect(entities[0].files).toHaveLength(4);
      const declared = entities[0].columns.filter(({ from }: { from: string }) => from === 'declared');
      return declared.map(({ attribute, type }: Record<string, string>) => `${attribute} ${type}`).sort();
    };
    expect(await exported()).toEqual(['lineCount double', 'totalCents decimal(18,2)']);
    expect(await exported('--column', 'Order.totalCents=string')).toEqual([
      'lineCount double',
      'totalCents string',
    ]);
    expect(await exported('--attributes', 'Order=orderId,lineCount')).toEqual(['lineCount double']);
    expect(await exported('--format', 'dynamodb-json')).toEqual([]);
  });
});
