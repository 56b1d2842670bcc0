import { progressText } from './checkpoint-file.ts';
import type { LoadedFile } from './load-file.ts';

const SECOND_MS = 1_000;

/** What a load came to, for scripts. Positions and records count from the start of the file. */
export function loadDocument({ report, before, complete, tableName }: LoadedFile): object {
  const { read, written, failed, requests, capacity, ms, position, firstFailure, stopped, cause } = report;
  return {
    table: tableName,
    complete,
    ...{ read, written, failed, requests, writeUnits: capacity ?? 0, ms: Math.round(ms) },
    before,
    position: before.position + position,
    ...(firstFailure !== undefined && {
      firstFailure: { record: before.position + firstFailure.index + 1, ...errorOf(firstFailure.error) },
    }),
    ...(stopped !== undefined && { stopped }),
    ...((stopped === 'error' || stopped === 'no progress') && { cause: errorOf(cause) }),
  };
}

function errorOf(error: unknown): { name: string; message: string } {
  const { name = 'Error', message = String(error) } = (error ?? {}) as Error;
  return { name, message };
}

/** What a load came to, in sentences. */
export function loadReport({ report, before, tableName }: LoadedFile): string {
  const { read, written, failed, requests, capacity, ms, position, firstFailure } = report;
  const seconds = Math.max(ms, 1) / SECOND_MS;
  const lines = [
    `${number(read)} records read, ${number(written)} items written to table ${tableName}, ${number(failed)} failed.`,
    `${seconds.toFixed(1)} s, ${number(Math.round(written / seconds))} items/s, ${number(requests)} requests, ` +
      `${number(capacity ?? 0)} write units.`,
  ];
  if (before.position > 0) {
    const all = { position: before.position + read, failed: before.failed + failed };
    lines.push(`With the runs before: ${progressText(all)}.`);
  }
  if (firstFailure !== undefined) {
    const { name, message } = firstFailure.error as Error;
    const place = number(before.position + firstFailure.index + 1);
    lines.push(`The first that failed is record ${place}: ${name}, ${message}`);
  }
  if (report.stopped !== undefined) {
    const { stopped, cause } = report;
    const why =
      stopped === 'error' || stopped === 'no progress'
        ? `, ${(cause as Error)?.name}: ${(cause as Error)?.message}`
        : '';
    lines.push(`It was ended: ${stopped}${why}`);
    lines.push(`The first ${number(before.position + position)} records need not be loaded again.`);
  }
  return lines.join('\n');
}

function number(value: number): string {
  return value.toLocaleString('en');
}
