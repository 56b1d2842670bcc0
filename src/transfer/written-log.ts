import { mkdir, open, readFile, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RequestError } from '../errors.ts';
import type { ExportedFile } from '../export/manifest.ts';

/** A partition whose files are all in the target. */
export interface WrittenPartition {
  readonly entity: string;
  readonly partition: string;
  readonly files: readonly ExportedFile[];
}

/** Which partitions are written, as a file with a line for each, so that an export can go on between two of them. */
export class WrittenLog {
  readonly #path: string;
  readonly found: readonly WrittenPartition[];

  private constructor(path: string, found: readonly WrittenPartition[]) {
    this.#path = path;
    this.found = found;
  }

  static async open(path: string): Promise<WrittenLog> {
    await mkdir(dirname(path), { recursive: true });
    const text = await readFile(path, 'utf8').catch((error: { code?: string }) => {
      if (error.code === 'ENOENT') return '';
      throw error;
    });
    // A line without its end was being written when the process was killed: its partition is written again.
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole.length < text.length) await truncate(path, Buffer.byteLength(whole));
    const lines = whole.split('\n').filter((line) => line !== '');
    return new WrittenLog(
      path,
      lines.map((line) => writtenOf(line, path)),
    );
  }

  async add(written: WrittenPartition): Promise<void> {
    const handle = await open(this.#path, 'a');
    try {
      await handle.appendFile(`${JSON.stringify(written)}\n`);
      // The lines of the partition are removed now.
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

function writtenOf(line: string, path: string): WrittenPartition {
  try {
    const written = JSON.parse(line) as Partial<WrittenPartition>;
    if (typeof written.entity === 'string' && Array.isArray(written.files))
      return written as WrittenPartition;
  } catch {
    // The message below says it.
  }
  throw new RequestError(`${path} is damaged, so the export cannot go on. Begin anew with restart.`);
}
