import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const PARENT = fileURLToPath(new URL('serverParent.ts', import.meta.url));

/** Starts the parent program, sends it the signal, and tells how it ended and where its server was. */
async function run(behaviour: string, signal?: NodeJS.Signals): Promise<{ ended: unknown; server: string }> {
  const parent = spawn(process.execPath, ['--import', 'tsx', PARENT, behaviour], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const closed = once(parent, 'exit');
  const [line] = await once(parent.stdout, 'data');
  if (signal !== undefined) parent.kill(signal);
  const [code, by] = await closed;
  return { ended: by ?? code, server: String(line).trim() };
}

/** Asks the endpoint and not for the process id, which stays until somebody has read how the process ended. */
async function isGone(endpoint: string): Promise<boolean> {
  const answers = () =>
    fetch(endpoint).then(
      () => true,
      () => false,
    );
  // The kill is sent before the parent ends, but the system may take a moment to carry it out.
  for (let tries = 0; tries < 100 && (await answers()); tries += 1) await sleep(50);
  return !(await answers());
}

describe('a server that nobody stops', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends with a parent that gets %s', async (signal) => {
    const { ended, server } = await run('waits', signal);
    expect(ended).toBe(signal);
    expect(await isGone(server)).toBe(true);
  });

  it.each([
    ['exits', 0],
    ['throws', 1],
    ['rejects', 1],
  ])('ends with a parent that %s', async (behaviour, code) => {
    const { ended, server } = await run(behaviour);
    expect(ended).toBe(code);
    expect(await isGone(server)).toBe(true);
  });

  it('ends, and leaves the exit code to a parent with a handler of its own', async () => {
    const { ended, server } = await run('has a handler of its own', 'SIGINT');
    expect(ended).toBe(7);
    expect(await isGone(server)).toBe(true);
  });
});
