import { gzipSync } from 'node:zlib';
import { bundleText } from './bundle.ts';
import { COLUMNS } from './columnList.ts';

/** What a service weighs without the SDK, minified, in bytes. */
export interface BundleSize {
  readonly minified: number;
  readonly gzip: number;
}

/** By column; `keys` for `monotable/keys` alone. */
export type BundleSizes = Readonly<Record<string, BundleSize>>;

/** The name of the row for the keys alone. */
export const KEYS_ALONE = 'keys';

/** Bundles the service of each column: two entities, their patterns, transactions and batches. */
export async function bundleSizes(): Promise<BundleSizes> {
  const programs = COLUMNS.map(({ file }) => [
    file,
    `export { createDriver } from './columns/${file}.ts';`,
  ]) as [string, string][];
  programs.push([
    KEYS_ALONE,
    `import { key } from '../../src/keys/index.ts';
     export const order = key('ORDER#{placedAt:iso}#{orderId}');`,
  ]);
  const sizes = programs.map(async ([name, program]): Promise<[string, BundleSize]> => {
    // As CommonJS would, without the line that lets a module ask for CommonJS.
    const text = await bundleText(program, { minify: true, format: 'cjs' });
    return [name, { minified: text.length, gzip: gzipSync(text, { level: 9 }).length }];
  });
  return Object.fromEntries(await Promise.all(sizes));
}
