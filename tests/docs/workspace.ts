import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { Block } from './blocks.ts';

/** A folder in which blocks lie as files, and `monotable` is the sources of this checkout. */
export interface Workspace {
  readonly folder: string;
  readonly config: string;
  /** Writes a block's code, its lines at the places that they have in the page. Gives the path of the file. */
  write(block: Block, code?: string): string;
  /** The block that a file was written for. */
  blockAt(path: string): Block | undefined;
  remove(): void;
}

/** The package's entry points, as far as they have sources. */
export const ENTRY_POINTS = {
  monotable: 'src/index.ts',
  'monotable/keys': 'src/keys/index.ts',
  'monotable/ttl': 'src/ttl/index.ts',
  'monotable/streams': 'src/streams/index.ts',
  'monotable/testing': 'src/testing/index.ts',
  'monotable/commerce': 'src/repositories/commerce/index.ts',
  'monotable/cli': 'src/cli/index.ts',
  'monotable/export': 'src/transfer/index.ts',
} as const;

/** Makes the folder inside the checkout, where Node finds the installed packages. */
export function makeWorkspace(root: string): Workspace {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const folder = mkdtempSync(join(root, '.cache', 'docs-'));
  const config = join(folder, 'tsconfig.json');
  writeFileSync(config, JSON.stringify(configuration(root, folder)));
  const blocks = new Map<string, Block>();
  return {
    folder,
    config,
    write(block, code = block.code) {
      const path = join(folder, placeOf(block));
      if (code === block.code && blocks.has(path))
        throw new Error(`${block.file}: two blocks are ${block.name}.`);
      blocks.set(path, block);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, '\n'.repeat(block.line - 1) + code);
      return path;
    },
    blockAt: (path) => blocks.get(path),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A page's blocks share a folder; one that is named by a path such as `scripts/load.ts` stands for a file there. */
function placeOf({ file, line, name }: Block): string {
  if (name?.includes('/')) return name;
  return join(dirname(file), basename(file).replace(/\.\w+$/, ''), name ?? `line-${line}.ts`);
}

function configuration(root: string, folder: string): object {
  const fromHere = (path: string) => join(relative(folder, root), path);
  return {
    extends: fromHere('tsconfig.json'),
    compilerOptions: {
      noEmit: true,
      declaration: false,
      rootDir: fromHere('.'),
      // Blocks that stand for a file of the checkout import its neighbours.
      rootDirs: ['.', fromHere('.')],
      paths: Object.fromEntries(Object.entries(ENTRY_POINTS).map(([name, path]) => [name, [fromHere(path)]])),
      types: ['node', 'jest'],
      // A block may be a file of which nothing is imported or exported.
      moduleDetection: 'force',
    },
    include: ['.'],
  };
}
