import { type Command, Option } from 'commander';
import { RequestError } from '../../errors.ts';
import { athenaSql, checkAthenaPlace } from '../../export/athena-sql.ts';
import { readManifest } from '../../export/read-manifest.ts';
import { openTarget } from '../../transfer/target/open-target.ts';
import { asUsage } from '../as-usage.ts';
import type { CommandContext } from '../command-context.ts';
import type { CommandRun } from '../command-run.ts';
import { examples } from '../examples.ts';
import { UsageError } from '../usage-error.ts';
import { type S3CommandOptions, s3Of, withS3 } from './s3-options.ts';
import { targetArgument } from './target-argument.ts';

interface DdlOptions extends S3CommandOptions {
  readonly location?: string;
  readonly database?: string;
  readonly serde?: 'openx' | 'hive';
}

/** `export ddl`: the statements that make an export's tables in Athena. */
export function ddlCommand(exporting: Command, context: CommandContext): void {
  withS3(
    exporting
      .command('ddl')
      .summary("prints the statements for Athena's tables over an export")
      .description(
        'Prints the statements that make tables and views of Athena over an export, from the columns in its manifest.',
      )
      .argument('<target>', 'where the export is: a folder, or s3://bucket/prefix')
      .option('--location <s3>', 'where Athena finds the files (default: the target)')
      .option('--database <name>', 'of Athena (default: the one that is chosen there)')
      .addOption(
        new Option('--serde <serde>', 'what reads lines (default: openx)').choices(['openx', 'hive']),
      ),
  )
    .addHelpText(
      'after',
      examples(
        'export ddl s3://analytics/shop',
        'export ddl ./export --location s3://analytics/shop/ --database shop',
      ),
    )
    .action(context.action(ddl));
}

async function ddl(run: CommandRun, options: DdlOptions, given: string): Promise<undefined> {
  const at = await targetArgument(run, given, options);
  const location = options.location ?? (at.startsWith('s3://') ? at : undefined);
  if (location === undefined) {
    throw new UsageError('Say where Athena will find the files: --location s3://bucket/prefix/.');
  }
  const sqlOptions = {
    location: location.endsWith('/') ? location : `${location}/`,
    ...(options.database !== undefined && { database: options.database }),
    ...(options.serde !== undefined && { serde: options.serde }),
  };
  await asUsage(() => checkAthenaPlace(sqlOptions));
  const target = await openTarget(at, s3Of(options));
  run.atEnd(() => target.close());
  const found = await target.getText('manifest.json', { abortSignal: run.signal });
  if (found === undefined) throw new RequestError(`There is no complete export in ${target.name}.`);
  const sql = athenaSql(readManifest(found.text, `${target.name}/manifest.json`), sqlOptions);
  run.result({ sql }, () => sql.trimEnd());
}
