import { type Command, Option } from 'commander';
import type { ExportOptions, ExportProgress } from '../../transfer/export-options.ts';
import { exportPlan } from '../../transfer/export-plan.ts';
import { exportTable } from '../../transfer/export-table.ts';
import { openSource } from '../../transfer/source/open-source.ts';
import { asUsage } from '../as-usage.ts';
import type { CommandContext } from '../command-context.ts';
import type { CommandRun } from '../command-run.ts';
import { examples } from '../examples.ts';
import { INTERRUPTED } from '../exit-codes.ts';
import { positiveNumber, wholeNumber } from '../number-arguments.ts';
import { UsageError } from '../usage-error.ts';
import { type CostOptions, confirmCost } from './confirm-cost.ts';
import { attributesArgument, columnArgument, listed, partitionArgument } from './export-arguments.ts';
import { type GivenForExport, withDefaults } from './export-defaults.ts';
import { exportFrom, type FromOptions } from './export-from.ts';
import { exportReport } from './export-report.ts';
import { s3Of, withS3 } from './s3-options.ts';
import { targetArgument } from './target-argument.ts';

/** The options of `export`. */
interface ExportCommandOptions extends FromOptions, CostOptions, GivenForExport {
  readonly to?: string;
  readonly compression?: 'gzip' | 'none';
  readonly fileMb?: number;
  readonly workFolder?: string;
  readonly restart?: true;
  readonly replace?: true;
}

const MB = 1024 * 1024;
const MOST_MB = 5_000;
/** Dollars. */
const DEFAULT_MAX_COST = 1;

/** `export` without another command behind it: the table, or a part of it, as files. */
export function exportCommand(exporting: Command, context: CommandContext): Command {
  return withS3(
    exporting
      // A command of its own, so that its options are not those of `export verify` and others.
      .command('table', { isDefault: true, hidden: true })
      .configureHelp({ showGlobalOptions: true, commandUsage: () => 'monotable export [options]' })
      .description(
        'Writes the items of the table to files: an entity to a folder, and a manifest that says what is there. Ended in between, ' +
          'even killed, the same command goes on with it. It only reads the table.',
      )
      .option('--to <target>', 'a folder, or s3://bucket/prefix')
      .option('--entity <name>', 'only this entity; may be given often (default: all of the config)', listed)
      .option(
        '--attributes <entity=names>',
        'only these attributes, with commas between them',
        attributesArgument,
      )
      .option(
        '--partition <entity=by>',
        'directories by day: attribute:unit:timeZone; by value: attribute:value::column',
        partitionArgument,
      )
      .option(
        '--column <entity.attribute=type>',
        'the type of a column, such as decimal(18,2)',
        columnArgument,
      )
      .addOption(
        new Option('--format <format>', 'what files hold (default: json-lines)').choices([
          'json-lines',
          'dynamodb-json',
          'parquet',
        ]),
      )
      .addOption(new Option('--compression <how>', 'of lines (default: gzip)').choices(['gzip', 'none']))
      .option('--file-mb <megabytes>', 'about how large files get (default: 128)', wholeNumber(1, MOST_MB))
      .option(
        '--segments <number>',
        'parts of the table that are read side by side (default: 4)',
        wholeNumber(1, 32),
      )
      .option('--index <name>', 'read an index instead of the table')
      .option('--consistent', 'see every write that was answered before, at twice the cost')
      .option('--pk <value>', 'only what has this partition key, as it is stored')
      .option('--pattern <entity.pattern>', 'only what this access pattern reads')
      .option(
        '--args <json>',
        'the arguments of the pattern; the last one may be a range: {"placedAt":{"gte":"2026-01-30T00:00:00Z"}}',
      )
      .option('--from-export <path>', 'an export of DynamoDB itself, in S3 or copied to a folder')
      .option('--rate <units>', 'read units a second at most', positiveNumber)
      .option(
        '--max-cost <dollars>',
        'ask before a scan of AWS that costs more',
        positiveNumber,
        DEFAULT_MAX_COST,
      )
      .option('--yes', 'do not ask')
      .option(
        '--work-folder <folder>',
        'where it keeps how far it is (default: beside the files, or .monotable)',
      )
      .option('--restart', 'forget an export that was ended before its end')
      .option('--replace', 'take the place of an export that is there'),
  )
    .addHelpText(
      'after',
      `\nUnits are seconds, milliseconds, iso and day. S3 needs @aws-sdk/client-s3, Parquet hyparquet-writer and hyparquet.\n${examples(
        'export --to ./export --endpoint http://127.0.0.1:8000',
        'export --to s3://analytics/shop --entity Order --partition Order=placedAt:iso:UTC --format parquet --rate 500',
        'export --to ./orders --pattern Order.ofUser --args \'{"userId":"u1"}\'',
      )}\n\nBelow it there are export verify, export ddl, export start and export status, each with --help.`,
    )
    .action(context.action(exportItems));
}

