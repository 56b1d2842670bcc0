import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvColumn } from '../../src/cli/load/csv-column.ts';
import { describeEngines } from '../support/engines.ts';
import { runHere } from './captured-io.ts';
import { jsonLines, orderItem } from './load-into-memory.ts';

const folder = mkdtempSync(join(tmpdir(), 'monotable-load-command-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return name;
}

const config = ['--config', join(process.cwd(), 'monotable.config.ts')];
const load = (...argv: string[]) => runHere(['load', ...argv, ...config], { cwd: folder });

describeEngines('monotable load', (engine) => {
  const { endpoint } = engine.settings;

  test('reports to people, with paths from the working directory', async () => {
    const table = engine.tableName('report');
    const path = file(`${engine.name}.jsonl`, jsonLines([orderItem(1), orderItem(0), orderItem(2)]));
    const files = ['--checkpoint', `${engine.name}.checkpoint`, '--dead-letter', `${engine.name}.dead`];
    const to = ['--entity', 'OrderItem', '--endpoint', endpoint, '--table', table];
    const { code, stdout, stderr } = await load(path, ...files, ...to);
    expect(stdout).toContain(`3 records read, 2 items written to table ${table}, 1 failed.\n`);
    expect(stdout).toContain('The first that failed is record 2: KeyError, ');
    expect(stderr).toBe(`Loading ${join(folder, path)} into ${table} at ${endpoint}\n`);
    expect(code).toBe(1);
    expect(JSON.parse(readFileSync(join(folder, `${engine.name}.checkpoint`), 'utf8'))).toMatchObject({
      position: 3,
      failed: 1,
    });
    expect(readFileSync(join(folder, `${engine.name}.dead`), 'utf8')).toContain('"At":2');
  });

  test('reports to scripts, in one document', async () => {
    const table = engine.tableName('document');
    const path = file(`${engine.name}.jsonl`, jsonLines([orderItem(1), orderItem(0), orderItem(2)]));
    const { code, stdout } = await load(
      path,
      '--entity',
      'OrderItem',
      '--endpoint',
      endpoint,
      '--table',
      table,
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({
      table,
      complete: false,
      ...{ read: 3, written: 2, failed: 1, requests: 1, position: 3 },
      writeUnits: expect.any(Number),
      ms: expect.any(Number),
      before: { position: 0, failed: 0 },
      firstFailure: { record: 2, name: 'KeyError', message: expect.stringContaining('orderId') },
    });
    expect(code).toBe(1);
  });

  test('is done with 0 when all was written', async () => {
    const table = engine.tableName('done');
    const path = file(`${engine.name}.jsonl`, jsonLines([orderItem(1)]));
    const { code, stdout } = await load(
      path,
      '--entity',
      'OrderItem',
      '--endpoint',
      endpoint,
      '--table',
      table,
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({ complete: true });
    expect(code).toBe(0);
  });
});

test('says in a sentence that the place is missing, before the file is looked at', async () => {
  expect(await load('no-such-file', '--entity', 'Order')).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'error: Say where to: --endpoint for a local server, or --aws for the real service, with the credentials of the environment.\n',
  });
});

test('says in a sentence that a file is missing', async () => {
  const { code, stderr } = await load(
    'no-such-file',
    '--entity',
    'Order',
    '--endpoint',
    'http://127.0.0.1:1',
  );
  expect(stderr).toMatch(
    /^error: The file .*no-such-file cannot be read: ENOENT: no such file or directory.*\n$/,
  );
  expect(code).toBe(1);
});

test.each([
  [['--rate', '0'], "argument '0' is invalid. It is a number above 0."],
  [['--concurrency', '0'], "argument '0' is invalid. It is a whole number from 1 to 1000."],
  [['--column', 'a:b'], 'It is column=attribute:type with the types string, number, boolean, json'],
  [['--chekpoint', 'x'], "unknown option '--chekpoint'"],
])('refuses %j with exit code 2', async (argv, message) => {
  const { code, stderr } = await load('file', ...argv);
  expect(stderr).toContain(message);
  expect(code).toBe(2);
});

test.each(['price=cents:money', '', '=x', ':number'])('the column %j is refused', (text) => {
  expect(() => csvColumn(text)).toThrow(
    `It is column=attribute:type with the types string, number, boolean, json, not ${JSON.stringify(text)}.`,
  );
});
