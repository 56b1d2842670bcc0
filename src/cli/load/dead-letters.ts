import { type FileHandle, open } from 'node:fs/promises';
import type { FailedWrite } from '../../batch/bulk-report.ts';
import { typedJson } from '../../transfer/dynamodb-json.ts';
import { allLines } from '../../transfer/text-lines.ts';
import { LETTER_START, type Letter, letterLine } from './letter.ts';
import { BadRecord, recordOf } from './read-operations.ts';

/** A file that gets a line for each record that could not be loaded. */
export interface DeadLetters {
  add(failed: FailedWrite): Promise<void>;
  /** Until what was added is on the disk. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the file, or makes it. A load that is resumed goes on with it; else one that holds
 * something is not touched.
 *
 * @param from the place of the load's first record in its file
 * @throws when it is no file to add lines to.
 */
export async function deadLetters(path: string, resumed: boolean, from: number): Promise<DeadLetters> {
  const file = await open(path, 'a+').catch((cause: Error) => {
    throw new Error(`The dead-letter file ${path} cannot be written: ${cause.message}`, { cause });
  });
  try {
    await prepare(file, path, resumed);
  } catch (error) {
    await file.close();
    throw error;
  }
  let last: Promise<void> = Promise.resolve();
  return {
    add: (failed) => {
      const line = letterLine(letterOf(failed, from));
      last = last.then(() => file.appendFile(line));
      return last;
    },
    sync: () => last.then(() => file.datasync()),
    close: () => last.catch(() => undefined).then(() => file.close()),
  };
}

function letterOf({ index, operation, error }: FailedWrite, from: number): Letter {
  const { name = 'Error', message = String(error) } = (error ?? {}) as Error;
  const about = { At: from + index + 1, Error: { name, message } };
  if (error instanceof BadRecord) return { ...about, Record: error.record };
  try {
    const item = operation !== undefined && 'Item' in operation.input ? operation.input.Item : {};
    return { ...about, Item: typedJson(item) };
  } catch {
    // An item that DynamoDB cannot hold has no DynamoDB JSON.
    return { ...about, Record: operation && recordOf(operation) };
  }
}

async function prepare(file: FileHandle, path: string, resumed: boolean): Promise<void> {
  const stats = await file.stat();
  if (!stats.isFile()) throw new Error(`The dead-letter file ${path} is no regular file.`);
  if (stats.size === 0) return;
  if (!resumed) {
    throw new Error(`The file ${path} is there already; load it, move it away, or name another one.`);
  }
  const end = await endOfLetters(file, path, stats.size);
  // A load that was killed may have left half a line; its record comes again.
  if (end < stats.size) await file.truncate(end);
}

/** Where the last whole line ends. Nothing is cut from a file that holds anything but letters. */
async function endOfLetters(file: FileHandle, path: string, size: number): Promise<number> {
  // One character for each byte: half a line may end within a character of UTF-8.
  const text = file.createReadStream({ start: 0, autoClose: false, encoding: 'latin1' });
  let end = 0;
  for await (const line of allLines(text, Number.POSITIVE_INFINITY)) {
    const next = end + line.length + 1;
    const torn = next > size;
    if (!line.startsWith(LETTER_START) && !(torn && LETTER_START.startsWith(line))) {
      throw new Error(
        `The file ${path} is no dead-letter file: it has a line that does not begin with ${LETTER_START}; name another one.`,
      );
    }
    if (torn) break;
    end = next;
  }
  return end;
}