async function exportItems(run: CommandRun, options: ExportCommandOptions): Promise<number | undefined> {
  const { to } = options;
  if (to === undefined) throw new UsageError('Say where to: --to ./export, or --to s3://bucket/prefix.');
  const config = await run.config();
  const from = await asUsage(() => exportFrom(options, config));
  const target = await targetArgument(run, to, options);
  const connected = await run.connect({ writes: false });
  const { db } = connected;
  const wanted: ExportOptions = {
    to: target,
    s3: s3Of(options),
    from,
    ...(options.entity && { entities: options.entity.map((name) => ({ name })) }),
    ...(options.attributes && { attributes: options.attributes }),
    ...withDefaults(config.export ?? {}, options),
    ...(options.format && { format: options.format }),
    ...(options.compression && { compression: options.compression }),
    ...(options.fileMb !== undefined && { fileBytes: options.fileMb * MB }),
    ...(options.rate !== undefined && { readUnitsPerSecond: options.rate }),
    ...(options.workFolder !== undefined && { workFolder: run.path(options.workFolder) }),
    ...(options.restart && { restart: true }),
    ...(options.replace && { replace: true }),
  };
  await asUsage(() => exportPlan(db, wanted));
  // An export of DynamoDB's own is read to be opened.
  if (!('dynamodbExport' in from))
    await asUsage(async () => (await openSource(db, from, wanted.s3)).close?.());
  if (!(await confirmCost(run, connected, from, options))) return INTERRUPTED;
  const bar = run.progress({
    title: `Exporting ${db.tableName} at ${connected.place} to ${target}`,
    total: 1,
    format: '{phase} | {items} items | {rate} rows/s | {units} read units | {written} rows written',
    values: values(undefined, 0),
  });
  const started = performance.now();
  const result = await exportTable(db, {
    ...wanted,
    abortSignal: run.signal,
    onProgress: (progress) => bar.show(doneOf(progress), values(progress, performance.now() - started)),
  });
  bar.end();
  if (result.resumed) run.note('It went on with an export that had been ended before its end.');
  run.result({ to: target, ...result }, () => exportReport(result, target));
  return result.complete ? undefined : INTERRUPTED;
}

/** Reading is half of it, by segments; writing the other half, by rows. */
function doneOf({ segments, items, rowsWritten }: ExportProgress): number {
  const read = segments.all === 0 ? 1 : segments.done / segments.all;
  return (read + (items === 0 ? 0 : rowsWritten / items)) / 2;
}

function values(progress: ExportProgress | undefined, milliseconds: number) {
  const items = progress?.items ?? 0;
  return {
    phase: progress?.phase ?? 'reading',
    items,
    rate: milliseconds === 0 ? 0 : Math.round((items / milliseconds) * 1000),
    units: Math.round(progress?.readUnits ?? 0),
    written: progress?.rowsWritten ?? 0,
  };
}
