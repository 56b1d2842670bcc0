import type { Command } from 'commander';
import { importExport } from '../../transfer/import/import-export.ts';
import type { ImportReport } from '../../transfer/import/import-report.ts';
import type { CommandContext } from '../command-context.ts';
import type { CommandRun } from '../command-run.ts';
import { errorSentence } from '../error-sentence.ts';
import { examples } from '../examples.ts';
import { FAILED, INTERRUPTED } from '../exit-codes.ts';
import { positiveNumber, wholeNumber } from '../number-arguments.ts';
import { prepareTable } from '../prepare-table.ts';
import { UsageError } from '../usage-error.ts';
import { listed } from './export-arguments.ts';
import { importDocument } from './import-document.ts';
import { type S3CommandOptions, s3Of, withS3 } from './s3-options.ts';
import { targetArgument } from './target-argument.ts';

interface ImportCommandOptions extends S3CommandOptions {
  readonly entity?: readonly string[];
  readonly fromExport?: true;
  readonly rate?: number;
  readonly concurrency?: number;
  readonly checkpoint?: string;
}

const MOST_REQUESTS = 1_000;
/** Failed rows that are shown one by one. */
const MOST_SHOWN = 20;

/** `import`: an export into the table. */
export function importCommand(program: Command, context: CommandContext): void {
  withS3(
    program
      .command('import')
      .summary('writes the items of an export into the table')
      .description(
        'Writes the items of an export into the table, each in place of what is there under its key. What would come back as something ' +
          'else is refused beforehand. Without a local server it needs --aws. A single file is loaded with load.',
      )
      .argument('<from>', 'where the export is: a folder, or s3://bucket/prefix')
      .option('--from-export', 'it is a full export of DynamoDB itself')
      .option('--entity <name>', 'only this entity; may be given often', listed)
      .option('--rate <units>', 'write units a second at most', positiveNumber)
      .option(
        '--concurrency <number>',
        'requests in flight at most (default: 16)',
        wholeNumber(1, MOST_REQUESTS),
      )
      .option('--checkpoint <file>', 'remembers how far it is, and goes on from there'),
  )
    .addHelpText(
      'after',
      examples(
        'import ./export --endpoint http://127.0.0.1:8000',
        'import s3://analytics/shop --table shop-restored --checkpoint restore.json --aws',
      ),
    )
    .action(context.action(importItems));
}

async function importItems(
  run: CommandRun,
  options: ImportCommandOptions,
  given: string,
): Promise<number | undefined> {
  if (options.fromExport && options.entity) throw new UsageError('--entity does not go with --from-export.');
  const from = await targetArgument(run, given, options);
  const connected = await run.connect({ writes: true });
  const { db, place } = connected;
  const bar = run.progress({
    title: `Importing ${from} into ${db.tableName} at ${place}`,
    total: 1,
    format: '{percentage} % | {read} of {rows} rows | {rate} rows/s | {failed} failed',
    values: { read: 0, rows: 0, rate: 0, failed: 0 },
  });
  await prepareTable(connected, run.signal);
  let shown = 0;
  const report = await importExport(db, {
    from: options.fromExport ? { dynamodbExport: from } : from,
    s3: s3Of(options),
    ...(options.entity && { entities: options.entity.map((name) => ({ name })) }),
    ...(options.rate !== undefined && { writeUnitsPerSecond: options.rate }),
    ...(options.concurrency !== undefined && { concurrency: options.concurrency }),
    ...(options.checkpoint !== undefined && { checkpoint: run.path(options.checkpoint) }),
    abortSignal: run.signal,
    onFailed: ({ file, row, error }) => {
      shown += 1;
      if (shown <= MOST_SHOWN) run.note(`${file}, row ${row}: ${(error as Error).message}`);
    },
    onProgress: ({ read, rows, failed, written, ms }) =>
      bar.show(rows === 0 ? 1 : read / rows, {
        read,
        rows,
        rate: ms === 0 ? 0 : Math.round((written / ms) * 1000),
        failed,
      }),
  });
  bar.end();
  const tell = (error: unknown) => errorSentence(error, connected);
  run.result(importDocument(report, tell), () => reportText(report, db.tableName));
  if (report.stopped === 'aborted') return INTERRUPTED;
  return report.complete ? undefined : FAILED;
}

function reportText(report: ImportReport, table: string): string {
  if (report.stopped === 'aborted') {
    const done = report.before.rows + report.read;
    return `Ended after ${done} of ${report.rows} rows. With a --checkpoint, the same command goes on from there.`;
  }
  try {
    report.throwIfIncomplete();
  } catch (incomplete) {
    return (incomplete as Error).message;
  }
  const before = report.before.rows === 0 ? '' : ` (${report.before.rows} before)`;
  return `${report.rows} rows are in ${table}; this call wrote ${report.written}${before}.`;
}
