import { setMaxListeners } from 'node:events';
import process from 'node:process';
import { INTERRUPTED } from './exit-codes.ts';
import type { Io } from './io.ts';

/** A terminal sends Ctrl-C to this process and to npm, which hands it on: both are one. */
const ONE_SIGNAL_MS = 500;

/** This process. The first Ctrl-C or SIGTERM aborts the signal, a second one ends the process at once. */
export function processIo(): Io {
  const { stdout, stderr, stdin, env } = process;
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // Whoever read it has seen enough; the work goes on.
      if (error.code !== 'EPIPE') throw error;
    });
  }
  const stop = new AbortController();
  // Every request in flight listens.
  setMaxListeners(0, stop.signal);
  let asked: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // Whoever asks again does not want to wait.
      if (asked !== undefined && Date.now() - asked > ONE_SIGNAL_MS) process.exit(INTERRUPTED);
      asked ??= Date.now();
      stop.abort(new Error(`It got ${signal}.`));
    });
  }
  return { stdout, stderr, stdin, env, cwd: process.cwd(), signal: stop.signal };
}
