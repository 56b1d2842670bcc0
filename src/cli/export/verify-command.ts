import type { Command } from 'commander';
import { verifyExport } from '../../transfer/verify-export.ts';
import type { CommandContext } from '../command-context.ts';
import type { CommandRun } from '../command-run.ts';
import { examples } from '../examples.ts';
import { FAILED } from '../exit-codes.ts';
import { type S3CommandOptions, s3Of, withS3 } from './s3-options.ts';
import { targetArgument } from './target-argument.ts';

/** `export verify`: reads an export again, and compares it with its manifest. */
export function verifyCommand(exporting: Command, context: CommandContext): void {
  withS3(
    exporting
      .command('verify')
      .summary('reads an export again, and compares it with its manifest')
      .description(
        'Reads every file and every column of an export with DuckDB, and compares rows, bytes, checksums, sums and lengths with its ' +
          'manifest. Ends with 1 when there is a difference. It needs @duckdb/node-api.',
      )
      .argument('<target>', 'where the export is: a folder, or s3://bucket/prefix'),
  )
    .addHelpText('after', examples('export verify ./export', 'export verify s3://analytics/shop --json'))
    .action(context.action(verify));
}

async function verify(
  run: CommandRun,
  options: S3CommandOptions,
  given: string,
): Promise<number | undefined> {
  const at = await targetArgument(run, given, options);
  const bar = run.progress({
    title: `Verifying ${at}`,
    total: 1,
    format: '{percentage} % | {files} of {all} files',
    values: { files: 0, all: 0 },
  });
  const verification = await verifyExport(at, {
    s3: s3Of(options),
    abortSignal: run.signal,
    onProgress: ({ files, ofFiles, bytes, ofBytes }) =>
      bar.show(ofBytes === 0 ? 1 : bytes / ofBytes, { files, all: ofFiles }),
  });
  bar.end();
  const { ok, entities, differences, unchecked } = verification;
  run.result(verification, () => {
    const rows = entities.reduce((sum, entity) => sum + entity.rows, 0);
    const checked = `${rows} rows of ${entities.length} entities in ${at}`;
    const first = ok ? `${checked} are as the manifest says.` : `${checked} are not as the manifest says:`;
    return [first, ...differences, ...unchecked.map((what) => `Not checked: ${what}`)].join('\n');
  });
  return ok ? undefined : FAILED;
}
