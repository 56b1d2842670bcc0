import { CommanderError } from 'commander';
import { commandContext } from './command-context.ts';
import { DONE, WRONG_USE } from './exit-codes.ts';
import type { Io } from './io.ts';
import { makeProgram } from './program.ts';

/**
 * Runs the `monotable` command.
 *
 * @param argv what follows the command's name
 * @returns the exit code
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  const context = commandContext(io);
  try {
    await makeProgram(context).parseAsync(argv, { from: 'user' });
    return context.exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Commander has said what is wrong, or printed the help that was asked for.
    return error.exitCode === 0 ? DONE : WRONG_USE;
  }
}
