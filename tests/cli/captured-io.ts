import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { Io } from '../../src/cli/io.ts';
import { run } from '../../src/cli/run.ts';

/** What stands for the process that a command runs in. */
export interface CapturedOptions {
  readonly cwd?: string;
  readonly env?: Io['env'];
  readonly signal?: AbortSignal;
  /** Standard output and error are a terminal of so many columns. */
  readonly columns?: number;
  /** What is typed; then standard input is a terminal. */
  readonly typed?: string;
}

export interface CapturedIo extends Io {
  /** What was written to them so far; may be asked for once. */
  written(): Promise<{ readonly stdout: string; readonly stderr: string }>;
}

export function capturedIo(options: CapturedOptions = {}): CapturedIo {
  const { columns, typed } = options;
  const terminal = columns === undefined ? {} : { isTTY: true, columns };
  const [stdout, stderr] = [new PassThrough(), new PassThrough()] as const;
  const stdin = Object.assign(new PassThrough(), typed === undefined ? {} : { isTTY: true });
  if (typed !== undefined) stdin.write(typed);
  return {
    stdout: Object.assign(stdout, terminal) as unknown as Io['stdout'],
    stderr: Object.assign(stderr, terminal) as unknown as Io['stderr'],
    stdin: stdin as unknown as Io['stdin'],
    env: options.env ?? {},
    cwd: options.cwd ?? process.cwd(),
    signal: options.signal ?? new AbortController().signal,
    written: async () => {
      stdout.end();
      stderr.end();
      return { stdout: await text(stdout), stderr: await text(stderr) };
    },
  };
}

/** What a call of the command came to. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in this process. */
export async function runHere(
  argv: readonly string[],
  options: CapturedOptions = {},
): Promise<CommandResult> {
  const io = capturedIo(options);
  const code = await run(argv, io);
  return { code, ...(await io.written()) };
}
