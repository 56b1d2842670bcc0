import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { RequestError } from '../../errors.ts';
import { hashFile } from '../hash-file.ts';
import type { TargetOptions } from '../target/target.ts';
import type { VerifiedTarget } from './verification.ts';

/** A file of the target, on this computer. */
export interface LocalFile {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** In a path, DuckDB looks for other files that match. */
const PATTERN = /[*?[\]{}]/;

/**
 * Reads a file of the target once: in its place where it is on this computer, otherwise into the folder.
 *
 * @throws RequestError when there is none.
 */
export async function localFile(
  target: VerifiedTarget,
  path: string,
  folder: string,
  options: TargetOptions,
): Promise<LocalFile> {
  const place = target.localPath?.(path);
  if (place !== undefined && !PATTERN.test(place)) return inPlace(place, path);
  const copy = join(folder, 'file');
  const hash = createHash('sha256');
  let bytes = 0;
  const from = await target.read(path, options);
  const count = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      bytes += chunk.length;
      yield chunk;
    }
  };
  const { abortSignal } = options;
  await pipeline(
    from,
    count,
    createWriteStream(copy),
    abortSignal === undefined ? {} : { signal: abortSignal },
  );
  return { path: copy, bytes, sha256: hash.digest('hex') };
}

async function inPlace(place: string, path: string): Promise<LocalFile> {
  try {
    return { path: place, ...(await hashFile(place)) };
  } catch (cause) {
    if ((cause as { code?: string }).code !== 'ENOENT') throw cause;
    throw new RequestError(`There is no file ${path}.`, { cause });
  }
}
