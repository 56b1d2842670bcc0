import { createWriteStream } from 'node:fs';
import { PassThrough, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate as turn } from 'node:timers/promises';
import { createGzip } from 'node:zlib';

const LINE_FEED = 10;

/** A file of lines that is being written, compressed or not. The same blocks give the same bytes. */
export class LineFile {
  readonly path: string;
  rows = 0;
  /** As stored, but for what compression still holds back. */
  bytes = 0;
  readonly #in: Transform;
  readonly #done: Promise<void>;

  constructor(path: string, compression: 'none' | 'gzip') {
    this.path = path;
    this.#in = compression === 'gzip' ? createGzip() : new PassThrough();
    const out = this.#in;
    out.on('data', (chunk: Buffer) => {
      this.bytes += chunk.length;
    });
    this.#done = pipeline(out, createWriteStream(path));
    // It is looked at when the file is finished; until then nobody listens.
    this.#done.catch(() => undefined);
  }

  /** Whole lines, or parts of them that follow one another. */
  async write(block: Uint8Array): Promise<void> {
    for (let at = block.indexOf(LINE_FEED); at !== -1; at = block.indexOf(LINE_FEED, at + 1)) this.rows += 1;
    const written = await new Promise<boolean>((resolve) => {
      this.#in.write(block, (error) => resolve(!error));
    });
    // It failed where the bytes go: that error says why.
    if (!written) await this.#done;
    // Only then are the bytes those of all blocks so far, however fast the disk is.
    while (this.#in.readableLength > 0 && !this.#in.destroyed) await turn();
  }

  async finish(): Promise<void> {
    this.#in.end();
    await this.#done;
  }

  /** Gives up; the file is left as it is. */
  async discard(): Promise<void> {
    this.#in.destroy();
    await this.#done.catch(() => undefined);
  }
}
