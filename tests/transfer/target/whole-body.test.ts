import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { wholeBody } from '../../../src/transfer/target/whole-body.ts';

const failure = (cause: unknown) => new Error(`failed: ${(cause as Error).message}`);

function bodyOf(...chunks: string[]): Readable {
  return Readable.from(chunks.map((chunk) => Buffer.from(chunk)));
}

test('a body that has the length that was promised passes', async () => {
  const whole = wholeBody(bodyOf('abc', 'def'), { length: 6, abortSignal: undefined, failure });
  expect((await buffer(whole)).toString()).toBe('abcdef');
});

test('a body passes when no length was promised', async () => {
  const whole = wholeBody(bodyOf('abc'), { length: undefined, abortSignal: undefined, failure });
  expect((await buffer(whole)).toString()).toBe('abc');
});

test.each([0, 5, 7])('a body of 6 bytes is an error when %d were promised', async (length) => {
  const whole = wholeBody(bodyOf('abc', 'def'), { length, abortSignal: undefined, failure });
  await expect(buffer(whole)).rejects.toThrow(`failed: the answer has 6 of ${length} bytes`);
});

test('a body that is closed before its end is an error', async () => {
  const body = new Readable({ read() {} });
  const whole = wholeBody(body, { length: undefined, abortSignal: undefined, failure });
  body.push('abc');
  body.destroy();
  await expect(buffer(whole)).rejects.toThrow('failed: the connection was closed');
});

test('the body is closed when nobody wants the rest, and the signal is let go', async () => {
  const body = new Readable({ read() {} });
  const { signal } = new AbortController();
  const listeners = listenersOf(signal);
  const whole = wholeBody(body, { length: undefined, abortSignal: signal, failure });
  whole.destroy();
  await new Promise((resolve) => body.once('close', resolve));
  expect(body.destroyed).toBe(true);
  expect(listeners()).toBe(0);
});

/** How many listeners a signal has. */
function listenersOf(signal: AbortSignal): () => number {
  let count = 0;
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  signal.addEventListener = (...args: Parameters<typeof add>) => {
    count += 1;
    add(...args);
  };
  signal.removeEventListener = (...args: Parameters<typeof remove>) => {
    count -= 1;
    remove(...args);
  };
  return () => count;
}
