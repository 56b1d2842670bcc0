import { spawn } from 'node:child_process';
import { endWithParent } from './endWithParent.ts';

export interface ProgramResult {
  /** The exit code; `undefined` when the program could not be started or was killed. */
  readonly code: number | undefined;
  /** What it wrote to standard output and standard error, in the order of arrival. */
  readonly output: string;
}

/** Runs a program to its end; a failure is a result, not an error. */
export function runProgram(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    endWithParent(child);
    let output = '';
    const collect = (text: Buffer) => {
      output += text;
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', (error) => resolve({ code: undefined, output: error.message }));
    child.once('close', (code) => resolve({ code: code ?? undefined, output }));
  });
}
