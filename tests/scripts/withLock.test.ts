import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withLock } from '../../scripts/local/withLock.ts';

describe('withLock', () => {
  const folder = mkdtempSync(join(tmpdir(), 'monotable-lock-'));
  const lock = join(folder, 'lock');
  afterEach(() => rmSync(lock, { force: true }));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('runs one work at a time', async () => {
    const events: string[] = [];
    const work = (name: string) => async () => {
      events.push(`${name} begins`);
      await sleep(50);
      events.push(`${name} ends`);
    };
    await Promise.all([withLock(lock, work('a')), withLock(lock, work('b'))]);
    const first = events[0]?.charAt(0);
    const second = first === 'a' ? 'b' : 'a';
    expect(events).toEqual([`${first} begins`, `${first} ends`, `${second} begins`, `${second} ends`]);
  });

  it('gives back what the work returns, and frees the lock also when it throws', async () => {
    expect(await withLock(lock, async () => 7)).toBe(7);
    await expect(withLock(lock, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(existsSync(lock)).toBe(false);
  });

  it('takes over the lock of a process that has died', async () => {
    writeFileSync(lock, String(spawnSync(process.execPath, ['-e', '']).pid));
    expect(await withLock(lock, async () => 'done')).toBe('done');
  });

  it.each([
    ['an hour old', String(process.pid)],
    ['never signed', ''],
  ])('takes over a lock that is %s', async (_, content) => {
    writeFileSync(lock, content);
    const anHourAgo = Date.now() / 1000 - 3600;
    utimesSync(lock, anHourAgo, anHourAgo);
    expect(await withLock(lock, async () => 'done')).toBe('done');
  });
});
