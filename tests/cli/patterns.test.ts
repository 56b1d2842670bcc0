import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textTable } from '../../src/cli/text-table.ts';
import { describe as catalogueOf } from '../../src/index.ts';
import { shop } from '../../src/repositories/commerce/index.ts';
import { runHere } from './captured-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'monotable-patterns-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a table shows every pattern and collection', async () => {
  const { code, stdout, stderr } = await runHere(['patterns']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const rows = stdout.split('\n').map((line) =>
    line
      .split('│')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  expect(rows).toContainEqual(['pattern', 'reads', 'index', 'parameters', 'order', 'key condition']);
  expect(rows).toContainEqual([
    ...['Order.ofUser', 'pages', 'GSI1', 'userId, [placedAt], [orderId]', 'descending'],
    "GSI1PK = 'USER#{userId}' AND begins_with(GSI1SK, 'ORDER#')",
  ]);
  expect(rows).toContainEqual([
    ...['User.byId', 'one item', 'table', 'userId', '', "PK = 'USER#{userId}' AND SK = 'PROFILE'"],
  ]);
  expect(rows).toContainEqual(
    expect.arrayContaining(['orderPage', 'pages: Order, OrderItem', "PK = 'ORDER#{orderId}'"]),
  );
});

test('--json is all of the catalogue', async () => {
  const { code, stdout } = await runHere(['patterns', '--json']);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(catalogueOf(shop))));
});

test('--markdown is a table for a page', async () => {
  const { stdout } = await runHere(['patterns', '--markdown']);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.slice(0, 2)).toEqual([
    '| pattern | reads | index | parameters | order | key condition |',
    '| --- | --- | --- | --- | --- | --- |',
  ]);
  expect(lines).toContain(
    "| `Order.withStatus` | pages | GSI2 | status, [placedAt], [orderId] | ascending | `GSI2PK = 'STATUS#{status}'` |",
  );
});

test('two forms at once are refused', async () => {
  expect(await runHere(['patterns', '--json', '--markdown'])).toEqual({
    code: 2,
    stdout: '',
    stderr: 'error: --markdown and --json are two forms; say one of them.\n',
  });
});

/** The command in a project of its own, with these entities. */
function patternsOf(name: string, entities: string): ReturnType<typeof runHere> {
  const module = JSON.stringify(`${process.cwd()}/src/index.ts`);
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, `import { defineEntity, defineTable } from ${module};\n${entities}`);
  return runHere(['patterns', '--config', path]);
}

test('scans, first items and shards are told as such', async () => {
  const { stdout } = await patternsOf(
    'kinds',
    `const table = defineTable({ name: 'kinds', indexes: ['GSI1'] });
     const Log = defineEntity()({
       name: 'Log', table, keys: { PK: 'LOG#{id}', SK: 'LOG', GSI1PK: 'DAY#{day}#{id:shard4}', GSI1SK: '{at:iso}' },
       patterns: { all: { operation: 'scan' }, ofDay: { index: 'GSI1' }, first: { one: true } },
     });
     export default { entities: [Log] };`,
  );
  const rows = stdout.split('\n').map((line) =>
    line
      .split('│')
      .slice(1, 3)
      .map((cell) => cell.trim()),
  );
  expect(rows).toContainEqual(['Log.all', 'the whole table']);
  expect(rows).toContainEqual(['Log.ofDay', '4 partitions side by side: pages']);
  expect(rows).toContainEqual(['Log.first', 'the first item']);
});

test('a table without patterns is told of in a sentence', async () => {
  const { stdout } = await patternsOf(
    'none',
    `const Note = defineEntity()({ name: 'Note', table: defineTable({ name: 'notes' }), keys: { PK: 'NOTE#{id}', SK: 'NOTE' } });
     export default { entities: [Note] };`,
  );
  expect(stdout).toBe('Table notes has no access patterns.\n');
});

describe('a box', () => {
  const rows = [['a', 'one two three four five six seven eight nine ten']];

  test('is as wide as what it holds', () => {
    expect(textTable(['x', 'words'], rows, undefined).split('\n')[0]).toHaveLength(56);
  });

  test('breaks the last column on a narrow terminal', () => {
    const lines = textTable(['x', 'words'], rows, 40).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
    expect(lines.join(' ').replace(/[^a-z]+/g, ' ')).toContain(
      'one two three four five six seven eight nine ten',
    );
  });
});
