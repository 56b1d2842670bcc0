import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { RequestError } from '../errors.ts';
import { lockFile } from './file-lock.ts';
import type { JsonValue } from './source/source.ts';
import { writeTextWhole } from './write-whole.ts';

/** An export under way, as its work folder tells of it. */
export interface ExportRun {
  /** The name of the run, which its files have in theirs: `20261121T093000123Z-5f0c1a`. */
  readonly run: string;
  /** ISO instant. */
  readonly startedAt: string;
}

/** What an export is, for its checkpoints: with something else, it is another export. */
export type ExportIdentity = Readonly<Record<string, JsonValue>>;

interface RunFile extends ExportRun {
  readonly version: 1;
  readonly identity: ExportIdentity;
}

/** The folder in which an export keeps how far it is, and its lines until their files can be written. All of it is ours. */
export class WorkFolder {
  readonly path: string;
  readonly run: ExportRun;
  /** Whether there was an export to go on with. */
  readonly resumed: boolean;
  readonly #release: () => Promise<void>;

  private constructor(path: string, run: ExportRun, resumed: boolean, release: () => Promise<void>) {
    this.path = path;
    this.run = run;
    this.resumed = resumed;
    this.#release = release;
  }

  /**
   * Takes the folder for this process. An export that was ended in it is gone on with, if it is the same and has come so far
   * that something is lost with it; else it is forgotten.
   *
   * @throws RequestError when another process has it, or another export is in it.
   */
  static async open(
    path: string,
    to: string,
    identity: ExportIdentity,
    opening: Opening,
  ): Promise<WorkFolder> {
    await mkdir(dirname(path), { recursive: true });
    // Beside the folder, so that it is there until the folder is gone.
    const release = await lockFile(`${path}.lock`, `export to ${to}`);
    try {
      const file = join(path, 'run.json');
      // Whoever begins anew does not care about damage.
      const found = await readJson(file, isRun).catch((error: unknown) => {
        if (opening.restart) return undefined;
        throw error;
      });
      if (found !== undefined && !opening.restart && (await hasBegun(path))) {
        checkSame(found, identity, path);
        return new WorkFolder(path, found, true, release);
      }
      if (found !== undefined) await opening.forget(found.run);
      await rm(path, { recursive: true, force: true });
      await mkdir(path, { recursive: true });
      const startedAt = opening.now.toISOString();
      // Two runs of one moment are two, all the same.
      const run = { run: `${startedAt.replace(/[-:.]/g, '')}-${randomBytes(3).toString('hex')}`, startedAt };
      await writeJson(file, { version: 1, ...run, identity } satisfies RunFile);
      return new WorkFolder(path, run, false, release);
    } catch (error) {
      await release();
      throw error;
    }
  }

  /** A place for what belongs to one segment. */
  segment(place: number): string {
    return join(this.path, SEGMENTS, String(place).padStart(5, '0'));
  }

  /** Where finished files are made. */
  get files(): string {
    return join(this.path, 'files');
  }

  /** Leaves everything as it is, to be gone on with. */
  async close(): Promise<void> {
    await this.#release();
  }

  /** The export is complete, or will never be. */
  async remove(): Promise<void> {
    // Whoever is killed after this has nothing to go on with, and the rest is removed by the next one.
    await rm(join(this.path, 'run.json'), { force: true });
    await rm(this.path, { recursive: true, force: true });
    await this.#release();
  }
}

/** How a work folder is opened. */
export interface Opening {
  readonly now: Date;
  /** Forget what is there. */
  readonly restart: boolean;
  /** Told of the run that is not gone on with, before its work is removed. */
  readonly forget: (run: string) => Promise<void>;
}

const SEGMENTS = 'segments';

/** The checkpoint in a segment's folder. */
export const CHECKPOINT_FILE = 'checkpoint.json';

/** Whether a segment has read anything: without that, nothing is lost with an export. */
async function hasBegun(path: string): Promise<boolean> {
  const entries = await readdir(join(path, SEGMENTS), { recursive: true }).catch(() => []);
  return entries.some((entry) => basename(entry) === CHECKPOINT_FILE);
}

function isRun(json: unknown): json is RunFile {
  const { version, run, startedAt, identity } = (json ?? {}) as Partial<RunFile>;
  return (
    version === 1 && [run, startedAt].every((each) => typeof each === 'string') && identity instanceof Object
  );
}

/**
 * The JSON in a file that `writeJson` wrote; `undefined` when there is none.
 *
 * @throws RequestError when it is not what it should be.
 */
export async function readJson<T>(file: string, check: (json: unknown) => json is T): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
  const json = jsonOf(text);
  if (check(json)) return json;
  throw new RequestError(
    `${file} is damaged, or of another version of monotable, so the export cannot go on. Begin anew with restart.`,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whole or not at all, also when the machine stops. */
export function writeJson(file: string, json: unknown): Promise<void> {
  return writeTextWhole(file, JSON.stringify(json));
}

/** The name of a work folder that does not lie in its target. */
export function workName(to: string, table: string): string {
  return createHash('sha256')
    .update(JSON.stringify([to, table]))
    .digest('hex')
    .slice(0, 16);
}

function checkSame(found: RunFile, identity: ExportIdentity, path: string): void {
  for (const name of new Set([...Object.keys(found.identity), ...Object.keys(identity)])) {
    const before = JSON.stringify(found.identity[name]);
    if (before === JSON.stringify(identity[name])) continue;
    throw new RequestError(
      `An export was ended in ${path} before its end, with another ${name}: ${before}. Say the same to go on with it, or restart to forget it.`,
    );
  }
}
