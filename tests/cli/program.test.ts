import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { type CommandContext, commandContext } from '../../src/cli/command-context.ts';
import { makeProgram } from '../../src/cli/program.ts';
import { UsageError } from '../../src/cli/usage-error.ts';
import { capturedIo, runHere } from './captured-io.ts';

const folder = mkdtempSync(join(tmpdir(), 'monotable-program-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The program, whose commands do nothing. */
function idleProgram(): Command {
  const idle: CommandContext = { io: capturedIo(), action: () => async () => {}, exitCode: 0 };
  return makeProgram(idle);
}

/** Every command that does something, as it is called. */
function commandsOf(command: Command, before: readonly string[] = []): string[][] {
  if (command.commands.length === 0) return [[...before]];
  // `export` with nothing behind it is a command, too, whose own name nobody says.
  const said = (name: string) => (command.name() === 'export' && name === 'table' ? [] : [name]);
  return command.commands.flatMap((one) => commandsOf(one, [...before, ...said(one.name())]));
}

const COMMANDS = commandsOf(idleProgram());

function callsIn(text: string): string[] {
  return [...text.matchAll(/^ *npx monotable (.+)$/gm)].map(([, call = '']) => call);
}

/** As a shell hands them over, up to where the output goes. */
function wordsOf(call: string): string[] {
  const [command = ''] = call.split(/ [>#|] /);
  return (command.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? []).map((word) => word.replace(/['"]/g, ''));
}

describe.each(COMMANDS.map((call) => [call.join(' '), call] as const))('%s', (name, call) => {
  test('has help with an example that works, the options of all commands, and no colours', async () => {
    const { code, stdout, stderr } = await runHere([...call, '--help'], { columns: 120 });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    for (const option of ['--config', '--table', '--endpoint', '--aws', '--region', '--json', '--debug']) {
      expect(stdout).toContain(`  ${option}`);
    }
    expect(stdout).not.toContain('\u001b');
    const calls = callsIn(stdout).filter((line) => line.startsWith(name));
    expect(calls.length).toBeGreaterThan(0);
  });

  test('refuses what it does not know, with 2', async () => {
    const { code, stdout, stderr } = await runHere([...call, '--no-such-option']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain("error: unknown option '--no-such-option'");
  });
});

test('every example of a help, and of a page, is a call that is right', async () => {
  const pages = ['README.md', 'docs/cli.md', 'docs/bulk-load.md'].map((file) => readFileSync(file, 'utf8'));
  const helps = await Promise.all([[], ...COMMANDS].map((call) => runHere([...call, '--help'])));
  const calls = [...pages, ...helps.map(({ stdout }) => stdout)].flatMap(callsIn);
  expect(calls.length).toBeGreaterThan(COMMANDS.length * 2);
  for (const call of calls) {
    await idleProgram().parseAsync(wordsOf(call), { from: 'user' });
  }
});

test('the help names every command and every exit code', async () => {
  const { code, stdout } = await runHere(['--help']);
  expect(code).toBe(0);
  for (const [name = ''] of COMMANDS) expect(stdout).toMatch(new RegExp(`^  ${name} `, 'm'));
  expect(stdout).toContain('Exit codes: 0 done, 1 failed or not complete, 2 wrong use, 130 interrupted.');
});

test.each<[readonly string[], string]>([
  [[], 'Usage: monotable'],
  [['table'], 'Usage: monotable table'],
  [['pattern'], "error: unknown command 'pattern'\n(Did you mean patterns?)"],
  [['table', 'drop'], "error: unknown command 'drop'"],
  [['load'], "error: missing required argument 'file'"],
  [['patterns', 'x'], 'error: too many arguments'],
  [['patterns', '--jsn'], "error: unknown option '--jsn'\n(Did you mean --json?)"],
  [['patterns', '--config'], "error: option '--config <file>' argument missing"],
  [
    ['table', 'print', '--format', 'terraform'],
    "argument 'terraform' is invalid. Allowed choices are create-table,",
  ],
])('%j is wrong use', async (argv, message) => {
  const { code, stdout, stderr } = await runHere(argv);
  expect(stderr).toContain(message);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(await runHere(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

test('options of all commands may stand before the command, too', async () => {
  const before = await runHere(['--json', '--config', 'monotable.config.ts', 'patterns']);
  expect(before).toMatchObject({ code: 0, stderr: '' });
  expect(before).toEqual(await runHere(['patterns', '--json']));
});

describe('an error of a command', () => {
  /** A call of a command that throws. */
  async function failing(error: unknown, argv: readonly string[] = [], signal?: AbortSignal) {
    const io = capturedIo(signal === undefined ? {} : { signal });
    const context = commandContext(io);
    const ended: string[] = [];
    const program = new Command()
      .option('--json')
      .option('--debug')
      .action(
        context.action(async (run) => {
          run.atEnd(() => ended.push('first'));
          run.atEnd(() => ended.push('last'));
          throw error;
        }),
      );
    await program.parseAsync(argv, { from: 'user' });
    return { code: context.exitCode, ended, ...(await io.written()) };
  }

  test('is a sentence on standard error, and 1; what was opened is closed in the opposite order', async () => {
    expect(await failing(new Error('The file a is empty.'))).toEqual({
      code: 1,
      stdout: '',
      stderr: 'error: The file a is empty.\n',
      ended: ['last', 'first'],
    });
  });

  test('is 2 when the call was wrong, and no document', async () => {
    expect(await failing(new UsageError('Say one of them.'), ['--json'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: 'error: Say one of them.\n',
    });
  });

  test('is a document as well with --json', async () => {
    const { code, stdout, stderr } = await failing(new RangeError('too long'), ['--json']);
    expect(JSON.parse(stdout)).toEqual({ error: { name: 'RangeError', message: 'RangeError: too long' } });
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'error: RangeError: too long\n' });
  });

  test('shows where it comes from, and what is behind it, with --debug only', async () => {
    const error = new Error('it failed', { cause: new Error('the disk is full') });
    const { stderr } = await failing(error, ['--debug']);
    expect(stderr).toMatch(
      /^error: it failed\nError: it failed\n +at [\s\S]*\[cause\]: Error: the disk is full\n/,
    );
    expect((await failing(error)).stderr).toBe('error: it failed\n');
  });

  test('is 130 after Ctrl-C', async () => {
    const stop = new AbortController();
    stop.abort(new Error('It got SIGINT.'));
    expect(await failing(stop.signal.reason, [], stop.signal)).toMatchObject({
      code: 130,
      stderr: 'error: It got SIGINT.\n',
    });
  });
});

test('a config that is wrong is told in a sentence by every command', async () => {
  writeFileSync(join(folder, 'monotable.config.mjs'), 'export default { entity: [] };');
  const calls = [['table', 'create'], ['table', 'check'], ['table', 'print'], ['load', 'file'], ['patterns']];
  for (const call of calls) {
    const result = await runHere([...call, '--endpoint', 'http://127.0.0.1:1'], { cwd: folder });
    expect(result).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'error: The config monotable.config.mjs is wrong: defineConfig has no option "entity"; there are entities, tableName, region, endpoint, export.\n',
    });
  }
});
