import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, normalize } from 'node:path';
import * as root from '../src/index.ts';
import * as keys from '../src/keys/index.ts';
import * as mastra from '../src/mastra/index.ts';
import * as commerce from '../src/repositories/commerce/index.ts';
import * as streams from '../src/streams/index.ts';
import * as testing from '../src/testing/index.ts';
import * as ttl from '../src/ttl/index.ts';

const SDK = ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb', '@aws-sdk/util-dynamodb'];
const PURE = ['errors', 'keys', 'ttl', 'expressions', 'table'];

/** What a folder of src may import beside its own files: other folders, then packages. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  keys: ['errors'],
  ttl: ['errors'],
  expressions: ['errors', 'keys', 'ttl'],
  table: ['errors', 'keys', 'ttl', 'expressions'],
  operations: PURE,
  export: [...PURE, 'operations', 'node:buffer'],
  client: ['errors', 'expressions', 'table', 'node:buffer', 'node:crypto', 'node:timers/promises', ...SDK],
  transactions: [...PURE, 'operations', 'client'],
  batch: [...PURE, 'operations', 'client', 'node:events', 'node:timers/promises', 'p-limit'],
  streams: [...PURE, 'operations', 'client', 'node:buffer', 'p-limit'],
  testing: [
    ...['errors', 'keys', 'expressions', 'client', 'transactions', 'batch'],
    ...['node:events', 'node:http', 'node:net', 'node:stream/consumers', 'node:timers/promises', 'node:util'],
    // Only types.
    '@aws-sdk/client-dynamodb',
  ],
  repositories: [...PURE, 'operations', 'client', 'transactions', 'node:crypto', 'node:events'],
  transfer: [
    ...[...PURE, 'operations', 'client', 'batch', 'repositories', 'export', 'p-limit'],
    ...['node:buffer', 'node:crypto', 'node:fs', 'node:fs/promises', 'node:os', 'node:path', 'node:readline'],
    ...['node:stream', 'node:stream/promises', 'node:timers/promises', 'node:url', 'node:util', 'node:zlib'],
    // Each in files that are loaded when they are needed.
    ...['@aws-sdk/client-dynamodb', '@aws-sdk/client-s3'],
    ...['@duckdb/node-api', 'hyparquet', 'hyparquet-writer'],
  ],
  cli: [
    ...[...PURE, 'operations', 'client', 'batch', 'repositories', 'export', 'transfer'],
    ...['node:child_process', 'node:crypto', 'node:events', 'node:fs', 'node:fs/promises', 'node:os'],
    ...[
      'node:path',
      'node:process',
      'node:readline/promises',
      'node:stream',
      'node:stream/promises',
      'node:string_decoder',
    ],
    ...['node:url', 'node:util', 'node:zlib'],
    ...['@aws-sdk/client-dynamodb', 'cli-progress', 'cli-table3', 'commander', 'jiti'],
  ],
  mastra: [
    ...[...PURE, 'operations', 'client', 'transactions', 'batch', 'repositories'],
    ...['node:buffer', 'node:crypto', 'node:timers/promises', 'node:util', 'node:zlib'],
    '@aws-sdk/client-dynamodb',
    ...['agent', 'background-tasks', 'error', 'evals', 'logger', 'memory', 'storage', 'workflows'].map(
      (part) => `@mastra/core/${part}`,
    ),
  ],
};

const MAX_LINES = 250;
const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join('src', name))
  .sort();
const barrels = files.filter((file) => basename(file) === 'index.ts');
const imports = new Map(files.map((file) => [file, importsOf(file)]));

interface Import {
  /** A file by its path, a package by its name. */
  readonly target: string;
  /** Gone when the program runs. */
  readonly types: boolean;
}

