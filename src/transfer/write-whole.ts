import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** How often a folder is made again that somebody's removal took away as an empty one. */
const FOLDER_ATTEMPTS = 20;

/**
 * Puts a file in its place, whole or not at all, also when the machine loses its power. From another file system it is copied
 * to a name beside its place first; a process that is killed meanwhile leaves such a copy, which begins with `.`, so that
 * neither Athena nor DuckDB reads it.
 */
export async function moveWhole(file: string, place: string): Promise<void> {
  await syncFile(file);
  try {
    await inFolder(dirname(place), () => rename(file, place));
  } catch (error) {
    if (codeOf(error) !== 'EXDEV') throw error;
    await writeBeside(place, (beside) => copyFile(file, beside));
    await rm(file);
  }
}

/** Writes a text in its place, whole or not at all. */
export function writeTextWhole(place: string, text: string): Promise<void> {
  return writeBeside(place, (beside) => writeFile(beside, text));
}

async function writeBeside(place: string, write: (beside: string) => Promise<void>): Promise<void> {
  const beside = besideOf(place);
  try {
    await inFolder(dirname(place), async () => {
      await write(beside);
      await syncFile(beside);
      await rename(beside, place);
    });
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** A new name in the folder of a file. */
export function besideOf(place: string): string {
  // File systems take names of 255 bytes, and escaped characters of Hive are three.
  return join(dirname(place), `.${basename(place).slice(0, 100)}.${randomUUID()}`);
}

/** Does something in a folder, which is made if need be. */
export async function inFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await mkdir(folder, { recursive: true });
      return await work();
    } catch (error) {
      if (codeOf(error) !== 'ENOENT' || attempt === FOLDER_ATTEMPTS) throw error;
    }
  }
}

async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The code of an error of the file system: `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return (error as { code?: string } | undefined)?.code;
}
