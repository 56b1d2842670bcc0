import { open, readFile, rename } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import type { InputIdentity } from './openInput.ts';

/** What a checkpoint is good for: no other file, and no other place to load it into. */
export interface LoadIdentity {
  readonly input: InputIdentity;
  readonly endpoint: string;
  readonly table: string;
  /** The entity's name, or none for stored items. */
  readonly entity: string | null;
}

interface Checkpoint extends LoadIdentity {
  /** How many records from the start need not be loaded again. */
  readonly position: number;
}

/**
 * Where an earlier load of the same stopped: 0 when there is no file.
 *
 * @throws when the checkpoint is of something else.
 */
export async function readCheckpoint(path: string, wanted: LoadIdentity): Promise<number> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return 0;
    throw error;
  }
  const { position, ...found } = checkpointOf(path, text);
  for (const name of ['input', 'endpoint', 'table', 'entity'] as const) {
    if (isDeepStrictEqual(found[name], wanted[name])) continue;
    throw new Error(
      `The checkpoint ${path} is of another load: its ${name} is ${JSON.stringify(found[name])}, and here it is ` +
        `${JSON.stringify(wanted[name])}. Delete it to begin from the start, or name another one.`,
    );
  }
  return position;
}

/** Replaces the checkpoint as a whole: whoever is killed meanwhile leaves the old one or the new one. */
export async function writeCheckpoint(path: string, identity: LoadIdentity, position: number): Promise<void> {
  const file = await open(`${path}.tmp`, 'w');
  try {
    await file.writeFile(`${JSON.stringify({ ...identity, position })}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(`${path}.tmp`, path);
}

function checkpointOf(path: string, text: string): Checkpoint {
  try {
    const checkpoint = JSON.parse(text) as Checkpoint;
    if (Number.isSafeInteger(checkpoint.position) && checkpoint.position >= 0) return checkpoint;
  } catch {
    // The message below says it.
  }
  throw new Error(`The file ${path} is no checkpoint.`);
}
