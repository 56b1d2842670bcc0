import { RequestError, shown } from '../../errors.ts';
import type { Target } from '../target/target.ts';

/** What DynamoDB says of an export that it has made (developer guide: DynamoDB table export output format). */
export interface DynamodbManifest {
  readonly arn: string;
  readonly type: 'full' | 'incremental';
  /** In all files; of an incremental export, those that were deleted as well. */
  readonly items: number;
  /** The size that AWS has charged for; `undefined` when it is not said. */
  readonly billedBytes: number | undefined;
  readonly files: readonly DataFile[];
}

/** A file of items, below the folder `AWSDynamoDB`. */
export interface DataFile {
  readonly path: string;
  readonly items: number;
  /** Whether it has a line for each: of an incremental export, nobody says whether deletions are counted. */
  readonly counted: boolean;
  /** Of the file as it is stored, in base64. */
  readonly md5: string | undefined;
}

/** The folder that DynamoDB makes below the prefix of an export. */
const OWN_FOLDER = 'AWSDynamoDB/';

/** Reads `manifest-summary.json` and `manifest-files.json` of the export in a folder of the target. */
export async function readDynamodbManifest(target: Target, folder: string): Promise<DynamodbManifest> {
  const path = `${folder}/manifest-summary.json`;
  const found = await target.getText(path);
  if (found === undefined) throw await missing(target, folder, path);
  const summary = jsonOf(found.text, `${target.name}/${path}`) as Summary;
  const { exportArn, manifestFilesS3Key, outputFormat, itemCount, exportType = 'FULL_EXPORT' } = summary;
  const type = TYPES.get(exportType);
  if (
    typeof exportArn !== 'string' ||
    typeof manifestFilesS3Key !== 'string' ||
    !Number.isSafeInteger(itemCount) ||
    type === undefined
  ) {
    throw new RequestError(`${target.name}/${path} is no manifest of a DynamoDB export.`);
  }
  if (outputFormat !== 'DYNAMODB_JSON') {
    throw new RequestError(
      `The export in ${target.name}/${folder} is in the format ${shown(outputFormat)}; only DYNAMODB_JSON can be read.`,
    );
  }
  const list = pathOf(manifestFilesS3Key);
  const files = await listedFiles(target, list, type);
  const items = files.reduce((sum, file) => sum + file.items, 0);
  // A list that lost lines on the way would be an export with fewer items.
  if (items !== itemCount) {
    throw new RequestError(
      `${target.name}/${list} names files with ${items} items; ${target.name}/${path} says ${itemCount}.`,
    );
  }
  const { billedSizeBytes: billed } = summary;
  return { arn: exportArn, type, items, billedBytes: typeof billed === 'number' ? billed : undefined, files };
}

/** Of a full export, `exportType` may be absent: it is newer than the format. */
const TYPES: ReadonlyMap<unknown, DynamodbManifest['type']> = new Map([
  ['FULL_EXPORT', 'full'],
  ['INCREMENTAL_EXPORT', 'incremental'],
]);

async function missing(target: Target, folder: string, path: string): Promise<RequestError> {
  const begun = (await target.getText(`${folder}/_started`)) !== undefined;
  return new RequestError(
    begun
      ? `There is no ${target.name}/${path} yet: DynamoDB has begun this export, and not completed it.`
      : `There is no ${target.name}/${path}: it is no export of DynamoDB, or one that is not complete yet.`,
  );
}

async function listedFiles(
  target: Target,
  path: string,
  type: DynamodbManifest['type'],
): Promise<readonly DataFile[]> {
  const list = await target.getText(path);
  if (list === undefined) throw new RequestError(`There is no ${target.name}/${path}.`);
  return list.text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, place) => {
      const where = `${target.name}/${path}, line ${place + 1}`;
      return dataFile(jsonOf(line, where), where, type);
    });
}

interface Summary {
  readonly exportArn?: unknown;
  readonly manifestFilesS3Key?: unknown;
  readonly outputFormat?: unknown;
  readonly exportType?: unknown;
  readonly itemCount?: unknown;
  readonly billedSizeBytes?: unknown;
}

function dataFile(json: unknown, where: string, type: DynamodbManifest['type']): DataFile {
  const { dataFileS3Key, itemCount, md5Checksum } = json as Readonly<Record<string, unknown>>;
  if (typeof dataFileS3Key !== 'string' || !Number.isSafeInteger(itemCount)) {
    throw new RequestError(`${where} has no dataFileS3Key and itemCount.`);
  }
  return {
    path: pathOf(dataFileS3Key),
    items: itemCount as number,
    counted: type === 'full',
    md5: typeof md5Checksum === 'string' ? md5Checksum : undefined,
  };
}

/** The bucket may be another one by now, or a folder: only what is below DynamoDB's own folder counts. */
function pathOf(s3Key: string): string {
  const place = s3Key.lastIndexOf(OWN_FOLDER);
  return place === -1 ? s3Key : s3Key.slice(place + OWN_FOLDER.length);
}

function jsonOf(text: string, where: string): unknown {
  try {
    return JSON.parse(text) ?? {};
  } catch (cause) {
    throw new RequestError(`${where} is no JSON.`, { cause });
  }
}
