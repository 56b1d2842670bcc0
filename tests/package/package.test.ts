import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build } from 'esbuild';
import { commandTests } from './commandTests.ts';
import { fileOf, installPackage, packPackage, runModule, typeErrors, unpackPackage } from './packed.ts';

const root = process.cwd();

/** What was measured on 2026-11-21, and a tenth more. */
const MAX_SERVICE_KB = 38 * 1.1;
const MAX_KEYS_KB = 7.4 * 1.1;

let folder: string;
let tarball: string;
let consumer: string;

beforeAll(() => {
  ({ folder, tarball } = packPackage(root));
  consumer = installPackage(folder, tarball);
  // Here it imports the sources, so that it is checked with all else; there, the package.
  const service = fileOf(root, 'tests/package/service.ts');
  const entry = (_: string, folder = '') => `'monotable${folder}'`;
  writeFileSync(join(consumer, 'service.ts'), service.replace(/'[./]+\/src(\/\w+)?\/index\.ts'/g, entry));
}, 240_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('holds the build, the docs, the readme, the changelog and the licence, and nothing else', () => {
  const installed = join(consumer, 'node_modules/monotable');
  expect(readdirSync(installed).sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'dist',
    'docs',
    'package.json',
  ]);
  const files = readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' });
  const odd = files.filter((file) => /\.\w+$/.test(file) && !/(?:\.js|\.d\.ts)$/.test(file));
  expect(odd).toEqual(['cli/licenses.txt']);
  const command = files.filter((file) => file.startsWith('cli/')).sort();
  expect(command).toEqual([
    ...['cli/config.d.ts', 'cli/config.js', 'cli/index.d.ts', 'cli/index.js'],
    ...['cli/licenses.txt', 'cli/main.js'],
  ]);
});

test('brings the declared runtime dependencies and what they need, and nothing else', () => {
  const { packages } = JSON.parse(fileOf(consumer, 'package-lock.json')) as { packages: Lock };
  expect(Object.keys(packages['node_modules/monotable']?.dependencies ?? {})).toEqual([...SDK, 'p-limit']);
  const ofSdk = new Set(SDK.flatMap((name) => [...closure(packages, name)]));
  const others = Object.keys(packages).filter((path) => path !== '' && !ofSdk.has(path));
  expect(others.sort()).toEqual([
    'node_modules/monotable',
    'node_modules/p-limit',
    'node_modules/yocto-queue',
  ]);
});

const SDK = ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb', '@aws-sdk/util-dynamodb'];
type Lock = Record<
  string,
  { dependencies?: Record<string, string>; peerDependencies?: Record<string, string> }
>;

/** The places of a package and of all that it needs, as npm put them. */
function closure(packages: Lock, name: string, from = '', found = new Set<string>()): Set<string> {
  let folder = from;
  while (!(join(folder, 'node_modules', name) in packages)) {
    if (folder === '') return found;
    folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules') - 1));
  }
  const place = join(folder, 'node_modules', name);
  if (found.has(place)) return found;
  found.add(place);
  const { dependencies, peerDependencies } = packages[place] ?? {};
  for (const needed of Object.keys({ ...dependencies, ...peerDependencies }))
    closure(packages, needed, place, found);
  return found;
}

test.each([
  [
    'monotable',
    `defineTable, defineEntity`,
    `const table = defineTable({ name: 'shop' });
     const User = defineEntity()({ name: 'User', table, keys: { PK: 'USER#{id}', SK: 'USER' } });
     console.log(User.get({ id: '7' }).input.Key.PK)`,
    'USER#7',
  ],
  ['monotable/keys', 'key', `console.log(key('USER#{id}')({ id: '7' }))`, 'USER#7'],
  ['monotable/ttl', 'epochSeconds', 'console.log(epochSeconds(new Date(1000)))', '1'],
  [
    'monotable/streams',
    'defineStream',
    `try { defineStream({ entities: [] }) } catch (error) { console.log(error.message) }`,
    'A stream needs an entity or more.',
  ],
  [
    'monotable/testing',
    'startScriptedServer, memoryTables',
    `const tables = memoryTables({ TableName: 'shop', KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }] });
     const server = await startScriptedServer({ upstream: tables });
     const headers = { 'x-amz-target': 'DynamoDB_20120810.PutItem' };
     const body = JSON.stringify({ TableName: 'shop', Item: { PK: { S: 'a' } } });
     await fetch(server.settings.endpoint, { method: 'POST', headers, body });
     await server.stop();
     console.log(tables.items('shop')[0].PK.S)`,
    'a',
  ],
  [
    'monotable/cli',
    'defineConfig',
    `try { defineConfig({ entities: [] }) } catch (error) { console.log(error.message) }`,
    'defineConfig: entities is a list of one entity or more, not an array of 0.',
  ],
  [
    'monotable/export',
    'verifyExport',
    `try { await verifyExport('s3:/bucket') } catch (error) { console.log(error.name) }`,
    'RequestError',
  ],
  ['monotable/commerce', 'Order', `console.log(Order.keys.PK({ orderId: 'a1' }))`, 'ORDER#a1'],
])('%s can be imported and works alone', (entry, names, use, printed) => {
  expect(runModule(consumer, `import { ${names} } from '${entry}'; ${use}`)).toBe(`${printed}\n`);
});

