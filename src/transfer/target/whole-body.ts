import { type Readable, Transform } from 'node:stream';
import { onAbort } from '../../client/on-abort.ts';

export interface BodyOptions {
  /** How many bytes were promised; `undefined` when nothing was said. */
  readonly length: number | undefined;
  readonly abortSignal: AbortSignal | undefined;
  /** The caller's error for one of the stream. */
  failure(cause: unknown): Error;
}

/** The body of an answer, whole or ending in an error: a server can close a connection before all was sent, in good order. */
export function wholeBody(body: Readable, { length, abortSignal, failure }: BodyOptions): Readable {
  let bytes = 0;
  const whole = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      bytes += chunk.length;
      done(null, chunk);
    },
    flush(done) {
      const short = length !== undefined && bytes !== length;
      done(short ? failure(new Error(`the answer has ${bytes} of ${length} bytes`)) : null);
    },
  });
  // An error before anybody reads is met by the first who does.
  whole.on('error', () => {});
  whole.once('close', () => body.destroy());
  body.on('error', (cause) => whole.destroy(failure(cause)));
  body.once('close', () => {
    if (!body.readableEnded) whole.destroy(failure(new Error('the connection was closed')));
  });
  if (abortSignal !== undefined) {
    whole.once(
      'close',
      onAbort(abortSignal, () => whole.destroy(abortSignal.reason)),
    );
  }
  return body.pipe(whole);
}
