import { open, readFile, rename } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { lockFile } from '../../transfer/file-lock.ts';
import type { FileFormat } from './file-format.ts';
import type { InputIdentity } from './open-input.ts';

/** What a checkpoint is good for: no other file, read in no other way, and no other place to load it into. */
export interface LoadIdentity {
  readonly input: InputIdentity;
  readonly format: FileFormat;
  readonly endpoint: string;
  readonly table: string;
  /** The full path of the config that has the entity. */
  readonly config: string;
  /** The entity's name, or none for stored items. */
  readonly entity: string | null;
  /** Attribute and type of columns of a CSV file. */
  readonly column: Readonly<Record<string, string>>;
}

/** How far the runs of a load came. */
export interface LoadProgress {
  /** How many records from the start need not be loaded again. */
  readonly position: number;
  /** How many of these could not be loaded. */
  readonly failed: number;
}

/** `1,200 records, 30 failed`. */
export function progressText({ position, failed }: LoadProgress): string {
  return `${position.toLocaleString('en')} records, ${failed.toLocaleString('en')} failed`;
}

/** Where a load remembers how far it came. No other load can have it meanwhile. */
export interface CheckpointFile {
  /** How far earlier runs of this load came; none when this is the first. */
  readonly found: LoadProgress | undefined;
  save(progress: LoadProgress): Promise<void>;
  close(): Promise<void>;
}

const NAMES = ['input', 'format', 'endpoint', 'table', 'config', 'entity', 'column'] as const;

/** The files that a checkpoint takes, beside its own. */
export function filesBeside(path: string): readonly string[] {
  return [unfinished(path), lockOf(path)];
}

/** @throws when the checkpoint is of something else, another process has it, or it cannot be written. */
export async function openCheckpoint(path: string, identity: LoadIdentity): Promise<CheckpointFile> {
  const unlock = await lockFile(lockOf(path), `load with the checkpoint ${path}`).catch((cause: Error) => {
    if ((cause as { code?: string }).code === undefined) throw cause;
    throw new Error(`The checkpoint ${path} cannot be written: ${cause.message}`, { cause });
  });
  try {
    const found = await readProgress(path, identity);
    return { found, save: (progress) => write(path, { ...identity, ...progress }), close: unlock };
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function readProgress(path: string, wanted: LoadIdentity): Promise<LoadProgress | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
  const { position, failed, ...found } = checkpointOf(path, text);
  const other = NAMES.find((name) => !isDeepStrictEqual(found[name], wanted[name]));
  if (other === undefined) return { position, failed };
  // Nothing is lost with one that never began, for example with a wrong column.
  if (position === 0) return undefined;
  throw new Error(
    `The checkpoint ${path} is of another load: its ${other} is ${JSON.stringify(found[other])}, and here it is ` +
      `${JSON.stringify(wanted[other])}. Delete it to begin from the start, or name another one.`,
  );
}

/** Replaces the checkpoint as a whole: whoever is killed meanwhile leaves the old one or the new one. */
async function write(path: string, checkpoint: LoadIdentity & LoadProgress): Promise<void> {
  const file = await open(unfinished(path), 'w');
  try {
    await file.writeFile(`${JSON.stringify(checkpoint)}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(unfinished(path), path);
}

/** The file that says which process a checkpoint belongs to: two loads in one place would write old values over new ones. */
function lockOf(path: string): string {
  return `${path}.lock`;
}

function unfinished(path: string): string {
  return `${path}.tmp`;
}

function checkpointOf(path: string, text: string): LoadIdentity & LoadProgress {
  try {
    const checkpoint = JSON.parse(text) as LoadIdentity & LoadProgress;
    if (isCount(checkpoint.position) && isCount(checkpoint.failed)) return checkpoint;
  } catch {
    // The message below says it.
  }
  throw new Error(`The file ${path} is no checkpoint.`);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
