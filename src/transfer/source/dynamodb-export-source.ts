import { createHash } from 'node:crypto';
import { posix, win32 } from 'node:path';
import { RequestError, shown } from '../../errors.ts';
import type { NativeItem } from '../../operations/operation.ts';
import { openTarget, type S3Options } from '../target/open-target.ts';
import type { Target } from '../target/target.ts';
import { dataFileLines, exportedState } from './dynamodb-data-file.ts';
import { type DataFile, type DynamodbManifest, readDynamodbManifest } from './dynamodb-manifest.ts';
import type { JsonValue, Source, SourcePage } from './source.ts';

/** An export that DynamoDB itself has made (`startDynamodbExport`), full or incremental, in DynamoDB JSON. */
export interface DynamodbExportFrom {
  /** Where its `manifest-summary.json` is: `s3://bucket/AWSDynamoDB/01693685827463-2d8752fd`, or a copy of it in a folder. */
  readonly dynamodbExport: string;
}

// Items in memory: as many as a page of a scan, which is 1 MB, and not so many small ones that nothing is heard of them.
const PAGE_CHARACTERS = 1024 * 1024;
const PAGE_LINES = 1_000;

/**
 * The items of a DynamoDB export, from its data files. An incremental one has each item that was changed once, in its newest
 * state, and nothing of those that were made and deleted in its time (developer guide: DynamoDB table export output format).
 * Those that were deleted are named, and are in no file.
 *
 * @throws RequestError when there is no such export, or it is in another format.
 */
export async function dynamodbExportSource(
  from: DynamodbExportFrom,
  s3: S3Options | undefined,
): Promise<Source> {
  const { target, manifest } = await openDynamodbExport(from, s3);
  return {
    described: { kind: 'dynamodb-export', arn: manifest.arn, type: manifest.type },
    identity: ['dynamodb-export', manifest.arn],
    segments: manifest.files.map((file) => ({
      pages: (after, abortSignal) => filePages(target, file, manifest.type, after, abortSignal),
    })),
    close: () => target.close(),
  };
}

/** Reads what an export says of itself. The target, which holds its files, is the caller's to close. */
export async function openDynamodbExport(
  { dynamodbExport }: DynamodbExportFrom,
  s3: S3Options | undefined,
): Promise<{ readonly target: Target; readonly manifest: DynamodbManifest }> {
  const path =
    typeof dynamodbExport === 'string'
      ? dynamodbExport.replace(/\/manifest-summary\.json$/, '').replace(/\/+$/, '')
      : '';
  if (path === '' || /^s3:\/*[^/]*$/.test(path)) {
    throw new RequestError(
      `dynamodbExport is the folder of an export, such as "s3://bucket/AWSDynamoDB/01693685827463-2d8752fd", not ${shown(dynamodbExport)}.`,
    );
  }
  const parts = path.includes('\\') ? win32 : posix;
  // Incremental exports keep their data beside their own folder, and not in it.
  const target = await openTarget(parts.dirname(path), s3);
  try {
    return { target, manifest: await readDynamodbManifest(target, parts.basename(path)) };
  } catch (error) {
    target.close();
    throw error;
  }
}

/** How far a file was read, and the hash of the lines so far: another file in its place must not be gone on with. */
interface Position {
  readonly lines: number;
  readonly hash: string;
}

async function* filePages(
  target: Target,
  file: DataFile,
  type: DynamodbManifest['type'],
  after: JsonValue | undefined,
  abortSignal: AbortSignal,
): AsyncGenerator<SourcePage, void, undefined> {
  const name = `${target.name}/${file.path}`;
  const begun = after as unknown as Position | undefined;
  const hash = createHash('md5');
  const hashed = (): string => hash.copy().digest('hex');
  let lines = 0;
  let waiting = 0;
  let characters = 0;
  let items: NativeItem[] = [];
  let deleted: NativeItem[] = [];
  for await (const line of dataFileLines(target, file, abortSignal)) {
    lines += 1;
    hash.update(line).update('\n');
    if (begun !== undefined && lines <= begun.lines) {
      if (lines === begun.lines && hashed() !== begun.hash) throw changed(name);
      continue;
    }
    const state = exportedState(line, type, `${name}, line ${lines}`);
    if ('item' in state) items.push(state.item);
    else deleted.push(state.deleted);
    waiting += 1;
    characters += line.length;
    if (waiting < PAGE_LINES && characters < PAGE_CHARACTERS) continue;
    yield { items, deleted, end: { lines, hash: hashed() }, readUnits: 0 };
    waiting = 0;
    characters = 0;
    items = [];
    deleted = [];
  }
  if (begun !== undefined && lines < begun.lines) throw changed(name);
  yield { items, deleted, end: undefined, readUnits: 0 };
}

function changed(name: string): RequestError {
  return new RequestError(`${name} is not the file that this export began to read. Begin anew with restart.`);
}
