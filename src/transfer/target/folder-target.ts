import { createHash } from 'node:crypto';
import { open, readdir, readFile, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { onAbort } from '../../client/on-abort.ts';
import { MonotableError, RequestError } from '../../errors.ts';
import { withLock } from '../file-lock.ts';
import { codeOf, moveWhole, writeTextWhole } from '../write-whole.ts';
import type { StoredText, Target, TargetOptions, TextVersion } from './target.ts';
import { checkPath } from './target-path.ts';

/**
 * A folder. Of two processes of one machine that write the same text, one wins; between machines, as on a network drive,
 * `withLock` says what holds. `publish` and `remove` ask nobody.
 */
export class FolderTarget implements Target {
  readonly name: string;
  readonly #root: string;

  constructor(folder: string) {
    this.name = folder;
    this.#root = resolve(folder);
  }

  async publish(file: string, path: string, options: TargetOptions = {}): Promise<void> {
    const place = this.#placeOf(path);
    options.abortSignal?.throwIfAborted();
    await this.#told('could not be written', path, () => moveWhole(file, place));
  }

  async putText(
    path: string,
    text: string,
    seen: 'absent' | TextVersion,
    options: TargetOptions = {},
  ): Promise<boolean> {
    const place = this.#placeOf(path);
    options.abortSignal?.throwIfAborted();
    return this.#told('could not be written', path, async () => {
      // No folder is made for a text that is not written.
      if (!isAsSeen(await textAt(place), seen)) return false;
      return withLock(lockOf(place), options.abortSignal, async () => {
        if (!isAsSeen(await textAt(place), seen)) return false;
        await writeTextWhole(place, text);
        return true;
      });
    });
  }

  async getText(path: string, options: TargetOptions = {}): Promise<StoredText | undefined> {
    const place = this.#placeOf(path);
    options.abortSignal?.throwIfAborted();
    return this.#told('could not be read', path, () => textAt(place));
  }

  async read(path: string, options: TargetOptions = {}): Promise<Readable> {
    const place = this.#placeOf(path);
    const { abortSignal } = options;
    abortSignal?.throwIfAborted();
    const handle = await this.#told('could not be read', path, async () => {
      const opened = await open(place).catch((error) => {
        if (isAbsent(error)) return undefined;
        throw error;
      });
      if ((await opened?.stat())?.isFile()) return opened;
      await opened?.close();
      return undefined;
    });
    if (handle === undefined) throw new RequestError(`There is no file ${path} in ${this.name}.`);
    const stream = handle.createReadStream();
    if (abortSignal !== undefined) {
      stream.once(
        'close',
        onAbort(abortSignal, () => stream.destroy(abortSignal.reason)),
      );
    }
    return stream;
  }

  async *list(prefix: string, { abortSignal }: TargetOptions = {}): AsyncGenerator<string, void, undefined> {
    const folder = join(this.#root, ...prefix.split('/'));
    for (const { name, parentPath, isFile } of await this.#entries(folder)) {
      abortSignal?.throwIfAborted();
      if (isFile) yield relative(this.#root, join(parentPath, name)).split(sep).join('/');
    }
  }

  localPath(path: string): string {
    return this.#placeOf(path);
  }

  async remove(paths: readonly string[], options: TargetOptions = {}): Promise<void> {
    const places = paths.map((path) => [path, this.#placeOf(path)] as const);
    for (const [path, place] of places) {
      options.abortSignal?.throwIfAborted();
      await this.#told('could not be removed', path, async () => {
        await rm(place).catch((error) => {
          if (!isAbsent(error)) throw error;
        });
        await this.#removeEmpty(dirname(place));
      });
    }
  }

  close(): void {}

  async #entries(folder: string) {
    try {
      const all = await readdir(folder, { recursive: true, withFileTypes: true });
      return all.map((entry) => ({
        name: entry.name,
        parentPath: entry.parentPath,
        isFile: entry.isFile(),
      }));
    } catch (error) {
      if (isAbsent(error)) return [];
      throw error;
    }
  }

  #placeOf(path: string): string {
    return join(this.#root, ...checkPath(path).split('/'));
  }

  /** The folders above a removed file that hold nothing any more, below the target. */
  async #removeEmpty(folder: string): Promise<void> {
    if (folder === this.#root) return;
    try {
      await rmdir(folder);
    } catch (error) {
      if (!KEPT.includes(codeOf(error)) && !isAbsent(error)) throw error;
      // One that is not there may stand in an empty one all the same.
      if (!isAbsent(error)) return;
    }
    await this.#removeEmpty(dirname(folder));
  }

  async #told<T>(what: string, path: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (typeof codeOf(error) !== 'string') throw error;
      throw new MonotableError(`${path} ${what} in ${this.name}: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }
}

/** What systems say of a folder that still holds something, or that they keep for another reason. */
const KEPT: readonly unknown[] = ['ENOTEMPTY', 'EEXIST', 'EBUSY', 'EPERM', 'EACCES'];

/** Nothing stands at a path, or a file where a folder of it should be. */
function isAbsent(error: unknown): boolean {
  return codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR';
}

function lockOf(place: string): string {
  return join(dirname(place), `.${basename(place)}.lock`);
}

async function textAt(place: string): Promise<StoredText | undefined> {
  try {
    const bytes = await readFile(place);
    return { text: bytes.toString('utf8'), version: createHash('sha256').update(bytes).digest('hex') };
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function isAsSeen(there: StoredText | undefined, seen: 'absent' | TextVersion): boolean {
  return seen === 'absent' ? there === undefined : there?.version === seen.version;
}
