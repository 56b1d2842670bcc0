import { rm } from 'node:fs/promises';
import type { BatchWriteOperation } from '../../batch/write-units.ts';
import { RequestError } from '../../errors.ts';
import type { Target } from '../target/target.ts';
import type { Row } from './file-rows.ts';
import type { ImportFile, OpenImport } from './open-import.ts';
import { verifiedCopy } from './verified-copy.ts';

/** Where the rows are read. */
export interface Reading {
  /** For copies. */
  readonly folder: string;
  /** Rows at the beginning that are done already. */
  readonly from: number;
  readonly abortSignal: AbortSignal | undefined;
}

/**
 * The rows of all files as puts, in their order. In the place of a row of which no item can be made stands the error.
 *
 * @throws RequestError when a file is not the one that was exported, before any of its rows.
 */
export async function* importRows(
  { target, files }: OpenImport,
  { folder, from, abortSignal }: Reading,
): AsyncGenerator<BatchWriteOperation | Error, void, undefined> {
  let before = 0;
  for (const file of files) {
    const done = from - before;
    before += file.rows;
    if (done >= file.rows) continue;
    const copy = await verifiedCopy(target, file.path, file.seal, folder, abortSignal);
    let place = 0;
    for await (const row of rowsOf(file, copy, target)) {
      place += 1;
      if (place > done) yield made(row);
      else abortSignal?.throwIfAborted();
    }
    await rm(copy, { force: true });
  }
}

async function* rowsOf(file: ImportFile, copy: string, target: Target): AsyncGenerator<Row, void, undefined> {
  const name = `${target.name}/${file.path}`;
  const rows = file.read(copy, file.path.endsWith('.gz'))[Symbol.asyncIterator]();
  let count = 0;
  try {
    for (;;) {
      const next = await rows.next().catch((cause: Error) => {
        const message = cause.message.replaceAll(copy, name);
        throw new RequestError(`${name} cannot be read to its end: ${message}`, { cause });
      });
      if (next.done) break;
      count += 1;
      // One more row would be taken for the first one of the next file.
      if (count > file.rows) break;
      yield next.value;
    }
  } finally {
    await rows.return?.();
  }
  if (count === file.rows) return;
  const more = count > file.rows ? 'more rows' : `${count} rows`;
  throw new RequestError(`${name} has ${more}; the manifest says ${file.rows}.`);
}

function made(row: Row): BatchWriteOperation | Error {
  try {
    return row();
  } catch (error) {
    return error as Error;
  }
}
