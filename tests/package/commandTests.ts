import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeEngines } from '../support/engines.ts';
import { fileOf, typeErrors } from './packed.ts';

/** What was measured on 2026-11-21, and a tenth more. */
const MAX_COMMAND_KB = 272.2 * 1.1;

const ENTITIES = `import { defineEntity, defineTable } from 'monotable';
const table = defineTable({ name: 'notes', ttl: 'expiresAt' });
export const Note = defineEntity()({
  name: 'Note',
  table,
  keys: { PK: 'USER#{userId}', SK: 'NOTE#{noteId}' },
  patterns: { ofUser: {} },
});
`;
const CONFIG = `import { defineConfig } from 'monotable/cli';
import { Note } from './src/entities.SUFFIX';
export default defineConfig({ entities: [Note], tableName: 'notes-test' });
`;
const TYPESCRIPT_ENTITIES = ENTITIES.replace(
  'defineEntity()',
  'defineEntity<{ userId: string; noteId: string; text: string; expiresAt?: number }>()',
);

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project with a config and entities, which has the installed packages of another folder. */
function project(
  consumer: string,
  name: string,
  suffix: 'js' | 'ts',
  type: 'module' | 'commonjs' = 'module',
): string {
  const folder = join(consumer, name);
  mkdirSync(join(folder, 'src/deep'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type }));
  writeFileSync(join(folder, `monotable.config.${suffix}`), CONFIG.replace('SUFFIX', suffix));
  writeFileSync(join(folder, `src/entities.${suffix}`), suffix === 'ts' ? TYPESCRIPT_ENTITIES : ENTITIES);
  return folder;
}

/** As `npx monotable` starts it, without npm. */
function call(folder: string, ...args: string[]): Ended {
  return ended(folder, program(folder), args);
}

/** The program that npm has linked, of a project or of a folder above it. */
function program(folder: string): string {
  const path = join(folder, 'node_modules/.bin/monotable');
  return existsSync(path) ? path : program(dirname(folder));
}

function ended(cwd: string, program: string, args: string[]): Ended {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:npm_|AWS_|DYNAMODB_ENDPOINT)/i.test(name)),
  );
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env: { ...env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    encoding: 'utf8',
  });
  if (error !== undefined) throw error;
  return { code: status, stdout, stderr };
}

