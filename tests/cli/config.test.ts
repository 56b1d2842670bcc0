import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { defineConfig, type MonotableConfig } from '../../src/cli/index.ts';
import { loadConfig } from '../../src/cli/load-config.ts';
import { defineEntity, defineTable } from '../../src/index.ts';
import { Order, shop, User, UserEmail } from '../../src/repositories/commerce/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'monotable-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

let folders = 0;
/** A folder with these files; in them SHOP is the shop's module. */
function project(files: Readonly<Record<string, string>>): string {
  folders += 1;
  const root = join(folder, `${folders}`);
  for (const [name, text] of Object.entries({ 'package.json': '{"type":"module"}', ...files })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    const module = JSON.stringify(`${process.cwd()}/src/repositories/commerce/index.ts`);
    writeFileSync(join(root, name), text.replaceAll('SHOP', module));
  }
  return root;
}

const PLAIN =
  'import { Order, User } from SHOP;\nexport default { entities: [Order, User], tableName: "shop-test" };\n';

describe('defineConfig', () => {
  test('gives back what it is given', () => {
    const config: MonotableConfig = {
      entities: [Order, User, UserEmail],
      tableName: 'shop-production',
      region: 'eu-west-1',
      endpoint: 'http://127.0.0.1:8000',
      export: {
        columns: { Order: { totalCents: 'bigint' } },
        partitions: { Order: { attribute: 'placedAt', unit: 'iso', timeZone: 'UTC' } },
      },
    };
    expect(defineConfig(config)).toBe(config);
  });

  const Note = defineEntity<{ id: string }>()({
    name: 'Note',
    table: defineTable({ name: 'notes' }),
    keys: { PK: 'NOTE#{id}', SK: 'NOTE' },
  });

  test.each<[unknown, string]>([
    [undefined, 'defineConfig: options are an object, not undefined.'],
    [
      { entities: [Order], tabelName: 'shop' },
      'defineConfig has no option "tabelName"; there are entities, tableName, region, endpoint, export.',
    ],
    [{}, 'defineConfig: entities is a list of one entity or more, not undefined.'],
    [{ entities: [] }, 'defineConfig: entities is a list of one entity or more, not an array of 0.'],
    [{ entities: Order }, 'defineConfig: entities is a list of one entity or more, not an object.'],
    [{ entities: [Order, shop] }, 'defineConfig: entities[1] is an object, not what defineEntity gives.'],
    [{ entities: [undefined] }, 'defineConfig: entities[0] is undefined, not what defineEntity gives.'],
    [
      { entities: [Order, Note] },
      'defineConfig: Order is of table shop, and Note of another one, notes; a config is about one table.',
    ],
    [
      { entities: [Order], tableName: '' },
      'defineConfig: tableName is a text, not ""; leave it out for the default.',
    ],
    [
      { entities: [Order], region: 1 },
      'defineConfig: region is a text, not 1; leave it out for the default.',
    ],
    [
      { entities: [Order], export: { column: {} } },
      'defineConfig: export has no option "column"; there are columns, partitions.',
    ],
  ])('refuses %j', (config, message) => {
    expect(() => defineConfig(config as MonotableConfig)).toThrow(message);
  });

  test('takes only entities, by its types', () => {
    // @ts-expect-error a table is none
    expect(() => defineConfig({ entities: [shop] })).toThrow();
    // @ts-expect-error an option that there is not
    expect(() => defineConfig({ entities: [Order], table: 'shop' })).toThrow();
  });
});

describe('the config is found', () => {
  test.each(['ts', 'mts', 'js', 'mjs'])(
    'as monotable.config.%s, also from a folder below',
    async (ending) => {
      const root = project({ [`monotable.config.${ending}`]: PLAIN, 'src/deep/.keep': '' });
      for (const cwd of [root, join(root, 'src/deep')]) {
        expect(await loadConfig(undefined, cwd)).toEqual({
          path: join(root, `monotable.config.${ending}`),
          table: shop,
          entities: [Order, User],
          tableName: 'shop-test',
        });
      }
    },
  );

  test('in the nearest folder', async () => {
    const root = project({
      'monotable.config.js': 'throw new Error("not me");',
      'inner/monotable.config.js': PLAIN,
    });
    expect((await loadConfig(undefined, join(root, 'inner'))).path).toBe(
      join(root, 'inner/monotable.config.js'),
    );
  });

  test('by --config, relative to the working directory', async () => {
    const root = project({ 'config/shop.js': PLAIN, 'monotable.config.js': 'throw new Error("not me");' });
    expect((await loadConfig('config/shop.js', root)).path).toBe(join(root, 'config/shop.js'));
  });

  test('with the default export of a module that was CommonJS', async () => {
    const compiled =
      'import { Order } from SHOP;\nexport default { __esModule: true, default: { entities: [Order] } };';
    expect((await loadConfig('c.js', project({ 'c.js': compiled }))).entities).toEqual([Order]);
  });
});

describe('a config is refused', () => {
  test.each<[string, Readonly<Record<string, string>>, string | undefined, string]>([
    ['that is not there', {}, 'no.ts', 'There is no config no.ts.'],
    [
      'that has a rival',
      { 'monotable.config.js': PLAIN, 'monotable.config.ts': PLAIN },
      undefined,
      'There are two configs, monotable.config.ts and monotable.config.js, in .; name one with --config.',
    ],
    [
      'without a default export',
      { 'monotable.config.js': 'export const config = {};' },
      undefined,
      'The config monotable.config.js has no default export: export default defineConfig({ entities: [...] }).',
    ],
    [
      'that throws',
      { 'monotable.config.js': 'throw new TypeError("no such thing");' },
      undefined,
      'The config monotable.config.js cannot be loaded: TypeError: no such thing',
    ],
    [
      'that throws what is no error',
      { 'monotable.config.js': 'throw "why";' },
      undefined,
      'The config monotable.config.js cannot be loaded: why',
    ],
    [
      'that is wrong',
      { 'monotable.config.js': 'export default { entities: [], x: 1 };' },
      undefined,
      'The config monotable.config.js is wrong: defineConfig has no option "x"; there are ',
    ],
    [
      'whose entities no table of this copy of the package knows',
      {
        'monotable.config.js':
          'const table = { name: "shop" };\nexport default { entities: [{ name: "Order", table, model: { table } }] };',
      },
      undefined,
      'The config monotable.config.js has entities of another copy of monotable than this command is of: run the one that the ' +
        'config imports, with npx monotable in its folder.',
    ],
  ])('%s', async (_, files, named, message) => {
    await expect(loadConfig(named, project(files))).rejects.toThrow(message);
  });

  test('where there is none', async () => {
    const root = project({});
    await expect(loadConfig(undefined, root)).rejects.toThrow(
      `There is no monotable.config.ts (or .mts, .js, .mjs) in ${root} or above it: make one that says ` +
        'export default defineConfig({ entities: [...] }), or name it with --config.',
    );
  });
});
