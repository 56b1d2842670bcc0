import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';

// The command as a process: its signals, its streams, and the credentials of its environment.

const folder = mkdtempSync(join(tmpdir(), 'monotable-process-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** No AWS but what is said, and no way to find any. */
const ENVIRONMENT = {
  PATH: process.env.PATH,
  HOME: folder,
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
};

function start(argv: readonly string[], env: Readonly<Record<string, string>> = {}): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...argv], {
    env: { ...ENVIRONMENT, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

async function ended(child: ChildProcess) {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('It has no streams.');
  const [[code], out, errors] = await Promise.all([once(child, 'close'), text(stdout), text(stderr)]);
  return { code: code as number | null, stdout: out, stderr: errors };
}

test('without credentials it says what to do', async () => {
  const result = await ended(start(['table', 'check', '--region', 'eu-west-1']));
  expect(result).toMatchObject({ code: 1, stdout: '' });
  expect(result.stderr).toMatch(
    /^error: There are no AWS credentials \(.*\): set AWS_PROFILE, sign in, or name a local server with --endpoint\.\n$/,
  );
});

test('without a Region it says what to do', async () => {
  expect(await ended(start(['table', 'check']))).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'error: No Region is known: say it with --region, in the config, or as AWS_REGION; or name a local server with --endpoint.\n',
  });
});

test('where nothing answers, that is said, without a trace', async () => {
  expect(await ended(start(['table', 'check'], { DYNAMODB_ENDPOINT: 'http://127.0.0.1:1' }))).toEqual({
    code: 1,
    stdout: '',
    stderr:
      'error: Nothing answers at http://127.0.0.1:1 (ECONNREFUSED): is the server running, and the network there?\n',
  });
});

describe('with a server that does not answer', () => {
  let server: Server;
  let endpoint: string;
  let authorizations: string[];
  beforeEach(async () => {
    authorizations = [];
    server = createServer((request) => void authorizations.push(request.headers.authorization ?? ''));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  async function asked(): Promise<void> {
    while (authorizations.length === 0) await wait(10);
  }

  test('Ctrl-C ends it with 130 and a sentence, and no local server gets real credentials', async () => {
    const credentials = {
      AWS_ACCESS_KEY_ID: 'REAL',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_REGION: 'eu-west-1',
    };
    const child = start(['table', 'check', '--endpoint', endpoint, '--json'], credentials);
    const end = ended(child);
    await asked();
    child.kill('SIGINT');
    const { code, stdout, stderr } = await end;
    expect(code).toBe(130);
    expect(stderr).toMatch(/^error: .*\n$/);
    expect(JSON.parse(stdout)).toMatchObject({ error: { name: 'AbortError' } });
    expect(authorizations[0]).toContain('Credential=local/');
  });

  test('a second Ctrl-C does not wait for the end', async () => {
    // Its end never comes.
    const path = join(folder, 'waiting.config.mjs');
    const own = JSON.stringify(`${process.cwd()}/monotable.config.ts`);
    writeFileSync(
      path,
      `export { default } from ${own};\nprocess.stderr.write('waiting\\n');\nawait new Promise((done) => setTimeout(done, 60_000));\n`,
    );
    const child = start(['patterns', '--config', path]);
    const end = ended(child);
    if (child.stderr === null) throw new Error('It has no streams.');
    await once(child.stderr, 'readable');
    child.kill('SIGINT');
    // Two at once are one: a terminal sends it to npm, too, which hands it on.
    child.kill('SIGINT');
    await wait(700);
    expect(child.exitCode).toBeNull();
    child.kill('SIGINT');
    expect((await end).code).toBe(130);
  });
});