/** Tests of the command as it is installed, with nothing but the package. */
export function commandTests(consumer: () => string): void {
  describe('npx monotable', () => {
    let folder: string;
    beforeAll(() => {
      folder = project(consumer(), 'plain', 'js');
    });

    test('shows the access patterns', () => {
      const { code, stdout, stderr } = ended(folder, 'npx', [
        '--no-install',
        '--loglevel=error',
        'monotable',
        'patterns',
      ]);
      expect(stderr).toBe('');
      expect(stdout).toContain(
        "│ Note.ofUser │ pages │ table │ userId, [noteId] │ ascending │ PK = 'USER#{userId}'",
      );
      expect(code).toBe(0);
    });

    test('finds the config above the working directory, and prints the table', () => {
      const { code, stdout } = call(join(folder, 'src/deep'), 'table', 'print');
      expect(JSON.parse(stdout)).toMatchObject({ TableName: 'notes-test', BillingMode: 'PAY_PER_REQUEST' });
      expect(code).toBe(0);
    });

    test('tells its version', () => {
      const { version } = JSON.parse(fileOf(consumer(), 'node_modules/monotable/package.json')) as {
        version: string;
      };
      expect(call(folder, '--version').stdout).toBe(`${version}\n`);
    });

    test('writes whole results into a pipe, and takes it when nobody reads on', () => {
      expect(ended(folder, 'sh', ['-c', `${program(folder)} patterns --json | cat`]).stdout).toMatch(/\}\n$/);
      const cut = ended(folder, 'sh', ['-c', `${program(folder)} patterns --json | true`]);
      expect(cut).toEqual({ code: 0, stdout: '', stderr: '' });
    });

    describe('with a config in TypeScript', () => {
      const jiti = () => join(consumer(), 'node_modules/jiti');
      const noTypes = Number(process.versions.node.split('.')[0]) < 22;

      (noTypes ? test : test.skip)('says what to install where Node reads no TypeScript', () => {
        const { code, stdout, stderr } = call(project(consumer(), 'no-jiti', 'ts'), 'patterns');
        expect(stderr).toMatch(
          /^error: The config monotable\.config\.ts cannot be loaded: .*: npm install --save-dev jiti\n$/,
        );
        expect(stdout).toBe('');
        expect(code).toBe(1);
      });

      test.each(['module', 'commonjs'] as const)(
        'has jiti load it in a project of type %s, with the package that the command is of',
        (type) => {
          symlinkSync(join(process.cwd(), 'node_modules/jiti'), jiti());
          try {
            const { code, stdout, stderr } = call(
              project(consumer(), `jiti-${type}`, 'ts', type),
              'patterns',
              '--json',
            );
            expect(stderr).toBe('');
            expect(JSON.parse(stdout).entities).toMatchObject([
              { name: 'Note', patterns: [{ name: 'Note.ofUser' }] },
            ]);
            expect(code).toBe(0);
          } finally {
            rmSync(jiti());
          }
        },
      );
    });

    test('has types for a config in TypeScript', () => {
      const folder = project(consumer(), 'typed', 'ts');
      const options = { module: 'nodenext', allowImportingTsExtensions: true };
      const errors = () => typeErrors(process.cwd(), folder, 'monotable.config.ts', 7, options);
      expect(errors()).toEqual([]);
      const path = join(folder, 'monotable.config.ts');
      writeFileSync(path, fileOf(folder, 'monotable.config.ts').replace('tableName', 'tabelName'));
      expect(errors()).toEqual([
        expect.stringContaining("'tabelName' does not exist in type 'MonotableConfig'"),
      ]);
    });

    test('tells when the config has another copy of the package', () => {
      const other = project(consumer(), 'other', 'js');
      const modules = join(other, 'node_modules');
      cpSync(join(consumer(), 'node_modules/monotable'), join(modules, 'monotable'), { recursive: true });
      const { code, stderr } = ended(other, process.execPath, [
        join(consumer(), 'node_modules/monotable/dist/cli/main.js'),
        'patterns',
      ]);
      expect(stderr).toContain('has entities of another copy of monotable than this command is of');
      expect(code).toBe(1);
    });

    test('is of a known size', () => {
      const { size } = statSync(join(consumer(), 'node_modules/monotable/dist/cli/main.js'));
      const kilobytes = Math.round(size / 102.4) / 10;
      console.log(`The command: ${kilobytes} KB`);
      expect(kilobytes).toBeLessThanOrEqual(MAX_COMMAND_KB);
    });

    test('names the packages that it holds, with their licences', () => {
      const licences = fileOf(consumer(), 'node_modules/monotable/dist/cli/licenses.txt');
      const names = [...licences.matchAll(/^-{80}\n\n(\S+) \S+ \((\S+)\)$/gm)].map(([, name, licence]) => [
        name,
        licence,
      ]);
      expect(names.map(([name]) => name)).toEqual([
        ...['ansi-regex', 'cli-progress', 'cli-table3', 'commander', 'emoji-regex'],
        ...['is-fullwidth-code-point', 'string-width', 'strip-ansi'],
      ]);
      expect(new Set(names.map(([, licence]) => licence))).toEqual(new Set(['MIT']));
    });
  });

  describeEngines('npx monotable', (engine) => {
    test('creates the table, loads a file and checks the table', () => {
      const folder = project(consumer(), `create-${engine.name}`, 'js');
      const to = ['--endpoint', engine.settings.endpoint, '--table', engine.tableName('notes')];
      const created = call(folder, 'table', 'create', ...to, '--json');
      expect(created).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(created.stdout)).toMatchObject({ created: true, timeToLiveEnabled: true });
      writeFileSync(join(folder, 'notes.jsonl'), '{"userId":"7","noteId":"1","text":"日本語"}\n');
      const loaded = call(folder, 'load', 'notes.jsonl', '--entity', 'Note', ...to);
      expect(loaded.stdout).toContain('1 records read, 1 items written to table notes-');
      expect(loaded.code).toBe(0);
      expect(call(folder, 'table', 'check', ...to)).toMatchObject({ code: 0, stderr: '' });
    }, 60_000);
  });
}
