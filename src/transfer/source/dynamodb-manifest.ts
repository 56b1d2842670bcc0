import { RequestError, shown } from '../../errors.ts';
import type { Target } from '../target/target.ts';

/** What DynamoDB says of an export that it has made (developer guide: DynamoDB table export output format). */
export interface DynamodbManifest {
  readonly arn: string;
  readonly type: 'full' | 'incremental';
  readonly files: readonly DataFile[];
}

/** A file of items, below the folder `AWSDynamoDB`. */
export interface DataFile {
  readonly path: string;
  readonly items: number;
  /** In base64. */
  readonly md5: string | undefined;
}

/** The folder that DynamoDB makes below the prefix of an export. */
const OWN_FOLDER = 'AWSDynamoDB/';

/** Reads `manifest-summary.json` and `manifest-files.json` of the export in a folder of the target. */
export async function readDynamodbManifest(target: Target, folder: string): Promise<DynamodbManifest> {
  const path = `${folder}/manifest-summary.json`;
  const found = await target.getText(path);
  if (found === undefined) {
    throw new RequestError(
      `There is no ${target.name}/${path}: it is no export of DynamoDB, or one that is not complete yet.`,
    );
  }
  const summary = jsonOf(found.text, `${target.name}/${path}`) as Summary;
  const { exportArn, manifestFilesS3Key, outputFormat, exportType = 'FULL_EXPORT' } = summary;
  if (typeof exportArn !== 'string' || typeof manifestFilesS3Key !== 'string') {
    throw new RequestError(`${target.name}/${path} is no manifest of a DynamoDB export.`);
  }
  if (outputFormat !== 'DYNAMODB_JSON') {
    throw new RequestError(
      `The export in ${target.name}/${folder} is in the format ${shown(outputFormat)}; only DYNAMODB_JSON can be read.`,
    );
  }
  const files = pathOf(manifestFilesS3Key);
  const list = await target.getText(files);
  if (list === undefined) throw new RequestError(`There is no ${target.name}/${files}.`);
  return {
    arn: exportArn,
    type: exportType === 'INCREMENTAL_EXPORT' ? 'incremental' : 'full',
    files: list.text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line, place) =>
        dataFile(jsonOf(line, `${target.name}/${files}, line ${place + 1}`), target.name),
      ),
  };
}

interface Summary {
  readonly exportArn?: unknown;
  readonly manifestFilesS3Key?: unknown;
  readonly outputFormat?: unknown;
  readonly exportType?: unknown;
}

function dataFile(json: unknown, where: string): DataFile {
  const { dataFileS3Key, itemCount, md5Checksum } = json as Readonly<Record<string, unknown>>;
  if (typeof dataFileS3Key !== 'string' || !Number.isSafeInteger(itemCount)) {
    throw new RequestError(`${where}: a line of manifest-files.json has no dataFileS3Key and itemCount.`);
  }
  return {
    path: pathOf(dataFileS3Key),
    items: itemCount as number,
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
