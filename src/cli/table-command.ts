import { type Command, Option } from 'commander';
import { checkTable, ensureTable } from '../client/ensure-table.ts';
import type { CommandContext } from './command-context.ts';
import type { CommandRun } from './command-run.ts';
import { examples } from './examples.ts';
import { FAILED } from './exit-codes.ts';
import { type PrintOptions, printedTable, TABLE_FORMATS } from './printed-table.ts';
import { UsageError } from './usage-error.ts';

/** `table create`, `table check` and `table print`. */
export function tableCommand(program: Command, context: CommandContext): void {
  const table = program.command('table').description('creates, checks or prints the table of the config');

  table
    .command('create')
    .summary('creates the table, or checks one that is there')
    .description(
      'Creates the table and waits until it can be used, with its time to live. One that is there is checked, and never altered ' +
        'but for a time to live that is off.',
    )
    .addHelpText(
      'after',
      examples('table create --endpoint http://127.0.0.1:8000', 'table create --aws --region eu-west-1'),
    )
    .action(context.action(create));

  table
    .command('check')
    .summary('compares the table with its declaration')
    .description(
      'Compares the table with its declaration. Ends with 1, and the differences, when it is another one.',
    )
    .addHelpText(
      'after',
      examples('table check --endpoint http://127.0.0.1:8000', 'table check --region eu-west-1 --json'),
    )
    .action(context.action(check));

  table
    .command('print')
    .summary('prints the declared table for other tools')
    .description('Prints the declared table for other tools. Sends nothing.')
    .addOption(
      new Option('--format <format>', 'what to print').choices(TABLE_FORMATS).default('create-table'),
    )
    .option('--account <id>', 'iam: the 12 digits of the account (default: any)')
    .addOption(
      new Option(
        '--administration <what>',
        'iam: allow what check, or create (ensure), needs as well',
      ).choices(['check', 'ensure']),
    )
    .addHelpText(
      'after',
      examples(
        'table print > table.json',
        'table print --format cloudformation --table shop-production',
        'table print --format iam --region eu-west-1 --account 123456789012',
      ),
    )
    .action(context.action(print));
}

async function create(run: CommandRun): Promise<undefined> {
  const { db, place } = await run.connect({ writes: true });
  const done = await ensureTable(db, { abortSignal: run.signal });
  run.result({ table: db.tableName, place, ...done }, () => {
    const what = done.created ? 'was created' : 'was there, and is as declared';
    const ttl = done.timeToLiveEnabled ? `; time to live was switched on, on ${db.table.ttl}` : '';
    return `Table ${db.tableName} at ${place} ${what}${ttl}.`;
  });
}

async function check(run: CommandRun): Promise<number | undefined> {
  const { db, place } = await run.connect({ writes: false });
  const differences = await checkTable(db, { abortSignal: run.signal });
  run.result({ table: db.tableName, place, differences }, () => {
    const title = `Table ${db.tableName} at ${place}`;
    if (differences.length === 0) return `${title} is as declared.`;
    if (differences[0]?.what === 'table') return `${title} is not there: "monotable table create" makes it.`;
    const lines = differences.map(
      ({ what, declared, actual }) => `  ${what}: declared ${declared}, is ${actual}`,
    );
    return [`${title} is not as declared:`, ...lines].join('\n');
  });
  return differences.length === 0 ? undefined : FAILED;
}

async function print(run: CommandRun, options: PrintOptions): Promise<undefined> {
  const config = await run.config();
  const tableName = run.options.table ?? config.tableName;
  const printed = printedTable(config.table, tableName, run.options.region ?? config.region, options);
  if (typeof printed === 'string' && run.options.json) {
    throw new UsageError(`--format ${options.format} is no JSON; leave --json out.`);
  }
  run.result(printed, () =>
    typeof printed === 'string' ? printed.trimEnd() : JSON.stringify(printed, undefined, 2),
  );
}