test('every declared entry point exists', () => {
  const { exports } = JSON.parse(fileOf(consumer, 'node_modules/monotable/package.json')) as {
    exports: object;
  };
  expect(Object.keys(exports)).toEqual([
    '.',
    './keys',
    './ttl',
    './expressions',
    './streams',
    './testing',
    './commerce',
    './mastra',
    './cli',
    './export',
    './package.json',
  ]);
});

test('require takes it, too', () => {
  const code = `import { createRequire } from 'node:module';
    console.log(typeof createRequire(process.cwd() + '/')('monotable').connect)`;
  expect(runModule(consumer, code)).toBe('function\n');
});

describe('with no dependency installed', () => {
  let bare: string;
  beforeAll(() => {
    bare = unpackPackage(folder, tarball);
  });

  test.each(['keys', 'ttl', 'expressions', 'testing', 'cli'])(
    'monotable/%s can be imported, so it loads no SDK',
    (entry) => {
      expect(runModule(bare, `console.log(typeof (await import('monotable/${entry}')))`)).toBe('object\n');
    },
  );

  test('the main entry point cannot', () => {
    expect(() => runModule(bare, `import 'monotable'`)).toThrow(/Cannot find package '@aws-sdk\//);
  });
});

test.each([
  ['5.9', 'nodenext', 5, { module: 'nodenext' }],
  ['5.9', 'bundler', 5, { module: 'preserve', moduleResolution: 'bundler' }],
  ['7', 'nodenext', 7, { module: 'nodenext' }],
  ['7', 'bundler', 7, { module: 'preserve', moduleResolution: 'bundler' }],
] as const)(
  'its types hold in TypeScript %s with %s, skipLibCheck off',
  (_version, _resolution, version, options) => {
    expect(typeErrors(root, consumer, 'service.ts', version, options)).toEqual([]);
  },
  60_000,
);

test.each([5, 7] as const)(
  'the check of types finds an error with TypeScript %i',
  (version) => {
    const program = "import { defineTable } from 'monotable';\ndefineTable({ nome: 'shop' });\n";
    writeFileSync(join(consumer, 'wrong.ts'), program);
    const [error] = typeErrors(root, consumer, 'wrong.ts', version, { module: 'nodenext' });
    expect(error).toMatch(/^wrong\.ts\(2,15\): error TS2353: .*'nome'/);
  },
  60_000,
);

describe('its share of a bundle, minified and gzipped, without the SDK', () => {
  test('is small for a service with two entities and their repositories', async () => {
    const kilobytes = await bundledKilobytes({ entryPoints: [join(consumer, 'service.ts')] });
    console.log(`A service with two entities: ${kilobytes} KB`);
    expect(kilobytes).toBeLessThanOrEqual(MAX_SERVICE_KB);
  });

  test('is smaller for the keys alone', async () => {
    const contents = "import { key } from 'monotable/keys'; export const user = key('USER#{id}');";
    const kilobytes = await bundledKilobytes({ stdin: { contents, resolveDir: consumer } });
    console.log(`The keys alone: ${kilobytes} KB`);
    expect(kilobytes).toBeLessThanOrEqual(MAX_KEYS_KB);
  });
});

test('the main entry point loads nothing of the command', async () => {
  const { metafile } = await build({
    stdin: { contents: "import * as all from 'monotable'; console.log(all);", resolveDir: consumer },
    ...{
      bundle: true,
      format: 'esm',
      platform: 'node',
      external: ['@aws-sdk/*'],
      write: false,
      metafile: true,
    },
  });
  const inputs = Object.keys(metafile.inputs);
  expect(inputs).toContainEqual(expect.stringMatching(/monotable\/dist\/client\/connect\.js$/));
  expect(inputs.filter((file) => /\/dist\/cli\//.test(file))).toEqual([]);
});

commandTests(() => consumer);

async function bundledKilobytes(entry: BuildOptions): Promise<number> {
  const { outputFiles } = await build({
    ...entry,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    external: ['@aws-sdk/*'],
    write: false,
  });
  const bytes = gzipSync(outputFiles[0]?.contents ?? '', { level: 9 }).length;
  return Math.round(bytes / 102.4) / 10;
}
