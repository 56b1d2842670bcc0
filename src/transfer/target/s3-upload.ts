import { type FileHandle, open } from 'node:fs/promises';
import {
  AbortMultipartUploadCommand,
  type CompletedPart,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { MonotableError, RequestError } from '../../errors.ts';
import { contentType } from './content-type.ts';
import { PART_BYTES, type PartBuffers } from './part-buffers.ts';
import type { S3Connection } from './s3-connection.ts';
import { messageOf } from './s3-error.ts';

// Amazon S3 User Guide, "Multipart upload limits".
const MAX_PARTS = 10_000;

/** A file on its way to S3. */
export interface S3Upload {
  readonly s3: S3Connection;
  readonly buffers: PartBuffers;
  readonly bucket: string;
  readonly key: string;
  readonly file: string;
  readonly abortSignal: AbortSignal | undefined;
}

/**
 * Sends a file to S3: a small one as a `PutObject`, any other in parts. When that fails or is aborted, the parts are removed
 * before the error is thrown. (`Upload` of `@aws-sdk/lib-storage` ends before they are when it is aborted, throws the error of
 * their removal in place of the first one, and takes two to three times the memory.)
 *
 * @throws the SDK's error, or a `MonotableError` with it when the parts could not be removed.
 */
export async function uploadFile(upload: S3Upload): Promise<void> {
  const handle = await open(upload.file);
  try {
    const { size } = await handle.stat();
    if (size <= PART_BYTES) return await uploadWhole(upload, handle, size);
    const parts = Math.ceil(size / PART_BYTES);
    if (parts > MAX_PARTS) {
      throw new RequestError(
        `${upload.file} has ${size} bytes; an upload takes ${MAX_PARTS * PART_BYTES} at most.`,
      );
    }
    await uploadParts(upload, handle, size).catch((error) => {
      // The answer to the last request may have been lost, and that was sent again; or somebody has removed the parts.
      if (nameOf(error) !== 'NoSuchUpload') throw error;
      return uploadParts(upload, handle, size);
    });
  } finally {
    await handle.close();
  }
}

function uploadWhole(
  { s3, buffers, bucket, key, abortSignal }: S3Upload,
  handle: FileHandle,
  size: number,
): Promise<void> {
  return buffers.use(async (buffer) => {
    abortSignal?.throwIfAborted();
    const Body = await readPart(handle, buffer, 0, size);
    const put = new PutObjectCommand({ Bucket: bucket, Key: key, Body, ContentType: contentType(key) });
    await s3.send(put, abortSignal);
  });
}

async function uploadParts(upload: S3Upload, handle: FileHandle, size: number): Promise<void> {
  const { s3, bucket: Bucket, key: Key, abortSignal } = upload;
  abortSignal?.throwIfAborted();
  // The parts carry the SDK's own checksum, which S3 expects only when it is told.
  const sums = (await s3.client.config.requestChecksumCalculation()) === 'WHEN_SUPPORTED';
  // Not under the signal: without the answer nobody could remove what was begun.
  const { UploadId } = await s3.send(
    new CreateMultipartUploadCommand({
      Bucket,
      Key,
      ContentType: contentType(Key),
      ...(sums ? { ChecksumAlgorithm: 'CRC32' } : {}),
    }),
  );
  if (UploadId === undefined) throw new Error('the answer has no upload id');
  try {
    const Parts = await sendParts(upload, UploadId, handle, size);
    await s3.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
      abortSignal,
    );
  } catch (error) {
    await removeParts(upload, UploadId, error);
    throw error;
  }
}

/** Sends all parts; after an error it ends when none is on its way any more. */
async function sendParts(
  { s3, buffers, bucket, key, abortSignal }: S3Upload,
  UploadId: string,
  handle: FileHandle,
  size: number,
): Promise<CompletedPart[]> {
  let stopped: { readonly error: unknown } | undefined;
  const send = async (buffer: Buffer, index: number): Promise<CompletedPart | undefined> => {
    if (stopped !== undefined) return undefined;
    try {
      abortSignal?.throwIfAborted();
      const from = index * PART_BYTES;
      const Body = await readPart(handle, buffer, from, Math.min(PART_BYTES, size - from));
      const PartNumber = index + 1;
      const part = new UploadPartCommand({ Bucket: bucket, Key: key, UploadId, PartNumber, Body });
      const { ETag, ChecksumCRC32 } = await s3.send(part, abortSignal);
      if (ETag === undefined) throw new Error('the answer to a part has no ETag');
      return { PartNumber, ETag, ...(ChecksumCRC32 === undefined ? {} : { ChecksumCRC32 }) };
    } catch (error) {
      stopped ??= { error };
      throw error;
    }
  };
  const indexes = Array.from({ length: Math.ceil(size / PART_BYTES) }, (_, index) => index);
  const sent = await Promise.allSettled(indexes.map((index) => buffers.use((buffer) => send(buffer, index))));
  if (stopped !== undefined) throw (stopped as { readonly error: unknown }).error;
  return sent.flatMap((part) => (part.status === 'fulfilled' && part.value ? [part.value] : []));
}

async function readPart(handle: FileHandle, buffer: Buffer, from: number, bytes: number): Promise<Buffer> {
  let filled = 0;
  while (filled < bytes) {
    const { bytesRead } = await handle.read(buffer, filled, bytes - filled, from + filled);
    if (bytesRead === 0) throw new Error('the local file has become shorter meanwhile');
    filled += bytesRead;
  }
  return buffer.subarray(0, bytes);
}

async function removeParts({ s3, bucket, key }: S3Upload, id: string, first: unknown): Promise<void> {
  try {
    await s3.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: id }));
  } catch (error) {
    if (nameOf(error) === 'NoSuchUpload') return;
    throw new MonotableError(
      `Writing s3://${bucket}/${key} failed: ${messageOf(first)}. The parts that were sent could not be removed either ` +
        `(${messageOf(error)}) and are paid for until they are: aws s3api abort-multipart-upload ` +
        `--bucket ${bucket} --key '${key}' --upload-id '${id}'`,
      { cause: first },
    );
  }
}

function nameOf(error: unknown): unknown {
  return (error as { name?: unknown } | undefined)?.name;
}
