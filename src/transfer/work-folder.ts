import { createHash } from 'node:crypto';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { RequestError } from '../errors.ts';
import { lockFile } from './file-lock.ts';
import type { JsonValue } from './source/source.ts';
import { writeTextWhole } from './write-whole.ts';

/** An export under way, as its work folder tells of it. */
export interface ExportRun {
  /** The name of the run, which its files have in theirs: `20261121T093000123Z`. */
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

/** The folder in which an export keeps how far it is, and its lines until their files can be written. */
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
   * Takes the folder for this process. An export that was ended in it is gone on with, if it is the same.
   *
   * @throws RequestError when another process has it, or another export is in it.
   */
  static async open(
    path: string,
    to: string,
    identity: ExportIdentity,
    { now, restart }: { readonly now: Date; readonly restart: boolean },
  ): Promise<WorkFolder> {
    await mkdir(path, { recursive: true });
    const release = await lockFile(join(path, 'lock'), `export to ${to}`);
    try {
      const file = join(path, 'run.json');
      const found = restart ? undefined : await readJson<RunFile>(file);
      if (found !== undefined) {
        checkSame(found, identity, path);
        return new WorkFolder(path, found, true, release);
      }
      await rm(join(path, 'segments'), { recursive: true, force: true });
      await rm(join(path, 'files'), { recursive: true, force: true });
      const startedAt = now.toISOString();
      const run = { run: startedAt.replace(/[-:.]/g, ''), startedAt };
      await writeJson(file, { version: 1, ...run, identity } satisfies RunFile);
      return new WorkFolder(path, run, false, release);
    } catch (error) {
      await release();
      throw error;
    }
  }

  /** A place for what belongs to one segment. */
  segment(place: number): string {
    return join(this.path, 'segments', String(place).padStart(5, '0'));
  }

  /** Where finished files are made. */
  get files(): string {
    return join(this.path, 'files');
  }

  /** Leaves everything as it is, to be gone on with. */
  async close(): Promise<void> {
    await this.#release();
  }

  /** The export is complete. */
  async remove(): Promise<void> {
    await rm(join(this.path, 'run.json'), { force: true });
    await rm(join(this.path, 'segments'), { recursive: true, force: true });
    await rm(join(this.path, 'files'), { recursive: true, force: true });
    await this.#release();
    await rm(this.path, { recursive: true, force: true });
  }
}

/** The JSON in a file that `writeJson` wrote; `undefined` when there is none. */
export async function readJson<T>(file: string): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new RequestError(`${file} is damaged, so the export cannot go on. Begin anew with restart.`, {
      cause,
    });
  }
}

/** Whole or not at all, also when the machine stops. */
export function writeJson(file: string, json: unknown): Promise<void> {
  return writeTextWhole(file, JSON.stringify(json));
}

/** The name of a work folder for a target that cannot hold it. */
export function workName(to: string, table: string): string {
  return createHash('sha256')
    .update(JSON.stringify([to, table]))
    .digest('hex')
    .slice(0, 16);
}

function checkSame(found: RunFile, identity: ExportIdentity, path: string): void {
  for (const name of new Set([...Object.keys(found.identity ?? {}), ...Object.keys(identity)])) {
    const before = JSON.stringify(found.identity?.[name]);
    if (before === JSON.stringify(identity[name])) continue;
    throw new RequestError(
      `An export was ended in ${path} before its end, with another ${name}: ${before}. Say the same to go on with it, or restart to forget it.`,
    );
  }
}
