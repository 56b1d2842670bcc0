import { type ChildProcess, spawnSync } from 'node:child_process';

/** A program to run after the child was killed: a killed `docker run` leaves its container. */
export interface Removal {
  readonly file: string;
  readonly args: readonly string[];
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const children = new Map<ChildProcess, Removal | undefined>();

// Two copies of this module can be loaded in one process (jest gives tests their own); each knows the other's handlers.
const OURS = Symbol.for('monotable.endWithParent');

/** Kills the child when this process ends: by return, `process.exit`, an uncaught error, SIGINT, SIGTERM or SIGHUP. */
export function endWithParent(child: ChildProcess, removal?: Removal): void {
  if (children.size === 0) {
    process.on('exit', endAll);
    for (const signal of SIGNALS) process.on(signal, onSignal);
  }
  children.set(child, removal);
  child.once('error', () => forget(child));
  child.once('exit', () => forget(child));
}

function forget(child: ChildProcess): void {
  if (!children.delete(child) || children.size > 0) return;
  process.off('exit', endAll);
  for (const signal of SIGNALS) process.off(signal, onSignal);
}

/** Nothing asynchronous can run any more, so there is no asking first; the servers keep nothing that could be lost. */
function endAll(): void {
  for (const [child, removal] of children) {
    child.kill('SIGKILL');
    if (removal !== undefined) spawnSync(removal.file, removal.args, { stdio: 'ignore' });
  }
}

function onSignal(signal: NodeJS.Signals): void {
  endAll();
  // A program with a handler of its own decides itself whether it ends; otherwise it ends as if we had not listened.
  if (!process.listeners(signal).every((listener) => OURS in listener)) return;
  process.off(signal, onSignal);
  process.kill(process.pid, signal);
}
onSignal[OURS] = true;
