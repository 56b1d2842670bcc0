import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const HERE = fileURLToPath(new URL('.', import.meta.url));

/** How a program is bundled. */
export interface BundleOptions {
  /** Whether the SDK goes into it. Default: it is loaded from node_modules. */
  readonly sdkInside?: boolean;
  /** Default `esm`. */
  readonly format?: 'esm' | 'cjs';
  /** Default: as it is written. */
  readonly minify?: boolean;
}

/** Packages that are CommonJS ask for others with `require`, which a module does not have. */
const REQUIRE =
  "import { createRequire as monotableRequire } from 'node:module'; const require = monotableRequire(import.meta.url);";

/** A folder for bundles, inside node_modules so that they find the SDK; `remove` it at the end. */
export async function bundleFolder(): Promise<{ path: string; remove: () => Promise<void> }> {
  const cache = join(ROOT, 'node_modules/.cache');
  await mkdir(cache, { recursive: true });
  const path = await mkdtemp(join(cache, 'monotable-bench-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Bundles a program, whose imports are relative to this folder, into a file; gives its path. */
export async function bundleTo(
  folder: string,
  name: string,
  program: string,
  options: BundleOptions = {},
): Promise<string> {
  const { format = 'esm' } = options;
  const outfile = join(folder, `${name}.${format === 'esm' ? 'mjs' : 'cjs'}`);
  await build({ ...settings(program, options), outfile });
  return outfile;
}

/** The text of a bundle. */
export async function bundleText(program: string, options: BundleOptions = {}): Promise<Uint8Array> {
  const { outputFiles } = await build({ ...settings(program, options), write: false });
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild gave no file.');
  return file.contents;
}

function settings(program: string, { sdkInside = false, format = 'esm', minify = false }: BundleOptions) {
  return {
    stdin: { contents: program, resolveDir: HERE, loader: 'ts' },
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    target: 'es2022',
    format,
    minify,
    ...(sdkInside
      ? // The SDK's modules, of which esbuild can leave out what nobody uses.
        { mainFields: ['module', 'main'] }
      : { external: ['@aws-sdk/*', '@smithy/*'] }),
    logLevel: 'error',
    ...(format === 'esm' && { banner: { js: REQUIRE } }),
  } satisfies BuildOptions;
}
