import { createHash } from 'node:crypto';
import { createGunzip } from 'node:zlib';
import { RequestError } from '../../errors.ts';
import type { NativeItem } from '../../operations/operation.ts';
import { itemOfDynamodbJson } from '../dynamodb-json.ts';
import type { Target } from '../target/target.ts';
import { textLines } from '../text-lines.ts';
import type { DataFile, DynamodbManifest } from './dynamodb-manifest.ts';

/** What a line of a data file tells of: an item as it is, or the key of one that is there no more. */
export type ExportedState = { readonly item: NativeItem } | { readonly deleted: NativeItem };

/**
 * The lines of a data file.
 *
 * @throws RequestError at its end when the number of lines or the checksum is not what the manifest says, and where it
 * cannot be read.
 */
export async function* dataFileLines(
  target: Target,
  { path, items, counted, md5 }: DataFile,
  abortSignal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const name = `${target.name}/${path}`;
  const stored = await target.read(path, { abortSignal });
  const hash = createHash('md5');
  let size = 0;
  stored.on('data', (chunk: Buffer) => {
    hash.update(chunk);
    size += chunk.length;
  });
  const bytes = path.endsWith('.gz') ? stored.pipe(createGunzip()) : stored;
  // A pipe hands on no errors.
  if (bytes !== stored) stored.once('error', (error) => bytes.destroy(error));
  let lines = 0;
  try {
    for await (const line of textLines(bytes)) {
      lines += 1;
      yield line;
    }
  } catch (cause) {
    // Of a partition without items the file is empty, which gzip itself does not take for a file.
    if (size === 0 && items === 0) return;
    throw new RequestError(`${name} cannot be read to its end: ${(cause as Error).message}`, { cause });
  } finally {
    stored.destroy();
  }
  if (md5 !== undefined && hash.digest('base64') !== md5) {
    throw new RequestError(`${name} is not as DynamoDB wrote it: its MD5 is another one.`);
  }
  if (counted && lines !== items) {
    throw new RequestError(`${name} has ${lines} lines; the export's manifest says ${items}.`);
  }
}

/**
 * Reads a line. One of a full export is an item; one of an incremental export is what became of an item, with the key and
 * the images that the export's view has: no new image means that it was deleted.
 *
 * @param where how messages name the line
 * @throws RequestError for anything else
 */
export function exportedState(line: string, type: DynamodbManifest['type'], where: string): ExportedState {
  try {
    const { Item, Keys, NewImage } = (JSON.parse(line) ?? {}) as Readonly<Record<string, unknown>>;
    if (type === 'full') return { item: itemOfDynamodbJson(Item) };
    if (NewImage !== undefined) return { item: itemOfDynamodbJson(NewImage) };
    if (Keys === undefined) throw new Error('it has neither Keys nor NewImage');
    return { deleted: itemOfDynamodbJson(Keys) };
  } catch (cause) {
    throw new RequestError(`${where} is no line of ${A[type]} export of DynamoDB: ${said(cause)}`, { cause });
  }
}

const A = { full: 'a full', incremental: 'an incremental' } as const;

function said(error: unknown): string {
  return (error as Error).message.replace(/\.?$/, '.');
}
