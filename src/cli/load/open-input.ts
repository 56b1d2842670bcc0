import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** How much of a file tells it from another one of the same name and size. */
const HEAD_BYTES = 64 * 1024;
const GZIP = [0x1f, 0x8b] as const;

/** What tells whether a file is still the same. */
export interface InputIdentity {
  readonly name: string;
  readonly size: number;
  /** SHA-256 of its beginning. */
  readonly head: string;
}

/** A file that is to be loaded. */
export interface Input {
  readonly path: string;
  readonly identity: InputIdentity;
  /** Its bytes, unpacked when it is a gzip file; told by its content. `onRead` hears of the bytes as they stand in the file. */
  read(onRead?: (bytes: number) => void): AsyncIterable<Uint8Array>;
}

/** @throws when the file cannot be read. */
export async function openInput(path: string): Promise<Input> {
  const head = Buffer.alloc(HEAD_BYTES);
  let size: number;
  let length: number;
  try {
    const file = await open(path);
    try {
      ({ size } = await file.stat());
      length = (await file.read(head, 0, HEAD_BYTES, 0)).bytesRead;
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new Error(`The file ${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
  const packed = head[0] === GZIP[0] && head[1] === GZIP[1];
  const hash = createHash('sha256').update(head.subarray(0, length)).digest('hex');
  return {
    path,
    identity: { name: basename(path), size, head: hash },
    read: (onRead = () => {}) => bytes(path, packed, onRead),
  };
}

async function* bytes(
  path: string,
  packed: boolean,
  onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  async function* counted(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      onRead(chunk.length);
      yield chunk;
    }
  }
  const file = createReadStream(path);
  if (!packed) {
    yield* counted(file);
    return;
  }
  try {
    // Its errors come out of the stream that it gives.
    yield* pipeline(file, counted, createGunzip(), () => undefined);
  } catch (cause) {
    if (!/^Z_/.test((cause as { code?: string }).code ?? '')) throw cause;
    throw new Error(`The file ${path} is no whole gzip file: ${(cause as Error).message}.`, { cause });
  }
}
