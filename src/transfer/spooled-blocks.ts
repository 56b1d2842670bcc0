import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/** Lines that wait in a file, as far as its checkpoint goes. */
export interface SpooledFile {
  readonly path: string;
  readonly bytes: number;
}

const BLOCK_BYTES = 1024 * 1024;

/**
 * The lines of several files, one after the other, in blocks of one size: however the lines were written, in one go or
 * after interruptions, the same lines give the same blocks.
 */
export async function* spooledBlocks(files: readonly SpooledFile[]): AsyncGenerator<Buffer, void, undefined> {
  let parts: Buffer[] = [];
  let length = 0;
  for (const file of files) {
    for await (const chunk of unpacked(file)) {
      parts.push(chunk);
      length += chunk.length;
      while (length >= BLOCK_BYTES) {
        const all = Buffer.concat(parts);
        yield all.subarray(0, BLOCK_BYTES);
        const rest = all.subarray(BLOCK_BYTES);
        parts = [rest];
        length = rest.length;
      }
    }
  }
  if (length > 0) yield Buffer.concat(parts);
}

/** The lines themselves, without their ends. */
export async function* spooledLines(files: readonly SpooledFile[]): AsyncGenerator<string, void, undefined> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const block of spooledBlocks(files)) {
    const all = rest.length === 0 ? block : Buffer.concat([rest, block]);
    let start = 0;
    for (let end = all.indexOf(10); end !== -1; end = all.indexOf(10, start)) {
      yield all.toString('utf8', start, end);
      start = end + 1;
    }
    rest = all.subarray(start);
  }
}

async function* unpacked({ path, bytes }: SpooledFile): AsyncGenerator<Buffer, void, undefined> {
  if (bytes === 0) return;
  const file = createReadStream(path, { end: bytes - 1 });
  const lines: Readable = file.pipe(createGunzip());
  // A pipe hands on no errors.
  file.once('error', (error) => lines.destroy(error));
  try {
    for await (const chunk of lines) yield chunk as Buffer;
  } finally {
    file.destroy();
  }
}
