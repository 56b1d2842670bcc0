import { openTarget } from '../../transfer/target/open-target.ts';
import { asUsage } from '../as-usage.ts';
import type { CommandRun } from '../command-run.ts';
import { type S3CommandOptions, s3Of } from './s3-options.ts';

/**
 * Where an export is or goes, as the user gave it: a folder, relative to the working directory, or `s3://bucket/prefix`.
 *
 * @throws UsageError when it is neither.
 */
export async function targetArgument(
  run: CommandRun,
  given: string,
  options: S3CommandOptions,
): Promise<string> {
  // With a folder before it, nobody would see that it was meant for S3.
  const to = given.includes('://') || /^s3:/i.test(given) ? given : run.path(given);
  (await asUsage(() => openTarget(to, s3Of(options)))).close();
  return to;
}
