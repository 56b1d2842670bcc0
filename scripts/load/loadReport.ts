import type { BulkReport } from '../../src/index.ts';

const SECOND_MS = 1_000;

/** What a load came to, in sentences. `from` is where it began in its file. */
export function loadReport(report: BulkReport, from: number, tableName: string): string {
  const { read, written, failed, requests, capacity, ms, position, firstFailure } = report;
  const seconds = Math.max(ms, 1) / SECOND_MS;
  const lines = [
    `${number(read)} records read, ${number(written)} items written to table ${tableName}, ${number(failed)} failed.`,
    `${seconds.toFixed(1)} s, ${number(Math.round(written / seconds))} items/s, ${number(requests)} requests, ` +
      `${number(capacity ?? 0)} write units.`,
  ];
  if (firstFailure !== undefined) {
    const { name, message } = firstFailure.error as Error;
    lines.push(
      `The first that failed is record ${number(from + firstFailure.index + 1)}: ${name}, ${message}`,
    );
  }
  if (report.stopped !== undefined) {
    const { stopped, cause } = report;
    const why =
      stopped === 'error' || stopped === 'no progress'
        ? `, ${(cause as Error)?.name}: ${(cause as Error)?.message}`
        : '';
    lines.push(`It was ended: ${stopped}${why}`);
    lines.push(`The first ${number(from + position)} records need not be loaded again.`);
  }
  return lines.join('\n');
}

function number(value: number): string {
  return value.toLocaleString('en');
}
