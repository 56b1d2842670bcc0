import { type ChildProcess, fork } from 'node:child_process';
import { endWithParent } from '../local/endWithParent.ts';

/** A process that answers each message with one. */
export interface Child {
  /** @throws when the process ends, or the time is over, before it has answered. */
  ask<T>(message: string | object, timeoutMs?: number): Promise<T>;
  /** Ends it, and waits until it is gone. */
  stop(): Promise<void>;
}

/** How long an answer may take, in milliseconds. */
const TIMEOUT_MS = 60_000;
/** How much of what it writes to standard error is kept for the message, in characters. */
const OUTPUT_KEPT = 4_000;

/** Starts a bundle in a process of its own. It ends with this one at the latest. */
export function startChild(file: string, args: readonly string[] = []): Child {
  const child = fork(file, args, {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: childEnv(),
  });
  endWithParent(child);
  let output = '';
  child.stderr?.on('data', (text: Buffer) => {
    output = (output + text).slice(-OUTPUT_KEPT);
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    ask: (message, timeoutMs = TIMEOUT_MS) => answer(child, message, timeoutMs, () => output),
    stop: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

/** What children see of the surroundings. */
export function childEnv(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_OPTIONS: '', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
}

function answer<T>(
  child: ChildProcess,
  message: string | object,
  timeoutMs: number,
  output: () => string,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('close', onClose);
      act();
    };
    const onMessage = (answered: unknown) => settle(() => resolve(answered as T));
    const onClose = () => settle(() => reject(new Error(`A process of the benchmark ended:\n${output()}`)));
    const timer = setTimeout(() => {
      settle(() => reject(new Error(`No answer after ${timeoutMs} ms. ${output()}`.trim())));
    }, timeoutMs);
    child.on('message', onMessage);
    child.once('close', onClose);
    if (child.exitCode !== null || child.signalCode !== null) onClose();
    else child.send(message, (error) => error !== null && onClose());
  });
}
