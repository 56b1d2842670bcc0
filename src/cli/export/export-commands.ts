import type { Command } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { ddlCommand } from './ddl-command.ts';
import { exportCommand } from './export-command.ts';
import { startCommand } from './start-command.ts';
import { verifyCommand } from './verify-command.ts';

/** `export`, and the commands about exports below it. */
export function exportCommands(program: Command, context: CommandContext): void {
  const exporting = exportCommand(program, context);
  verifyCommand(exporting, context);
  ddlCommand(exporting, context);
  startCommand(exporting, context);
}
