import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { shownPath } from './shown-path.ts';

const NAMES = ['ts', 'mts', 'js', 'mjs'].map((ending) => `monotable.config.${ending}`);

/**
 * The full path of the config: the one that is named, or the nearest one in a folder and those above it.
 *
 * @throws when there is none, or a folder has several.
 */
export function findConfig(named: string | undefined, cwd: string): string {
  if (named !== undefined) {
    const path = resolve(cwd, named);
    if (!existsSync(path)) throw new Error(`There is no config ${named}.`);
    return path;
  }
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const [found, other] = NAMES.filter((name) => existsSync(join(folder, name)));
    if (other !== undefined) {
      throw new Error(
        `There are two configs, ${found} and ${other}, in ${shownPath(folder, cwd)}; name one with --config.`,
      );
    }
    if (found !== undefined) return join(folder, found);
    if (folder === dirname(folder)) break;
  }
  throw new Error(
    `There is no monotable.config.ts (or .mts, .js, .mjs) in ${cwd} or above it: make one that says ` +
      'export default defineConfig({ entities: [...] }), or name it with --config.',
  );
}
