import type { Command, HelpContext } from 'commander';
import type { CommandContext } from '../command-context.ts';
import { ddlCommand } from './ddl-command.ts';
import { exportCommand } from './export-command.ts';
import { startCommand } from './start-command.ts';
import { verifyCommand } from './verify-command.ts';

/** `export`, and the commands about exports below it. */
export function exportCommands(program: Command, context: CommandContext): void {
  const exporting = program
    .command('export')
    .summary('writes the items of the table to files, for Athena and others');
  const table = exportCommand(exporting, context);
  exporting.outputHelp = (helping) => table.outputHelp(helping as HelpContext);
  verifyCommand(exporting, context);
  ddlCommand(exporting, context);
  startCommand(exporting, context);
}
