import { type Command, InvalidArgumentError } from 'commander';
import type { CommandContext } from './command-context.ts';
import type { CommandRun } from './command-run.ts';
import { examples } from './examples.ts';
import { FAILED, INTERRUPTED } from './exit-codes.ts';
import { type CsvColumn, csvColumn } from './load/csv-column.ts';
import { type LoadFileOptions, loadFile } from './load/load-file.ts';
import { loadDocument, loadReport } from './load/load-report.ts';
import { positiveNumber, wholeNumber } from './number-arguments.ts';

const MOST_REQUESTS = 1_000;

/** `load`: a file into the table. */
export function loadCommand(program: Command, context: CommandContext): void {
  program
    .command('load')
    .summary('loads a file into the table')
    .description(
      'Loads a file into the table: JSON Lines, CSV, or stored items in DynamoDB JSON, as exports have them. Plain or gzip. ' +
        'It goes on where it was ended when there is a checkpoint. An item that is there already is replaced. ' +
        'Without a local server it needs --aws.',
    )
    .argument('<file>', 'what to load; its kind is told by its name and content')
    .option('--entity <name>', 'of which entity of the config the records are; not for stored items')
    .option('--dynamodb-json', 'the file holds stored items, whatever it looks like')
    .option(
      '--column <column=attribute:type>',
      'how to read a column of a CSV file; may be given often',
      columns,
    )
    .option('--rate <units>', 'write units a second at most', positiveNumber)
    .option(
      '--concurrency <number>',
      'requests in flight at most (default: 16)',
      wholeNumber(1, MOST_REQUESTS),
    )
    .option('--dead-letter <file>', 'gets a line for each record that cannot be loaded; can be loaded itself')
    .option('--checkpoint <file>', 'remembers how far it is, and goes on from there')
    .addHelpText(
      'after',
      `\nTypes of a column are string, number, boolean and json; "--column note=" leaves one out.\n${examples(
        'load orders.jsonl.gz --entity Order --endpoint http://127.0.0.1:8000',
        'load products.csv --entity Product --column price=priceCents:number --rate 500 --aws',
        'load export/data/a1.json.gz --checkpoint a1.checkpoint --dead-letter a1.failed --aws',
      )}`,
    )
    .action(context.action(load));
}

async function load(run: CommandRun, options: LoadFileOptions, file: string): Promise<number | undefined> {
  const connected = await run.connect({ writes: true });
  const { deadLetter, checkpoint } = options;
  const files = {
    ...(deadLetter !== undefined && { deadLetter: run.path(deadLetter) }),
    ...(checkpoint !== undefined && { checkpoint: run.path(checkpoint) }),
  };
  const loaded = await loadFile(run.path(file), { ...options, ...files }, connected, run);
  run.result(loadDocument(loaded), () => loadReport(loaded));
  if (loaded.report.stopped === 'aborted') return INTERRUPTED;
  return loaded.complete ? undefined : FAILED;
}

function columns(text: string, before: readonly CsvColumn[] = []): readonly CsvColumn[] {
  try {
    return [...before, csvColumn(text)];
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}
