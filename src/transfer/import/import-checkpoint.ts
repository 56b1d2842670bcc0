import { readFile } from 'node:fs/promises';
import { RequestError } from '../../errors.ts';
import { lockFile } from '../file-lock.ts';
import { writeJson } from '../work-folder.ts';
import type { RowPlace } from './import-options.ts';
import type { ImportIdentity } from './open-import.ts';

/** How far the calls of an import came. */
export interface ImportPosition {
  /** The last row before which, and with which, all rows are done. */
  readonly done: RowPlace;
  /** How many of these could not be written. */
  readonly failed: number;
}

/** Where an import remembers how far it came. No other import can have it meanwhile. */
export interface ImportCheckpoint {
  /** `undefined` when nothing is done yet. */
  readonly found: ImportPosition | undefined;
  save(position: ImportPosition): Promise<void>;
  close(): Promise<void>;
}

interface CheckpointFile extends ImportIdentity, ImportPosition {
  readonly checkpoint: typeof KIND;
  readonly version: 1;
}

const KIND = 'monotable-import';
const NAMES: readonly (keyof ImportIdentity)[] = ['export', 'table', 'entities'];

/** @throws RequestError when the checkpoint is of another import, another process has it, or it cannot be written. */
export async function openCheckpoint(path: string, identity: ImportIdentity): Promise<ImportCheckpoint> {
  const close = await lockFile(`${path}.lock`, `import with the checkpoint ${path}`).catch((cause: Error) => {
    if ((cause as { code?: string }).code === undefined) throw cause;
    throw new RequestError(`The checkpoint ${path} cannot be written: ${cause.message}`, { cause });
  });
  try {
    const found = await readCheckpoint(path, identity);
    const save = (position: ImportPosition): Promise<void> =>
      writeJson(path, { checkpoint: KIND, version: 1, ...identity, ...position } satisfies CheckpointFile);
    return { found, save, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function readCheckpoint(path: string, identity: ImportIdentity): Promise<ImportPosition | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
  const found = checkpointOf(text);
  if (found === undefined) throw new RequestError(`The file ${path} is no checkpoint of an import.`);
  const other = NAMES.find((name) => JSON.stringify(found[name]) !== JSON.stringify(identity[name]));
  if (other === undefined) return { done: found.done, failed: found.failed };
  throw new RequestError(
    `The checkpoint ${path} is of another import: its ${other} is ${JSON.stringify(found[other])}, and here it is ` +
      `${JSON.stringify(identity[other])}. Delete it to begin from the start, or name another one.`,
  );
}

function checkpointOf(text: string): CheckpointFile | undefined {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { checkpoint, version, done, failed } = (json ?? {}) as Partial<CheckpointFile>;
  const known = checkpoint === KIND && version === 1 && typeof done?.file === 'string';
  return known && isCount(done.row) && isCount(failed) ? (json as CheckpointFile) : undefined;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
