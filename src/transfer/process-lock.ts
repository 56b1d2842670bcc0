import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { RequestError } from '../errors.ts';

/** Locks that this process has itself. */
const held = new Set<string>();

/**
 * Takes a file as a lock for this process until what it gives is called. The lock of a process that was killed is taken
 * over.
 *
 * @param work as messages name it: `export to ./raw`
 * @throws RequestError when somebody else has it.
 */
export async function lockFile(file: string, work: string): Promise<() => Promise<void>> {
  const path = resolve(file);
  while (!(await taken(path))) {
    const owner = await textOf(path);
    // Freed meanwhile.
    if (owner === undefined) continue;
    if (held.has(path) || !isDead(owner)) throw inUse(path, work, owner);
    // Moved before it is looked at again: somebody else may have taken it over meanwhile.
    const aside = `${path}.${process.pid}`;
    await rename(path, aside).catch((error: { code?: string }) => {
      if (error.code !== 'ENOENT') throw error;
    });
    const moved = await textOf(aside);
    if (moved !== undefined && moved !== owner) {
      await rename(aside, path);
      throw inUse(path, work, moved);
    }
    await rm(aside, { force: true });
  }
  held.add(path);
  return async () => {
    held.delete(path);
    await rm(path, { force: true });
  };
}

async function taken(path: string): Promise<boolean> {
  try {
    await writeFile(path, `${process.pid} on ${hostname()}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'EEXIST') return false;
    throw error;
  }
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Only of a process on this machine is that known. */
function isDead(owner: string): boolean {
  const [, id = '', host] = /^(\d+) on (.*)$/.exec(owner) ?? [];
  if (host !== hostname()) return false;
  // One that had our number is gone.
  return Number(id) === process.pid || !isAlive(Number(id));
}

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (error) {
    // It is there, and somebody else's.
    return (error as { code?: string }).code === 'EPERM';
  }
}

function inUse(path: string, work: string, owner: string): RequestError {
  return new RequestError(
    `Another ${work} goes on: process ${owner || 'unknown'}. If there is none, delete ${path}.`,
  );
}
