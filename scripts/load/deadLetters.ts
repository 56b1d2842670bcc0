import { type FileHandle, open } from 'node:fs/promises';
import type { FailedWrite } from '../../src/index.ts';
import { dynamodbJsonOf } from './dynamodbJson.ts';
import { BadRecord, recordOf } from './readOperations.ts';

const LINE_FEED = 10;
const TAIL_BYTES = 64 * 1024;

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
 */
export async function deadLetters(path: string, resumed: boolean, from: number): Promise<DeadLetters> {
  const file = await open(path, 'a+');
  const { size } = await file.stat();
  if (size > 0 && !resumed) {
    await file.close();
    throw new Error(`The file ${path} is there already; load it, move it away, or name another one.`);
  }
  await cutTornLine(file, size);
  let last: Promise<void> = Promise.resolve();
  return {
    add: (failed) => {
      const line = `${JSON.stringify(letterOf(failed, from))}\n`;
      last = last.then(() => file.appendFile(line));
      return last;
    },
    sync: () => last.then(() => file.datasync()),
    close: () => last.catch(() => undefined).then(() => file.close()),
  };
}

function letterOf({ index, operation, error }: FailedWrite, from: number): object {
  const { name = 'Error', message = String(error) } = (error ?? {}) as Error;
  const about = { At: from + index + 1, Error: { name, message } };
  if (error instanceof BadRecord) return { ...about, Record: error.record };
  try {
    const item = operation !== undefined && 'Item' in operation.input ? operation.input.Item : {};
    return { ...about, Item: dynamodbJsonOf(item) };
  } catch {
    // An item that DynamoDB cannot hold has no DynamoDB JSON.
    return { ...about, Record: operation && recordOf(operation) };
  }
}

/** A load that was killed may have left half a line; its record comes again. */
async function cutTornLine(file: FileHandle, size: number): Promise<void> {
  let end = size;
  while (end > 0) {
    const start = Math.max(0, end - TAIL_BYTES);
    const tail = Buffer.alloc(end - start);
    await file.read(tail, 0, tail.length, start);
    const at = tail.lastIndexOf(LINE_FEED);
    if (at !== -1) {
      if (start + at + 1 < size) await file.truncate(start + at + 1);
      return;
    }
    end = start;
  }
  if (size > 0) await file.truncate(0);
}
