import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../scripts/local/freePort.ts';
import { describeEngines } from '../support/engines.ts';

const LOCAL = fileURLToPath(new URL('../../scripts/local.ts', import.meta.url));

describeEngines('npm run local', (engine) => {
  it('runs a server until it is interrupted', async () => {
    const port = await freePort();
    const args = ['--import', 'tsx', LOCAL, '--engine', engine.name, '--port', String(port)];
    const program = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(program, 'exit');
    const [line] = await once(program.stdout, 'data');
    expect(String(line)).toBe(
      `${engine.name} listens on http://127.0.0.1:${port} (any credentials, any Region); Ctrl-C ends it.\n`,
    );
    program.kill('SIGINT');
    expect(await exited).toEqual([0, null]);
    await expect(fetch(`http://127.0.0.1:${port}`)).rejects.toThrow();
  });
});

describe('npm run local', () => {
  it.each([
    [['--engine', 'sqlite'], "option '--engine <name>' argument 'sqlite' is invalid. Allowed choices are"],
    [['--port', '99999'], "argument '99999' is invalid. A port is a whole number from 1 to 65535."],
  ])('refuses %j', (args, message) => {
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', LOCAL, ...args], {
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toContain(message);
  });
});
