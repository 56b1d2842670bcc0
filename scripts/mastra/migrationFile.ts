import { open, readFile, rename } from 'node:fs/promises';
import type { MigrationCheckpoint } from '../../src/mastra/index.ts';
import { lockFile } from '../../src/transfer/file-lock.ts';

/** Where a migration remembers how far it came. No other one can have it meanwhile. */
export interface MigrationFile {
  /** How far earlier runs came; none when this is the first. */
  readonly found: MigrationCheckpoint | undefined;
  save(checkpoint: MigrationCheckpoint): Promise<void>;
  close(): Promise<void>;
}

/** @throws when the file is of another server or no checkpoint, another process has it, or it cannot be written. */
export async function openMigrationFile(path: string, endpoint: string): Promise<MigrationFile> {
  const unlock = await lockFile(`${path}.lock`, `migration with the file ${path}`).catch((cause: Error) => {
    if ((cause as { code?: string }).code === undefined) throw cause;
    throw new Error(`The checkpoint ${path} cannot be written: ${cause.message}`, { cause });
  });
  try {
    const found = await read(path, endpoint);
    return { found, save: (checkpoint) => write(path, { endpoint, checkpoint }), close: unlock };
  } catch (error) {
    await unlock();
    throw error;
  }
}

interface Content {
  readonly endpoint: string;
  readonly checkpoint: MigrationCheckpoint;
}

async function read(path: string, endpoint: string): Promise<MigrationCheckpoint | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw error;
  }
  const content = contentOf(path, text);
  if (content.endpoint === endpoint) return content.checkpoint;
  throw new Error(
    `The checkpoint ${path} is of another migration: its endpoint is ${JSON.stringify(content.endpoint)}, and here it is ` +
      `${JSON.stringify(endpoint)}. Delete it to begin from the start, or name another one.`,
  );
}

function contentOf(path: string, text: string): Content {
  try {
    const content = JSON.parse(text) as Partial<Content>;
    if (typeof content.endpoint === 'string' && content.checkpoint !== undefined) return content as Content;
  } catch {
    // The message below says it.
  }
  throw new Error(`The file ${path} is no checkpoint of a migration.`);
}

/** Replaces the checkpoint as a whole: whoever is killed meanwhile leaves the old one or the new one. */
async function write(path: string, content: Content): Promise<void> {
  const unfinished = `${path}.tmp`;
  const file = await open(unfinished, 'w');
  try {
    await file.writeFile(`${JSON.stringify(content)}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
}
