import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { AbortMultipartUploadCommand, type S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { MonotableError } from '../../errors.ts';
import { contentType } from './content-type.ts';
import type { S3Connection } from './s3-connection.ts';
import { messageOf } from './s3-error.ts';

// Amazon S3 User Guide, "Multipart upload limits".
const MIN_PART_BYTES = 5 * 1024 * 1024;
const MAX_PARTS = 10_000;
/** Parts on their way at once. Upload holds two or three more: what it reads, and what is left over of the last. */
const QUEUE = 3;
/** Divides the smallest part. */
const CHUNK_BYTES = 256 * 1024;

/** A file that `uploadFile` sends in one request, whole in memory. */
export function isSmall(bytes: number): boolean {
  return bytes <= MIN_PART_BYTES;
}

/** Where a file goes. */
interface S3Place {
  readonly bucket: string;
  readonly key: string;
}

/**
 * Sends a file to S3: a small one as a `PutObject`, any other in parts. When that fails or is aborted, the parts are removed
 * before the error is thrown.
 *
 * @throws the SDK's error, or a `MonotableError` with it when the parts could not be removed.
 */
export async function uploadFile(
  s3: S3Connection,
  file: string,
  place: S3Place,
  abortSignal: AbortSignal | undefined,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const upload = await newUpload(s3, file, place, abortSignal);
    try {
      await upload.done();
      return;
    } catch (error) {
      await removeParts(s3, place, upload.uploadId, error);
      // The answer to the last request may have been lost, and that was sent again; or somebody has removed the parts.
      if (attempt > 1 || nameOf(error) !== 'NoSuchUpload') throw error;
    }
  }
}

async function newUpload(
  s3: S3Connection,
  file: string,
  { bucket, key }: S3Place,
  abortSignal: AbortSignal | undefined,
): Promise<Upload> {
  const { size } = await stat(file);
  return new Upload({
    client: sender(s3, abortSignal),
    params: {
      Bucket: bucket,
      Key: key,
      Body: createReadStream(file, { highWaterMark: CHUNK_BYTES }),
      ContentType: contentType(key),
    },
    partSize: Math.max(MIN_PART_BYTES, Math.ceil(size / MAX_PARTS)),
    queueSize: QUEUE,
    // They are removed here: `Upload` would throw the error of that request in place of the first one.
    leavePartsOnError: true,
  });
}

/**
 * The client of an upload. The signal goes to every request and not to `Upload`: that would be done with at once, while parts
 * were still on their way and nothing removed. It does not go to the first one, without whose answer nobody could remove them.
 */
function sender(s3: S3Connection, abortSignal: AbortSignal | undefined): S3Client {
  const send = (command: { readonly input: { readonly UploadId?: unknown; readonly Body?: unknown } }) => {
    const begins = command.input.UploadId === undefined && command.input.Body === undefined;
    return s3.send(command as never, begins ? undefined : abortSignal);
  };
  return Object.create(s3.client, { send: { value: send } });
}

async function removeParts(
  s3: S3Connection,
  { bucket, key }: S3Place,
  uploadId: string | undefined,
  first: unknown,
): Promise<void> {
  if (uploadId === undefined) return;
  try {
    await s3.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId }));
  } catch (error) {
    if (nameOf(error) === 'NoSuchUpload') return;
    throw new MonotableError(
      `Writing s3://${bucket}/${key} failed: ${messageOf(first)}. The parts that were sent could not be removed either ` +
        `(${messageOf(error)}) and are paid for until they are: aws s3api abort-multipart-upload ` +
        `--bucket ${bucket} --key '${key}' --upload-id '${uploadId}'`,
      { cause: first },
    );
  }
}

function nameOf(error: unknown): unknown {
  return (error as { name?: unknown } | undefined)?.name;
}
