import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { answers } from './answers.ts';
import { endWithParent, type Removal } from './endWithParent.ts';
import { freePort } from './freePort.ts';

/** A server that answers. */
export interface LocalServer {
  /** `dynoxide`, `dynamodb-local`, or `endpoint` for a server that somebody else has started. */
  readonly engine: string;
  /** For example `http://127.0.0.1:8000`. */
  readonly endpoint: string;
  /** Ends the server and waits until it is gone. May be called again. */
  stop(): Promise<void>;
}

/** How a server is run. */
export interface ServerCommand {
  readonly engine: string;
  readonly file: string;
  readonly args: (port: number) => readonly string[];
  readonly env?: NodeJS.ProcessEnv | undefined;
  /** What the server prints once the port is its own. Before that, an answer may come from another process. */
  readonly listening: RegExp;
  /** What is left to do if the process has to be killed. */
  readonly removal?: ((port: number) => Removal) | undefined;
}

export interface ServerOptions {
  /** Default: a free one. */
  port?: number | undefined;
  /** How long the server may take until it answers, in milliseconds. Default: 60 000, for a JVM on a slow machine. */
  deadline?: number | undefined;
  /** How long the server may take to end before it is killed, in milliseconds. Default: 5000. */
  grace?: number | undefined;
}

/** How often another port is tried when somebody took the free one first. */
const PORT_ATTEMPTS = 5;
const POLL_MS = 20;
/** How much of a server's output is kept for the message when it fails, in characters. */
const OUTPUT_KEPT = 16_000;
const OUTPUT_LINES_SHOWN = 20;
const PORT_TAKEN = /already in use|already allocated|BindException|EADDRINUSE/i;

/** Starts a server process on 127.0.0.1 and waits until it answers. */
export async function startServer(command: ServerCommand, options: ServerOptions = {}): Promise<LocalServer> {
  for (let attempt = 1; ; attempt += 1) {
    const port = options.port ?? (await freePort());
    const result = await start(command, port, options);
    if (typeof result === 'object') return result;
    const taken = PORT_TAKEN.test(result);
    if (taken && options.port === undefined && attempt < PORT_ATTEMPTS) continue;
    const reason = taken ? `port ${port} of 127.0.0.1 is in use` : 'it failed';
    throw new Error(`${command.engine} did not start: ${reason}.\n${indented(result)}`);
  }
}

/** The server, or its output when it ended early or did not answer in time. */
async function start(
  command: ServerCommand,
  port: number,
  { deadline = 60_000, grace = 5000 }: ServerOptions,
): Promise<LocalServer | string> {
  const endpoint = `http://127.0.0.1:${port}`;
  const removal = command.removal?.(port);
  const child = spawn(command.file, command.args(port), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...command.env },
  });
  endWithParent(child, removal);

  let output = '';
  let over: string | undefined;
  const keep = (text: Buffer) => {
    output = `${output}${text}`.slice(-OUTPUT_KEPT);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.once('error', (error) => {
    over = `${command.file} could not be run: ${error.message}`;
  });
  child.once('close', (code, signal) => {
    over ??= `${output}\nIt ended with ${signal ?? `exit code ${code}`}.`;
  });

  const end = Date.now() + deadline;
  while (over === undefined && Date.now() < end) {
    if (command.listening.test(output) && (await answers(endpoint))) {
      let stopped: Promise<void> | undefined;
      return {
        engine: command.engine,
        endpoint,
        stop: () => {
          stopped ??= stop(child, grace, removal);
          return stopped;
        },
      };
    }
    await sleep(POLL_MS);
  }
  if (over !== undefined) return over;
  await stop(child, grace, removal);
  return `${output}\nIt did not answer within ${deadline / 1000} seconds.`;
}

async function stop(child: ChildProcess, grace: number, removal: Removal | undefined): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const killing = setTimeout(() => {
    child.kill('SIGKILL');
    if (removal !== undefined) spawnSync(removal.file, removal.args, { stdio: 'ignore' });
  }, grace);
  await exited;
  clearTimeout(killing);
}

/** The last lines that say something; a Java stack does not. */
function indented(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !/^\s+(at |\.\.\. )/.test(line));
  return lines
    .slice(-OUTPUT_LINES_SHOWN)
    .map((line) => `  ${line}`)
    .join('\n');
}
