import { setMaxListeners } from 'node:events';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { MigrationDifference } from '../src/mastra/index.ts';
import { type MigrateTablesOptions, migrateTables, verifyTables } from './mastra/migrateTables.ts';
import { migrationReport, verifyReport } from './mastra/migrationReport.ts';

const MOST_REQUESTS = 1_000;
const MOST_SEGMENTS = 32;
/** As shells and most programs have it: 1 is a failure, 2 a wrong use, 130 an end by Ctrl-C. */
const FAILURE = 1;
const WRONG_USE = 2;
const INTERRUPTED = 130;
/** Differences that are written out. */
const MOST_SHOWN = 100;

const command = new Command('mastra:migrate')
  .description(
    'Copies a Mastra table as @mastra/dynamodb writes it into a table of the native layout, or compares the two.\n' +
      'The old table is only read. A new one that holds items is taken with --resume or --overwrite.',
  )
  .requiredOption('--from <table>', 'the old table')
  .requiredOption('--to <table>', 'the new table')
  .option('--verify', 'compare the tables, and write nothing')
  .addOption(new Option('--endpoint <url>', 'a local server').env('DYNAMODB_ENDPOINT'))
  .option('--aws', 'the real service, with the credentials and the Region of the environment')
  .option('--region <region>', 'another Region')
  .option('--resume <file>', 'remembers how far it is, and goes on from there')
  .option('--overwrite', 'begin although the new table holds items, and replace them')
  .option('--skipped <file>', 'gets a line for each item that is left behind')
  .option('--ttl <attribute>', 'the time to live attribute, if it is neither ttl nor expiresAt')
  .option('--rate <units>', 'write units a second at most', rate)
  .option('--concurrency <number>', 'write requests in flight at most (default: 16)', upTo(MOST_REQUESTS))
  .option(
    '--segments <number>',
    'parts of the old table that are read side by side (default: 4)',
    upTo(MOST_SEGMENTS),
  )
  .addHelpText(
    'after',
    '\nExamples:\n' +
      '  npm run mastra:migrate -- --from mastra-single-table --to mastra --endpoint http://127.0.0.1:8000\n' +
      '  npm run mastra:migrate -- --from mastra-single-table --to mastra --aws --region eu-west-1 \\\n' +
      '    --resume mastra.checkpoint --skipped mastra.skipped --rate 2000\n' +
      '  npm run mastra:migrate -- --from mastra-single-table --to mastra --aws --region eu-west-1 --verify\n' +
      '\nIt ends with 0 when everything was migrated, or is the same; 1 when something was left behind, or differs, or\n' +
      'something failed; 2 when it was called wrongly; 130 after Ctrl-C.',
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : WRONG_USE))
  .parse();

const stop = new AbortController();
// Every request in flight listens.
setMaxListeners(0, stop.signal);
/** A terminal sends Ctrl-C to this process and to npm, which hands it on: both are one. */
const ONE_SIGNAL_MS = 500;
let asked: number | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Whoever asks again does not want to wait.
    if (asked !== undefined && Date.now() - asked > ONE_SIGNAL_MS) process.exit(INTERRUPTED);
    asked ??= Date.now();
    stop.abort(new Error(`It got ${signal}.`));
  });
}

try {
  const { verify, endpoint, ...rest } = command.opts<MigrateTablesOptions & { verify?: true }>();
  // The variable is a default, and --aws is said.
  if (rest.aws && command.getOptionValueSource('endpoint') === 'cli') {
    throw new Error('--endpoint and --aws are two places; say one of them.');
  }
  const options = rest.aws || endpoint === undefined ? rest : { ...rest, endpoint };
  process.exitCode = await (verify ? compare(options) : migrate(options));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = stop.signal.aborted ? INTERRUPTED : FAILURE;
}

async function migrate(options: MigrateTablesOptions): Promise<number> {
  const report = await migrateTables(options, stop.signal);
  console.log(migrationReport(report, options.from, options.to, options.resume));
  if (report.stopped === 'aborted') return INTERRUPTED;
  return report.complete ? 0 : FAILURE;
}

async function compare(options: MigrateTablesOptions): Promise<number> {
  let shown = 0;
  const show = ({ what, key, attributes }: MigrationDifference) => {
    shown += 1;
    if (shown <= MOST_SHOWN)
      console.log([what, JSON.stringify(key), attributes.join(', ')].join(' ').trimEnd());
    else if (shown === MOST_SHOWN + 1) console.log('… and more.');
  };
  const report = await verifyTables(options, show, stop.signal);
  console.log(verifyReport(report, options.to));
  return report.equal ? 0 : FAILURE;
}

function rate(text: string): number {
  const number = Number(text);
  if (!/^\d+(?:\.\d+)?$/.test(text) || number <= 0) throw new InvalidArgumentError('It is a number above 0.');
  return number;
}

function upTo(most: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= 1 && number <= most) return number;
    throw new InvalidArgumentError(`It is a whole number from 1 to ${most}.`);
  };
}
