import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import pLimit from 'p-limit';
import { RequestError } from '../errors.ts';

const compress = promisify(gzip);

/** Lines of one entity and partition that a segment has so far; `''` is the partition of an entity that has none. */
export interface SpooledLines {
  readonly entity: string;
  readonly partition: string;
  /** In the segment's folder. */
  readonly file: string;
  /** Of the file; what follows them was written after the last checkpoint, and does not count. */
  readonly bytes: number;
  readonly rows: number;
}

/** While they are written; a disk takes many at once in the time of one. */
const OPEN_FILES = 16;

interface Waiting {
  readonly entity: string;
  readonly partition: string;
  readonly file: string;
  bytes: number;
  rows: number;
  lines: string[];
}

/**
 * Where a segment's lines wait until all are read: a file for each entity and partition, to which compressed pieces are
 * appended. No file stays open, so there may be any number of them.
 */
export class Spool {
  readonly #folder: string;
  readonly #files: Map<string, Waiting>;
  /** Characters that are not in a file yet. */
  #waiting = 0;

  private constructor(folder: string, kept: readonly SpooledLines[]) {
    this.#folder = folder;
    this.#files = new Map(kept.map((lines) => [idOf(lines), { ...lines, lines: [] }]));
  }

  /**
   * Goes on from a checkpoint: what was written after it is cut off.
   *
   * @throws RequestError when something that it counts is not there any more.
   */
  static async open(folder: string, kept: readonly SpooledLines[]): Promise<Spool> {
    await mkdir(folder, { recursive: true });
    const known = new Set(kept.map(({ file }) => file));
    for (const name of await readdir(folder)) if (!known.has(name)) await rm(join(folder, name));
    for (const { file, bytes } of kept) await cut(join(folder, file), bytes);
    return new Spool(folder, kept);
  }

  add(entity: string, partition: string, line: string): void {
    const id = idOf({ entity, partition });
    let waiting = this.#files.get(id);
    if (waiting === undefined) {
      waiting = { entity, partition, file: `${this.#files.size}.gz`, bytes: 0, rows: 0, lines: [] };
      this.#files.set(id, waiting);
    }
    waiting.lines.push(line);
    waiting.rows += 1;
    this.#waiting += line.length;
  }

  get waiting(): number {
    return this.#waiting;
  }

  /** Writes everything that waits; it is there then, also when the machine stops. */
  async flush(): Promise<void> {
    const limit = pLimit(OPEN_FILES);
    const waiting = [...this.#files.values()].filter(({ lines }) => lines.length > 0);
    this.#waiting = 0;
    await Promise.all(waiting.map((each) => limit(() => this.#append(each))));
  }

  async #append(waiting: Waiting): Promise<void> {
    const { lines, file } = waiting;
    waiting.lines = [];
    const piece = await compress(`${lines.join('\n')}\n`, { level: constants.Z_BEST_SPEED });
    const handle = await open(join(this.#folder, file), 'a');
    try {
      await handle.appendFile(piece);
      await handle.sync();
    } finally {
      await handle.close();
    }
    waiting.bytes += piece.length;
  }

  /** What is in the files, for a checkpoint, after a flush. */
  get kept(): readonly SpooledLines[] {
    return [...this.#files.values()].map(({ lines: _, ...kept }) => kept);
  }
}

function idOf({ entity, partition }: { readonly entity: string; readonly partition: string }): string {
  return `${entity}\0${partition}`;
}

async function cut(path: string, bytes: number): Promise<void> {
  const found = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  if (found < bytes) {
    throw new RequestError(
      `${path} has ${found} bytes, and had ${bytes} when the export was ended: it cannot go on. Begin anew with restart.`,
    );
  }
  if (found === bytes) return;
  const handle = await open(path, 'r+');
  try {
    await handle.truncate(bytes);
  } finally {
    await handle.close();
  }
}
