import { type FileHandle, open } from 'node:fs/promises';
import type { SkippedItem } from '../../src/mastra/index.ts';
import { typedJson } from '../../src/transfer/dynamodb-json.ts';

/** How much is read at once to find the end of the last line. */
const PIECE_BYTES = 64 * 1024;

/** A file that gets a line for each item that is left behind. */
export interface SkippedFile {
  add(skipped: SkippedItem): Promise<void>;
  /** Until what was added is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the file, or makes it. Only a migration that is resumed adds to one that holds something.
 *
 * @throws when it cannot be written, or holds something.
 */
export async function openSkippedFile(path: string, resumed: boolean): Promise<SkippedFile> {
  const file = await open(path, 'a+').catch((cause: Error) => {
    throw new Error(`The file ${path} cannot be written: ${cause.message}`, { cause });
  });
  try {
    const { size } = await file.stat();
    if (!resumed && size > 0) {
      throw new Error(`The file ${path} is there already; move it away, or name another one.`);
    }
    // A run that was killed may have left half a line; its item comes again.
    await file.truncate(await endOfLines(file, size));
  } catch (error) {
    await file.close();
    throw error;
  }
  let last: Promise<void> = Promise.resolve();
  return {
    add: ({ reason, message, item }) => {
      const line = { Reason: reason, Message: message, Item: typedJson(item) };
      last = last.then(() => file.appendFile(`${JSON.stringify(line)}\n`));
      return last;
    },
    sync: () => last.then(() => file.datasync()),
    close: () => last.catch(() => undefined).then(() => file.close()),
  };
}

/** Where the last whole line ends. */
async function endOfLines(file: FileHandle, size: number): Promise<number> {
  const piece = Buffer.alloc(PIECE_BYTES);
  for (let end = size; end > 0; end -= PIECE_BYTES) {
    const start = Math.max(end - PIECE_BYTES, 0);
    await file.read(piece, 0, end - start, start);
    const place = piece.subarray(0, end - start).lastIndexOf('\n');
    if (place !== -1) return start + place + 1;
  }
  return 0;
}
