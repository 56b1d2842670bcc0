import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

/** Inside the checkout, where Node finds the installed packages. */
const CACHE = join(process.cwd(), '.cache');

/**
 * A program of `scripts` as one file, made before the tests of a block and removed after them: it starts ten times as fast as its
 * sources do with tsx. It finds no file that lies beside its sources.
 */
export function builtScript(source: string): () => string {
  let folder = '';
  const file = () => join(folder, `${basename(source, '.ts')}.mjs`);
  beforeAll(async () => {
    await mkdir(CACHE, { recursive: true });
    folder = await mkdtemp(join(CACHE, 'script-'));
    await build({
      entryPoints: [source],
      outfile: file(),
      bundle: true,
      packages: 'external',
      format: 'esm',
      platform: 'node',
      target: 'node20',
      logLevel: 'error',
    });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return file;
}
