import { createHash } from 'node:crypto';
import { posix, win32 } from 'node:path';
import { createGunzip } from 'node:zlib';
import { RequestError, shown } from '../../errors.ts';
import type { NativeItem } from '../../operations/operation.ts';
import { itemOfDynamodbJson } from '../dynamodb-json.ts';
import { openTarget, type S3Options } from '../target/open-target.ts';
import type { Target } from '../target/target.ts';
import { textLines } from '../text-lines.ts';
import { type DataFile, readDynamodbManifest } from './dynamodb-manifest.ts';
import type { JsonValue, Source, SourcePage } from './source.ts';

/** An export that DynamoDB itself has made (`monotable export start`), full or incremental, in DynamoDB JSON. */
export interface DynamodbExportFrom {
  /** Where its `manifest-summary.json` is: `s3://bucket/AWSDynamoDB/01693685827463-2d8752fd`, or a copy of it in a folder. */
  readonly dynamodbExport: string;
}

const PAGE_LINES = 1_000;

/**
 * The items of a DynamoDB export, from its data files. Of an incremental one, the newest state of each item that was changed;
 * those that were deleted are named, and are in no file.
 *
 * @throws RequestError when there is no such export, or it is in another format.
 */
export async function dynamodbExportSource(
  { dynamodbExport }: DynamodbExportFrom,
  s3: S3Options | undefined,
): Promise<Source> {
  if (typeof dynamodbExport !== 'string' || dynamodbExport === '') {
    throw new RequestError(
      `exportTable: dynamodbExport is where the export is, not ${shown(dynamodbExport)}.`,
    );
  }
  const path = dynamodbExport.replace(/\/+$/, '');
  const parts = path.includes('\\') ? win32 : posix;
  // Incremental exports keep their data beside their own folder, and not in it.
  const target = await openTarget(parts.dirname(path), s3);
  const manifest = await readDynamodbManifest(target, parts.basename(path));
  return {
    described: { kind: 'dynamodb-export', arn: manifest.arn, type: manifest.type },
    identity: ['dynamodb-export', manifest.arn],
    segments: manifest.files.map((file) => ({
      pages: (after, abortSignal) => filePages(target, file, after, abortSignal),
    })),
    close: () => target.close(),
  };
}

async function* filePages(
  target: Target,
  file: DataFile,
  after: JsonValue | undefined,
  abortSignal: AbortSignal,
): AsyncGenerator<SourcePage, void, undefined> {
  const skipped = typeof after === 'number' ? after : 0;
  let lines = 0;
  let items: NativeItem[] = [];
  let deleted: NativeItem[] = [];
  const page = (end: JsonValue | undefined): SourcePage => {
    const full = { items, deleted, end, readUnits: 0 };
    items = [];
    deleted = [];
    return full;
  };
  for await (const line of fileLines(target, file, abortSignal)) {
    lines += 1;
    if (lines <= skipped) continue;
    const { item, key } = changeOf(line, `${target.name}/${file.path}, line ${lines}`);
    if (item !== undefined) items.push(item);
    else deleted.push(key);
    if (lines % PAGE_LINES === 0) yield page(lines);
  }
  if (lines !== file.items) {
    throw new RequestError(
      `${target.name}/${file.path} has ${lines} lines; the export's manifest says ${file.items}.`,
    );
  }
  yield page(undefined);
}

/** The lines of a data file. Its checksum is compared at its end. */
async function* fileLines(
  target: Target,
  { path, md5 }: DataFile,
  abortSignal: AbortSignal,
): AsyncGenerator<string, void, undefined> {
  const stored = await target.read(path, { abortSignal });
  const hash = createHash('md5');
  stored.on('data', (chunk: Buffer) => hash.update(chunk));
  const bytes = path.endsWith('.gz') ? stored.pipe(createGunzip()) : stored;
  // A pipe hands on no errors.
  if (bytes !== stored) stored.once('error', (error) => bytes.destroy(error));
  try {
    yield* textLines(bytes);
  } catch (cause) {
    throw new RequestError(`${target.name}/${path} cannot be read to its end: ${(cause as Error).message}`, {
      cause,
    });
  } finally {
    stored.destroy();
  }
  if (md5 === undefined || hash.digest('base64') === md5) return;
  throw new RequestError(`${target.name}/${path} is not as DynamoDB wrote it: its MD5 is another one.`);
}

/** A line of a full export is an item; of an incremental one, a change with the images that it left. */
function changeOf(line: string, where: string): { item?: NativeItem; key: NativeItem } {
  try {
    const json = JSON.parse(line) as { Item?: unknown; Keys?: unknown; NewImage?: unknown };
    const image = json.Item ?? json.NewImage;
    if (image !== undefined) return { item: itemOfDynamodbJson(image), key: {} };
    return { key: itemOfDynamodbJson(json.Keys) };
  } catch (cause) {
    throw new RequestError(`${where} is no item of a DynamoDB export: ${(cause as Error).message}`, {
      cause,
    });
  }
}
