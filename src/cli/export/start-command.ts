import { type Command, InvalidArgumentError } from 'commander';
import { checkTimes } from '../../transfer/native/export-window.ts';
import { describeDynamodbExport, startDynamodbExport } from '../../transfer/native/start-export.ts';
import { parseS3Location } from '../../transfer/target/s3-location.ts';
import { asUsage } from '../as-usage.ts';
import type { CommandContext } from '../command-context.ts';
import type { CommandRun } from '../command-run.ts';
import { examples } from '../examples.ts';
import { FAILED } from '../exit-codes.ts';
import { UsageError } from '../usage-error.ts';

interface StartOptions {
  readonly to?: string;
  readonly at?: Date;
  readonly since?: Date;
  readonly until?: Date;
  readonly bucketOwner?: string;
  readonly kmsKey?: string;
}

/** `export start` and `export status`: an export that DynamoDB makes itself. */
export function startCommand(exporting: Command, context: CommandContext): void {
  exporting
    .command('start')
    .summary('lets DynamoDB export the table itself, to S3')
    .description(
      'Starts an export by DynamoDB itself: a snapshot that takes no read capacity. The table needs point-in-time recovery, and the ' +
        'command --aws. When it is completed, --from-export reads it.',
    )
    .option('--to <target>', 's3://bucket/prefix')
    .option('--at <instant>', 'as the table was at that moment (default: now)', instant)
    .option('--since <instant>', 'only what was changed since then: 15 minutes to 24 hours', instant)
    .option('--until <instant>', 'the end of that time (default: now)', instant)
    .option('--bucket-owner <account>', 'of a bucket of another account')
    .option('--kms-key <id>', 'encrypts the files')
    .addHelpText(
      'after',
      examples(
        'export start --to s3://backups/shop --aws',
        'export start --to s3://backups/shop --since 2026-11-20T00:00:00Z --until 2026-11-21T00:00:00Z --aws',
      ),
    )
    .action(context.action(start));

  exporting
    .command('status')
    .summary('tells how far an export of DynamoDB is')
    .description('Tells how far an export is that export start has started. Ends with 1 when it has failed.')
    .argument('<arn>', 'of the export')
    .addHelpText(
      'after',
      examples('export status arn:aws:dynamodb:eu-west-1:123456789012:table/shop/export/0169-2d87'),
    )
    .action(context.action(status));
}

async function start(run: CommandRun, options: StartOptions): Promise<undefined> {
  const { to, at, since, until, bucketOwner, kmsKey } = options;
  if (to === undefined) throw new UsageError('Say where to: --to s3://bucket/prefix.');
  if (until !== undefined && since === undefined) throw new UsageError('--until needs --since.');
  const type = since === undefined ? 'full' : { since, ...(until !== undefined && { until }) };
  await asUsage(() => {
    if (parseS3Location(to) !== undefined) return;
    throw new UsageError(`--to is s3://bucket/prefix, not ${to}: DynamoDB exports to S3 only.`);
  });
  const { db } = await run.connect({ writes: true });
  await asUsage(() => checkTimes(type, at, db.now()));
  const started = await startDynamodbExport(db, {
    to,
    type,
    ...(at !== undefined && { at }),
    ...(bucketOwner !== undefined && { bucketOwner }),
    ...(kmsKey !== undefined && { kmsKey }),
    abortSignal: run.signal,
  });
  run.result(started, () => `Started ${started.arn}\nIt will be in ${started.path}`);
}

async function status(run: CommandRun, _: object, arn: string): Promise<number | undefined> {
  const { db } = await run.connect({ writes: false });
  const found = await describeDynamodbExport(db, arn, { abortSignal: run.signal });
  run.result(found, () => {
    const { status, path, items, failure } = found;
    const count = items === undefined ? '' : `, ${items} items`;
    return `${status}: ${path}${count}${failure === undefined ? '' : `\n${failure}`}`;
  });
  return found.status === 'FAILED' ? FAILED : undefined;
}

function instant(text: string): Date {
  const date = new Date(text);
  if (/^\d{4}-\d\d-\d\dT.*(?:Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(date.getTime())) return date;
  throw new InvalidArgumentError('It is an instant such as 2026-11-21T00:00:00Z.');
}
