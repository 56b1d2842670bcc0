import { dollarsText, type ExportEstimate } from '../../transfer/estimate-cost.ts';
import { estimateExport } from '../../transfer/estimate-export.ts';
import type { ExportFrom } from '../../transfer/export-options.ts';
import type { CommandRun } from '../command-run.ts';
import type { Connected } from '../connected.ts';
import { timeText } from '../progress-bar.ts';
import { UsageError } from '../usage-error.ts';
import { type S3CommandOptions, s3Of } from './s3-options.ts';

/** What is asked before an export, as options say. */
export interface CostOptions extends S3CommandOptions {
  readonly rate?: number;
  readonly maxCost: number;
  readonly yes?: true;
}

/**
 * Tells what an export would cost, and asks where that is more than the user allows. A local server costs nothing.
 *
 * @returns `false` when the user does not want it.
 * @throws UsageError when it is too much, and there is nobody to ask.
 */
export async function confirmCost(
  run: CommandRun,
  { db, local }: Connected,
  from: ExportFrom,
  options: CostOptions,
): Promise<boolean> {
  if (local) return true;
  const estimate = await estimateExport(db, {
    from,
    s3: s3Of(options),
    abortSignal: run.signal,
    ...(options.rate !== undefined && { readUnitsPerSecond: options.rate }),
  });
  run.note(estimateText(estimate));
  if (estimate.dollars <= options.maxCost || options.yes) return true;
  const most = `more than --max-cost ${options.maxCost}`;
  const answer = await run.confirm(`This costs about ${dollarsText(estimate.dollars)}, ${most}. Go on?`);
  if (answer !== undefined) return answer;
  throw new UsageError(
    `This costs about ${dollarsText(estimate.dollars)}, ${most}: say a higher one, or --yes.`,
  );
}

function estimateText({ items, bytes, seconds, atMost, advice }: ExportEstimate): string {
  const size = `${atMost ? 'At most' : 'About'} ${items} items, ${bytes} bytes.`;
  const time = seconds === undefined ? '' : ` At this rate it takes ${timeText(seconds)}.`;
  return `${size} ${advice}${time}`;
}
