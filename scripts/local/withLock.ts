import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './isAlive.ts';

const POLL_MS = 200;
/** A lock without a process id is one whose owner died while making it, once it is this old. */
const UNSIGNED_MS = 10_000;
/** No work takes this long; after a restart of a container another process may have the dead owner's id. */
const OUTDATED_MS = 15 * 60_000;

/** Runs the work while no other process of this machine runs work under the same lock file. A dead owner's lock is taken over. */
export async function withLock<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  while (!(await taken(path))) {
    if (await abandoned(path)) await rm(path, { force: true });
    else await sleep(POLL_MS);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function taken(path: string): Promise<boolean> {
  try {
    await writeFile(path, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function abandoned(path: string): Promise<boolean> {
  try {
    const owner = Number(await readFile(path, 'utf8'));
    const age = Date.now() - (await stat(path)).mtimeMs;
    return owner > 0 ? !isAlive(owner) || age > OUTDATED_MS : age > UNSIGNED_MS;
  } catch {
    return false;
  }
}
