import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';

/** The file that says which process a checkpoint belongs to. */
export function lockOf(checkpoint: string): string {
  return `${checkpoint}.lock`;
}

/**
 * Takes the checkpoint for this process until what it gives is called. Two loads in one place would write old values over
 * new ones. The lock of a process that was killed is taken over.
 *
 * @throws when another process has it.
 */
export async function lockCheckpoint(checkpoint: string): Promise<() => Promise<void>> {
  const path = lockOf(checkpoint);
  while (!(await taken(path))) {
    const owner = await textOf(path);
    // Freed meanwhile.
    if (owner === undefined) continue;
    if (!isDead(owner)) throw inUse(checkpoint, owner);
    // Moved before it is looked at again: somebody else may have taken it over meanwhile.
    const aside = `${path}.${process.pid}`;
    await rename(path, aside).catch((error: { code?: string }) => {
      if (error.code !== 'ENOENT') throw error;
    });
    const moved = await textOf(aside);
    if (moved !== undefined && moved !== owner) {
      await rename(aside, path);
      throw inUse(checkpoint, moved);
    }
    await rm(aside, { force: true });
  }
  return () => rm(path, { force: true });
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
  if (Number(id) === process.pid) return true;
  return !isAlive(Number(id));
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function inUse(checkpoint: string, owner: string): Error {
  return new Error(
    `Another load goes on with the checkpoint ${checkpoint}: process ${owner || 'unknown'}. ` +
      `If there is none, delete ${lockOf(checkpoint)}.`,
  );
}
