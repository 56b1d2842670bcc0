import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One fenced block of TypeScript, from a page or from the `@example` of a doc comment. */
export interface Block {
  /** The file it stands in, relative to the checkout. */
  readonly file: string;
  /** The line in that file on which its code begins, counted from 1. */
  readonly line: number;
  readonly code: string;
  /** Marked `ts run`: a program of its own that needs a server. */
  readonly run: boolean;
  /** The `text` block that follows it directly: what the program prints. */
  readonly output: string | undefined;
  /** The file name in a first line such as `// shop.ts`: other blocks of the page import it by that. */
  readonly name: string | undefined;
}

/** Every block of README.md, the pages under docs and the sources. */
export function allBlocks(root: string): Block[] {
  const pages = ['README.md', ...filesUnder(root, 'docs', '.md')];
  return [
    ...pages.flatMap((file) => blocksOf(file, readFileSync(join(root, file), 'utf8').split('\n'))),
    ...filesUnder(root, 'src', '.ts').flatMap((file) => exampleBlocks(root, file)),
  ];
}

/** The files of a folder and those below it, relative to the checkout. */
export function filesUnder(root: string, folder: string, ending: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .sort();
}

/** Blocks in doc comments: only there does a line begin with a star. */
function exampleBlocks(root: string, file: string): Block[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  return blocksOf(
    file,
    lines.map((line) => /^\s*\* ?(.*)$/.exec(line)?.[1] ?? ''),
  );
}

/** The blocks among lines of Markdown. */
export function blocksOf(file: string, lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let start = 0;
  while (start < lines.length) {
    const language = /^```(\S.*)?$/.exec(lines[start] ?? '')?.[1] ?? '';
    if (!(lines[start] ?? '').startsWith('```')) {
      start += 1;
      continue;
    }
    const end = lines.indexOf('```', start + 1);
    if (end === -1) throw new Error(`${file}:${start + 1}: the block has no end.`);
    const body = lines.slice(start + 1, end);
    if (language === 'ts' || language === 'ts run') {
      blocks.push({
        file,
        line: start + 2,
        code: body.join('\n'),
        run: language === 'ts run',
        output: outputAfter(lines, end + 1),
        name: /^\/\/ ([\w/.-]+\.ts)$/.exec(body[0] ?? '')?.[1],
      });
    }
    start = end + 1;
  }
  return blocks;
}

/** What stands in a `text` block, if that is the next block and only one paragraph lies between. */
function outputAfter(lines: readonly string[], from: number): string | undefined {
  const next = lines.findIndex(
    (line, place) => place >= from && (line.startsWith('```') || line.startsWith('#')),
  );
  if (next === -1 || lines[next] !== '```text') return undefined;
  return lines.slice(next + 1, lines.indexOf('```', next + 1)).join('\n');
}
