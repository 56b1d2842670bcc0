import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * @param files what each file is for, and its path
 * @throws when two of them are one file, whatever its paths: one would destroy the other.
 */
export async function checkSeparate(
  files: readonly (readonly [what: string, path: string])[],
): Promise<void> {
  const uses = new Map<string, string>();
  for (const [what, path] of files) {
    const identity = await identityOf(path);
    const other = uses.get(identity);
    if (other !== undefined) throw new Error(`The ${other} and the ${what} are one file, ${path}.`);
    uses.set(identity, what);
  }
}

async function identityOf(path: string): Promise<string> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return `${dev} ${ino}`;
  } catch {
    // A file that is still to be made.
    const folder = dirname(resolve(path));
    return join(await realpath(folder).catch(() => folder), basename(path));
  }
}
