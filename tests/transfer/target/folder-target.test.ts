import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { withLock } from '../../../src/transfer/file-lock.ts';
import { openTarget } from '../../../src/transfer/target/open-target.ts';
import type { Target } from '../../../src/transfer/target/target.ts';

let local = '';
let to = '';
let target: Target;

beforeEach(async () => {
  local = await mkdtemp(join(tmpdir(), 'monotable-folder-'));
  to = join(local, 'export');
  target = await openTarget(to);
});
afterEach(() => rm(local, { recursive: true, force: true }));

async function localFile(content = 'content', folder = local): Promise<string> {
  const file = join(folder, `local-${process.pid}`);
  await writeFile(file, content);
  return file;
}

async function names(): Promise<string[]> {
  return (await readdir(to, { recursive: true })).sort();
}

describe('publishing', () => {
  // Memory is a file system of its own on most Linux machines.
  const memory = '/dev/shm';
  const other = existsSync(memory) && statSync(memory).dev !== statSync(tmpdir()).dev;

  (other ? test : test.skip)(
    'takes a file from another file system, and leaves nothing beside it',
    async () => {
      const elsewhere = await mkdtemp(join(memory, 'monotable-'));
      try {
        const file = await localFile('from elsewhere', elsewhere);
        await target.publish(file, 'order/a.jsonl');
        expect(await readFile(join(to, 'order/a.jsonl'), 'utf8')).toBe('from elsewhere');
        expect(await names()).toEqual(['order', 'order/a.jsonl']);
        expect(existsSync(file)).toBe(false);
      } finally {
        await rm(elsewhere, { recursive: true });
      }
    },
  );

  test('at the place of a folder is an error, and the local file stays', async () => {
    await mkdir(join(to, 'order/a.jsonl'), { recursive: true });
    const file = await localFile();
    await expect(target.publish(file, 'order/a.jsonl')).rejects.toEqual(
      expect.objectContaining({
        name: 'MonotableError',
        message: expect.stringContaining(`order/a.jsonl could not be written in ${to}: EISDIR`),
      }),
    );
    expect(await readFile(file, 'utf8')).toBe('content');
  });

  test('below a file is an error', async () => {
    await mkdir(to);
    await writeFile(join(to, 'order'), '');
    await expect(target.publish(await localFile(), 'order/a.jsonl')).rejects.toThrow(
      /order\/a\.jsonl could not be written in .*: (ENOTDIR|EEXIST)/,
    );
  });

  // Nothing is forbidden to root.
  (process.getuid?.() === 0 ? test.skip : test)('where nothing may be written is an error', async () => {
    await mkdir(to);
    await chmod(to, 0o500);
    await expect(target.publish(await localFile(), 'a')).rejects.toThrow('could not be written');
    await chmod(to, 0o700);
  });
});

describe('removing', () => {
  test('takes the folders that are empty then, and never the target', async () => {
    for (const path of ['order/dt=1/a', 'order/dt=1/b', 'order/dt=2/a', 'user/deep/down/a']) {
      await target.publish(await localFile(), path);
    }
    await target.remove(['order/dt=1/a', 'order/dt=2/a']);
    expect(await names()).toEqual([
      'order',
      'order/dt=1',
      'order/dt=1/b',
      'user',
      'user/deep',
      'user/deep/down',
      'user/deep/down/a',
    ]);
    await target.remove(['order/dt=1/b', 'user/deep/down/a']);
    expect(await names()).toEqual([]);
  });

  test('a folder is refused', async () => {
    await target.publish(await localFile(), 'order/a');
    await expect(target.remove(['order'])).rejects.toThrow('order could not be removed in');
    expect(await names()).toEqual(['order', 'order/a']);
  });

  test('side by side with publishing loses no file', async () => {
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const file = join(local, `local-${index}`);
        await writeFile(file, '');
        await target.publish(file, `order/dt=${index % 2}/${index}`);
        await target.remove([`order/dt=${index % 2}/${index}`]);
        await writeFile(file, 'kept');
        await target.publish(file, `user/${index % 3}/${index}`);
      }),
    );
    expect((await names()).filter((name) => /^user\/\d\/\d+$/.test(name))).toHaveLength(40);
  });
});

