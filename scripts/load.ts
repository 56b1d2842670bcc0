import { setMaxListeners } from 'node:events';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type CsvColumn, csvColumn } from '../src/cli/load/csv-column.ts';
import { type LoadFileOptions, loadFile } from '../src/cli/load/load-file.ts';
import { loadReport } from '../src/cli/load/load-report.ts';

const MOST_REQUESTS = 1_000;
/** As shells and most programs have it: 1 is a failure, 2 a wrong use, 130 an end by Ctrl-C. */
const FAILURE = 1;
const WRONG_USE = 2;
const INTERRUPTED = 130;

const command = new Command('load')
  .description(
    'Loads a file into a table: JSON Lines, CSV, or stored items in DynamoDB JSON, as exports have them. Plain or gzip.\n' +
      'It goes on where it was ended when there is a checkpoint. An item that is there already is replaced.',
  )
  .argument('<file>', 'what to load; its kind is told by its name and content')
  .option('--entity <name>', 'of which entity the records are; not for stored items')
  .option('--module <path>', 'a module that exports the entity or the table (default: the example shop)')
  .option('--dynamodb-json', 'the file holds stored items, whatever it looks like')
  .option(
    '--column <column=attribute:type>',
    'how to read a column of a CSV file; may be given often',
    columns,
  )
  .option('--table <name>', "the table's real name (default: as declared)")
  .addOption(new Option('--endpoint <url>', 'a local server').env('DYNAMODB_ENDPOINT'))
  .option('--aws', 'the real service, with the credentials and the Region of the environment')
  .option('--rate <units>', 'write units a second at most', rate)
  .option('--concurrency <number>', 'requests in flight at most (default: 16)', concurrency)
  .option('--dead-letter <file>', 'gets a line for each record that cannot be loaded; can be loaded itself')
  .option('--checkpoint <file>', 'remembers how far it is, and goes on from there')
  .addHelpText(
    'after',
    '\nTypes of a column are string, number, boolean and json; "--column note=" leaves one out.\n' +
      '\nExamples:\n' +
      '  npm run load -- orders.jsonl.gz --entity Order --endpoint http://127.0.0.1:8000\n' +
      '  npm run load -- products.csv --entity Product --column price=priceCents:number --rate 500 --aws\n' +
      '  npm run load -- export/data/a1.json.gz --checkpoint a1.checkpoint --dead-letter a1.failed --aws',
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
  const options = command.opts<LoadFileOptions>();
  // The variable is a default, and --aws is said.
  const { endpoint: _, ...remote } = options;
  if (options.aws && command.getOptionValueSource('endpoint') === 'cli') {
    throw new Error('--endpoint and --aws are two places; say one of them.');
  }
  const loaded = await loadFile(command.args[0]!, options.aws ? remote : options, stop.signal);
  console.log(loadReport(loaded));
  if (loaded.report.stopped === 'aborted') process.exitCode = INTERRUPTED;
  else if (!loaded.complete) process.exitCode = FAILURE;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = FAILURE;
}

function columns(text: string, before: readonly CsvColumn[] = []): readonly CsvColumn[] {
  try {
    return [...before, csvColumn(text)];
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function rate(text: string): number {
  const number = Number(text);
  if (!/^\d+(?:\.\d+)?$/.test(text) || number <= 0) throw new InvalidArgumentError('It is a number above 0.');
  return number;
}

function concurrency(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > MOST_REQUESTS) {
    throw new InvalidArgumentError(`It is a whole number from 1 to ${MOST_REQUESTS}.`);
  }
  return number;
}
