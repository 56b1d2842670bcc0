import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { RequestError } from '../../errors.ts';
import type { Target } from '../target/target.ts';

/** What a manifest says of the bytes of a file. */
export interface FileSeal {
  /** Of DynamoDB's own exports it is not known. */
  readonly bytes: number | undefined;
  readonly algorithm: 'sha256' | 'md5';
  readonly encoding: 'hex' | 'base64';
  /** DynamoDB may say none. */
  readonly hash: string | undefined;
}

/**
 * Copies a file into a local folder, and gives the path of the copy once its bytes are those of the manifest: nothing is done
 * with a part of it, and nobody changes it while it is read.
 *
 * @throws RequestError when it is another file.
 */
export async function verifiedCopy(
  target: Target,
  path: string,
  seal: FileSeal,
  folder: string,
  abortSignal: AbortSignal | undefined,
): Promise<string> {
  const copy = join(folder, 'file');
  const hash = createHash(seal.algorithm);
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(await target.read(path, { abortSignal }), counted, createWriteStream(copy));
  const name = `${target.name}/${path}`;
  if (seal.bytes !== undefined && bytes !== seal.bytes) {
    throw new RequestError(
      `${name} has ${bytes} bytes, and ${seal.bytes} in the manifest: it is not the file that was exported.`,
    );
  }
  if (seal.hash !== undefined && hash.digest(seal.encoding) !== seal.hash) {
    throw new RequestError(
      `${name} has another ${NAMES[seal.algorithm]} than in the manifest: it is not the file that was exported.`,
    );
  }
  return copy;
}

const NAMES = { sha256: 'SHA-256', md5: 'MD5' } as const;