test('a folder cannot be read as a file', async () => {
  await target.publish(await localFile(), 'order/a');
  await expect(target.read('order')).rejects.toThrow(`There is no file order in ${to}.`);
});

describe('the lock of a text', () => {
  const owner = (pid: number | string, host = hostname()) => `${pid} on ${host}, 0b2f`;
  /** The id of a process that is no more. */
  const dead = () => spawnSync(process.execPath, ['--version']).pid;

  test('is gone afterwards, as is everything else that was needed', async () => {
    await target.putText('run/a.json', '1', 'absent');
    await target.putText('run/a.json', '2', 'absent');
    expect(await names()).toEqual(['run', 'run/a.json']);
  });

  test('is not taken for a text that is another one already', async () => {
    expect(await target.putText('run/a.json', '1', { version: 'x' })).toBe(false);
    expect(existsSync(to)).toBe(false);
  });

  test.each([
    ['was killed', () => owner(dead())],
    ['had the id of this one, as after a container was started again', () => owner(process.pid)],
  ])('of a process that %s is taken over', async (_, left) => {
    await mkdir(to);
    await writeFile(join(to, '.a.json.lock'), left());
    const won = await Promise.all(['1', '2', '3'].map((text) => target.putText('a.json', text, 'absent')));
    expect(won.filter(Boolean)).toHaveLength(1);
    expect(await names()).toEqual(['a.json']);
  });

  test.each([
    ['that lives', '1', () => owner(1)],
    ['of another machine', '99999999 on elsewhere', () => owner('99999999', 'elsewhere')],
    ['that nobody knows', 'unknown', () => ''],
  ])('of a process %s is waited for', async (_, __, left) => {
    await mkdir(to);
    const lock = join(to, '.a.json.lock');
    await writeFile(lock, left());
    const putting = target.putText('a.json', '1', 'absent');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await names()).toEqual(['.a.json.lock']);
    await rm(lock);
    expect(await putting).toBe(true);
  });

  test('that is not given back is told with the file to delete', async () => {
    await mkdir(to);
    const lock = join(to, '.a.json.lock');
    await writeFile(lock, owner('7', 'elsewhere'));
    const never = () => Promise.reject(new Error('it was taken'));
    await expect(withLock(lock, undefined, never, 50)).rejects.toEqual(
      expect.objectContaining({
        name: 'RequestError',
        message: `Another process writes here: 7 on elsewhere. If there is none, delete ${lock} and ${lock}.breaking.`,
      }),
    );
  });

  test('is waited for no longer than the signal allows', async () => {
    await mkdir(to);
    await writeFile(join(to, '.a.json.lock'), owner(1));
    const controller = new AbortController();
    const putting = target.putText('a.json', '1', 'absent', { abortSignal: controller.signal });
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(putting).rejects.toBe(reason);
  });

  test('lets one of several processes win each time, and one that is killed meanwhile stops nobody', async () => {
    const program = join(import.meta.dirname, 'count-in-text.ts');
    const counters = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ['--import', 'tsx', program, to, '25'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    );
    const [victim, ...others] = counters;
    await once(victim!.stdout, 'data');
    victim!.kill('SIGKILL');
    const codes = await Promise.all(others.map(async (each) => (await once(each, 'exit'))[0]));
    expect(codes).toEqual([0, 0, 0]);
    const counted = JSON.parse((await target.getText('count.json'))?.text ?? '') as Record<string, number>;
    for (const { pid } of others) expect(counted[String(pid)]).toBe(25);
  }, 60_000);
});

test('a target may be a link to a folder', async () => {
  await mkdir(join(local, 'real'));
  await symlink(join(local, 'real'), to);
  const linked = await openTarget(to);
  await linked.publish(await localFile(), 'a');
  expect(await readdir(join(local, 'real'))).toEqual(['a']);
});