/** What a file imports or re-exports. */
function importsOf(file: string): Import[] {
  const text = code(file);
  const statements = text.matchAll(/^(?:import|export)( type)?\b[^;']*?\bfrom '([^']+)';/gm);
  const later = text.matchAll(/\bimport(\s*)\('([^']+)'\)/g);
  return [...statements, ...later].map(([, type = '', specifier = '']) => ({
    target: specifier.startsWith('.') ? normalize(join(dirname(file), specifier)) : specifier,
    types: type.trim() === 'type',
  }));
}

/** A file without its comments, in which examples import, too. */
function code(file: string): string {
  return readFileSync(file, 'utf8').replace(/^\s*(?:\/\*\*|\*|\/\/).*$/gm, '');
}

/** `keys` for `src/keys/escape.ts`, `errors` for `src/errors.ts`, the name itself for a package. */
function folderOf(target: string): string {
  const [, folder = ''] = /^src\/(\w+)/.exec(target) ?? [];
  return folder === '' ? target : folder;
}

test('every import is found', () => {
  // Not in text: a declaration can be written as a program. Not a file of the user's.
  const declared = files.flatMap(
    (file) => code(file).match(/^[^'"`\n]*\bfrom '|^import '|(?<!\.)\bimport\((?!pathToFileURL)/gm) ?? [],
  );
  expect([...imports.values()].flat()).toHaveLength(declared.length);
});

test('imports go down only', () => {
  const wrong = files
    .filter((file) => !barrels.includes(file))
    .flatMap((file) => {
      const own = folderOf(file);
      const allowed = [own, ...(MAY_IMPORT[own] ?? [])];
      return (imports.get(file) ?? [])
        .filter(({ target }) => !allowed.includes(folderOf(target)))
        .map(({ target }) => `${file} imports ${target}`);
    });
  expect(wrong).toEqual([]);
});

test('every folder has its place among the imports', () => {
  const folders = new Set(files.filter((file) => file !== 'src/index.ts').map(folderOf));
  expect([...folders].sort()).toEqual(Object.keys(MAY_IMPORT).sort());
});

test('no file imports itself through others', () => {
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [[...path.slice(path.indexOf(file)), file].join(' → ')];
    if (done.has(file)) return [];
    const cycles = (imports.get(file) ?? [])
      .filter(({ types }) => !types)
      .flatMap(({ target }) => visit(target, [...path, file]));
    done.add(file);
    return cycles;
  };
  expect(files.flatMap((file) => visit(file, []))).toEqual([]);
});

test('barrels are for users: none is imported inside src', () => {
  const users = files.filter((file) => imports.get(file)?.some(({ target }) => barrels.includes(target)));
  expect(users).toEqual([]);
});

test('barrels hold nothing but named re-exports', () => {
  const odd = barrels.filter((file) =>
    /export \*|^(?:export )?(?:const|function|class|default)\b/m.test(code(file)),
  );
  expect(odd).toEqual([]);
});

test(`files have at most ${MAX_LINES} lines`, () => {
  const long = files.filter((file) => readFileSync(file, 'utf8').trimEnd().split('\n').length > MAX_LINES);
  expect(long).toEqual([]);
});

test('files are named after what they hold', () => {
  expect(files.filter((file) => /(?:util|helper|common|manager|misc|shared)s?\b/i.test(file))).toEqual([]);
});

test('nothing but the command line reads the environment', () => {
  const reading = files.filter((file) => code(file).includes('process.env'));
  expect(reading.filter((file) => folderOf(file) !== 'cli')).toEqual([]);
});

describe('what users can import', () => {
  test('from monotable', () => {
    expect(Object.keys(root).sort(byName)).toEqual(
      [
        ...['connect', 'createClient', 'repository', 'collection', 'send', 'iterate'],
        ...['defineTable', 'defineEntity', 'defineClaim', 'defineCollection', 'describe'],
        ...['transactWrite', 'transactGet', 'retryOnConflict', 'once', 'touch', 'expireNow'],
        ...['batchWrite', 'batchGet', 'BatchReport', 'BatchGetReport', 'BatchIncomplete'],
        ...['bulkLoad', 'BulkReport', 'LoadIncomplete'],
        ...['createTableInput', 'ensureTable', 'checkTable', 'cloudFormation', 'cdk', 'iamPolicy'],
        ...['key', 'compareKeys'],
        ...[
          'eq',
          'ne',
          'lt',
          'lte',
          'gt',
          'gte',
          'between',
          'beginsWith',
          'contains',
          'oneOf',
          'exists',
          'missing',
        ],
        ...['ofType', 'size', 'attribute', 'and', 'or', 'not', 'at'],
        ...['increment', 'append', 'prepend', 'ifNotExists'],
        ...['compileCondition', 'compileUpdate', 'compileProjection', 'checkExpression', 'ExpressionScope'],
        ...['MonotableError', 'DeclarationError', 'KeyError', 'ValueError', 'RequestError', 'CursorError'],
        ...['AlreadyExists', 'NotFound', 'ConditionFailed', 'InvalidItem', 'TableDiffers'],
        ...['VersionConflict', 'AlreadyClaimed', 'TransactionCancelled', 'TokenMismatch', 'InProgress'],
      ].sort(byName),
    );
  });

  test('every error class but the inner parts is public', () => {
    const classes = [...code('src/errors.ts').matchAll(/^export class (\w+)/gm)].map(([, name]) => name);
    expect(Object.keys(root)).toEqual(expect.arrayContaining(classes));
  });

  test('from monotable/keys, monotable/ttl, monotable/streams, monotable/testing and monotable/commerce', () => {
    expect(Object.keys(keys).sort(byName)).toEqual([
      'compareKeys',
      'key',
      'MAX_PARTITION_KEY_BYTES',
      'MAX_SORT_KEY_BYTES',
    ]);
    expect(Object.keys(ttl).sort(byName)).toEqual(['epochSeconds', 'expiresIn', 'isExpired', 'remaining']);
    expect(Object.keys(streams)).toEqual(['defineStream']);
    expect(Object.keys(testing).sort(byName)).toEqual(
      [
        ...['startScriptedServer', 'memoryTables'],
        ...[
          'answer',
          'applyThen',
          'awsError',
          'cancelled',
          'delayed',
          'drop',
          'fakeClock',
          'faulty',
          'metered',
          'pass',
        ],
        ...['throttled', 'unprocessed'],
        ...['cancelledTransaction', 'lostAnswer', 'serviceError', 'throttlingError'],
        ...['unprocessedReads', 'unprocessedWrites'],
      ].sort(byName),
    );
    expect(Object.keys(commerce).sort(byName)).toEqual([
      ...['Address', 'changeEmail', 'changeStatus', 'commerce', 'lineCents', 'northwind'],
      ...['Order', 'OrderItem', 'orderPage', 'OutOfStock', 'placeOrder', 'Product', 'shop', 'signUp'],
      ...['User', 'UserEmail', 'userPage'],
    ]);
  });

  test('from monotable/mastra', () => {
    expect(Object.keys(mastra).sort(byName)).toEqual(
      [
        ...['DynamoDBStore', 'MemoryStorageDynamoDB', 'WorkflowStorageDynamoDB', 'ScoresStorageDynamoDB'],
        ...['BackgroundTasksStorageDynamoDB', 'ObservabilityStorageDynamoDB'],
        ...['calculateTtl', 'getTtlAttributeName', 'getTtlProps', 'isTtlEnabled'],
        ...['compatibleTable', 'nativeTable', 'migrateLayout', 'verifyMigration'],
      ].sort(byName),
    );
  });
});

function byName(a: string, b: string): number {
  return a.localeCompare(b, 'en');
}

/** Imports that go up, by the file in which they stand. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  'src/errors.ts': ['./keys/key.ts', 'node:crypto', '@aws-sdk/client-dynamodb'],
  'src/keys/probe.ts': [
    '../expressions/path.ts',
    '../table/table.ts',
    'node:crypto',
    '@aws-sdk/lib-dynamodb',
  ],
  'src/ttl/probe.ts': ['../operations/query.ts', '../client/connect.ts', 'p-limit'],
  'src/expressions/probe.ts': ['../table/table.ts', '../operations/query.ts', '@aws-sdk/util-dynamodb'],
  'src/table/probe.ts': ['../operations/query.ts', '../repositories/send.ts', 'node:crypto'],
  'src/operations/probe.ts': ['../client/connect.ts', '../repositories/send.ts', 'node:crypto', 'p-limit'],
  'src/export/probe.ts': [
    '../client/connect.ts',
    '../batch/drain.ts',
    '../repositories/send.ts',
    'node:fs',
    '@aws-sdk/client-s3',
  ],
  'src/client/probe.ts': [
    '../operations/query.ts',
    '../batch/drain.ts',
    '../transactions/limits.ts',
    '../repositories/send.ts',
  ],
  'src/transactions/probe.ts': ['../batch/drain.ts', '../repositories/send.ts', '@aws-sdk/lib-dynamodb'],
  'src/client/codec/probe.ts': ['../../operations/query.ts', '../../repositories/send.ts'],
  'src/streams/probe.ts': ['../batch/drain.ts', '../repositories/send.ts', '@aws-sdk/lib-dynamodb'],
  'src/testing/probe.ts': [
    '@aws-sdk/lib-dynamodb',
    'aws-sdk-client-mock',
    '../table/table.ts',
    '../repositories/send.ts',
  ],
  'src/batch/probe.ts': ['../transactions/limits.ts', '../repositories/send.ts'],
  'src/repositories/probe.ts': ['../testing/step.ts', '@aws-sdk/lib-dynamodb', '@mastra/core/storage'],
  'src/transfer/probe.ts': [
    '../cli/program.ts',
    '../streams/change.ts',
    '@aws-sdk/lib-dynamodb',
    'commander',
  ],
  'src/cli/probe.ts': ['../mastra/store.ts', '../testing/step.ts', '@aws-sdk/client-s3', 'hyparquet'],
  'src/mastra/probe.ts': ['../streams/change.ts', '@mastra/dynamodb', 'electrodb'],
};

test('the linter refuses an import that goes up, in every folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'monotable-lint-'));
  try {
    const rules = { ...JSON.parse(readFileSync('biome.json', 'utf8')), vcs: { enabled: false } };
    writeFileSync(join(folder, 'biome.json'), JSON.stringify(rules));
    for (const [file, targets] of Object.entries(REFUSED)) {
      mkdirSync(join(folder, dirname(file)), { recursive: true });
      const lines = targets.map((target, place) => `import { a${place} } from '${target}';\na${place}();\n`);
      writeFileSync(join(folder, file), lines.join(''));
    }
    const wanted = Object.entries(REFUSED).map(([file, targets]) => [file, targets.length]);
    expect(restrictedImports(folder)).toEqual(Object.fromEntries(wanted));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** How many imports the linter refuses, by file. */
function restrictedImports(folder: string): Record<string, number> {
  const biome = join(process.cwd(), 'node_modules/@biomejs/biome/bin/biome');
  let report = '';
  try {
    const lint = ['lint', '--reporter=github', '--max-diagnostics=none', 'src'];
    report = execFileSync(process.execPath, [biome, ...lint], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch (error) {
    report = (error as { stdout: string }).stdout;
  }
  const counts: Record<string, number> = {};
  for (const [, path = ''] of report.matchAll(/noRestrictedImports,file=([^,]+),/g)) {
    const file = path.slice(path.indexOf('src/'));
    counts[file] = (counts[file] ?? 0) + 1;
  }
  return counts;
}
