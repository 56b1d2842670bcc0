import { inspect } from 'node:util';
import type { Command } from 'commander';
import { CommandRun, type CommonOptions } from './command-run.ts';
import { errorSentence } from './error-sentence.ts';
import { DONE, FAILED, INTERRUPTED, WRONG_USE } from './exit-codes.ts';
import type { Io } from './io.ts';
import { UsageError } from './usage-error.ts';

/** What a command does: it gives the exit code, or nothing when all was done. */
export type Work<O, A extends readonly unknown[]> = (
  run: CommandRun,
  options: O,
  ...args: A
) => Promise<number | undefined>;

/** What the commands of a program are made with. */
export interface CommandContext {
  readonly io: Io;
  /** What commander is to call: does the work, tells of an error in a sentence, and keeps the exit code. */
  action<O, A extends readonly unknown[]>(work: Work<O, A>): (...given: unknown[]) => Promise<void>;
  /** The exit code, once a command was called. */
  readonly exitCode: number;
}

/** The context of one call of the program. */
export function commandContext(io: Io): CommandContext {
  let exitCode = DONE;
  return {
    io,
    get exitCode() {
      return exitCode;
    },
    action:
      <O, A extends readonly unknown[]>(work: Work<O, A>) =>
      async (...given: unknown[]) => {
        // Commander gives the arguments, the command's own options, and the command.
        const command = given.at(-1) as Command;
        // An option that a command has in common with the one above it is read by that one.
        const options = command.optsWithGlobals<CommonOptions & O>();
        const run = new CommandRun(io, options);
        try {
          exitCode = (await work(run, options, ...(given.slice(0, -2) as unknown as A))) ?? DONE;
        } catch (error) {
          exitCode = tell(run, error);
        } finally {
          await run.end();
        }
      },
  };
}

/** Tells of an error; gives the exit code. */
function tell(run: CommandRun, error: unknown): number {
  const message = errorSentence(error, run.connected);
  const wrongUse = error instanceof UsageError;
  // Whoever reads the document gets one, however the work went.
  if (run.options.json && !wrongUse) {
    const name = error instanceof Error ? error.name : 'Error';
    run.result({ error: { name, message } }, () => '');
  }
  run.note(`error: ${message}`);
  if (run.options.debug) run.note(inspect(error));
  if (run.signal.aborted) return INTERRUPTED;
  return wrongUse ? WRONG_USE : FAILED;
}
