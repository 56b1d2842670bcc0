import pLimit from 'p-limit';

/** The least that S3 takes for a part that is not the last. Amazon S3 User Guide, "Multipart upload limits". */
export const PART_BYTES = 5 * 1024 * 1024;
const BUFFERS = 4;

/**
 * The memory of all uploads of a target: four parts, whoever sends them, used again and again. Buffers that were made anew for
 * each part would be many before they were collected.
 */
export class PartBuffers {
  readonly #turn = pLimit(BUFFERS);
  readonly #free: Buffer[] = [];

  /** Waits for a buffer, which is the work's alone until it is done. */
  use<T>(work: (buffer: Buffer) => Promise<T>): Promise<T> {
    return this.#turn(async () => {
      const buffer = this.#free.pop() ?? Buffer.allocUnsafeSlow(PART_BYTES);
      const result = await work(buffer);
      // After an error a connection may still be sending from it.
      this.#free.push(buffer);
      return result;
    });
  }
}
