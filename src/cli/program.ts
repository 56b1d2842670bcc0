import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import type { CommandContext } from './command-context.ts';
import { examples } from './examples.ts';
import { exportCommands } from './export/export-commands.ts';
import { importCommand } from './export/import-command.ts';
import { loadCommand } from './load-command.ts';
import { patternsCommand } from './patterns-command.ts';
import { tableCommand } from './table-command.ts';

/** Adds a command, or several, to the program. */
type AddCommand = (program: Command, context: CommandContext) => void;

const COMMANDS: readonly AddCommand[] = [
  tableCommand,
  loadCommand,
  exportCommands,
  importCommand,
  patternsCommand,
];

/** The `monotable` program with all its commands. */
export function makeProgram(context: CommandContext): Command {
  const { stdout, stderr } = context.io;
  const program = new Command('monotable')
    .description(
      'Tables, files and access patterns of a project that uses monotable, as its monotable.config.ts declares them.',
    )
    // What follows is handed down to every command, so it stands before them.
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => stdout.columns ?? HELP_WIDTH,
      getErrHelpWidth: () => stderr.columns ?? HELP_WIDTH,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .configureHelp({ showGlobalOptions: true })
    .showSuggestionAfterError()
    .version(version(), '--version', 'print the version')
    .helpCommand(false)
    .option('--config <file>', 'the config (default: monotable.config.ts, .mts, .js or .mjs, here or above)')
    .option('--table <name>', "the table's real name (default: as the config says)")
    .option('--endpoint <url>', 'a local server (default: DYNAMODB_ENDPOINT, then as the config says)')
    .option('--aws', 'the real service; without it, nothing is written there')
    .option('--region <region>', 'the Region of AWS (default: as the config or the environment says)')
    .option('--json', 'the result as one JSON document on standard output')
    .addOption(new Option('--debug', 'print where an error comes from'))
    .addHelpText(
      'after',
      `${EXIT_CODES}${examples('patterns', 'table create --endpoint http://127.0.0.1:8000')}`,
    );
  for (const add of COMMANDS) add(program, context);
  return program;
}

const HELP_WIDTH = 100;

const EXIT_CODES = `
Exit codes: 0 done, 1 failed or not complete, 2 wrong use, 130 interrupted.
`;

/** Of the package: the file stands as deep among the sources as where it is built to. */
function version(): string {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return version;
}
