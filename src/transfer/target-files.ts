import { RequestError } from '../errors.ts';
import type { Target, TargetOptions } from './target/target.ts';

/** Files beside those of an export that are told one by one. */
const MOST_STRAYS = 100;

/**
 * Looks whether the files of an export are all there, before its manifest says so, and what else queries would read.
 *
 * @param paths all of the export
 * @param leaving those that are removed when it is complete
 * @returns up to 100 files that are neither.
 * @throws RequestError when files are gone that were written.
 */
export async function checkFiles(
  target: Target,
  prefixes: readonly string[],
  paths: readonly string[],
  leaving: readonly string[],
  options: TargetOptions,
): Promise<readonly string[]> {
  const missing = new Set(paths);
  const known = new Set(leaving);
  const strays: string[] = [];
  for (const prefix of prefixes) {
    for await (const path of target.list(prefix, options)) {
      if (missing.delete(path) || known.has(path) || isPassedOver(path)) continue;
      if (strays.length < MOST_STRAYS) strays.push(path);
    }
  }
  const [first] = missing;
  if (first === undefined) return strays.sort();
  throw new RequestError(
    `${missing.size} files that this export has written are not in ${target.name} any more, such as ${first}. Begin anew with restart.`,
  );
}

/** Removes what a run has put into the target, but for what is kept. */
export async function removeRun(target: Target, run: string, kept: ReadonlySet<string>): Promise<void> {
  const paths: string[] = [];
  for await (const path of target.list('')) {
    const [name = ''] = path.split('/').slice(-1);
    if (name.startsWith(`${run}-`) && !kept.has(path)) paths.push(path);
  }
  await target.remove(paths);
}

/** Athena and DuckDB do not read such names. */
function isPassedOver(path: string): boolean {
  return path.split('/').some((part) => /^[_.]/.test(part));
}
