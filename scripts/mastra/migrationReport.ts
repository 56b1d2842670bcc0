import type { MigrationReport, VerifyReport } from '../../src/mastra/index.ts';

const SECOND_MS = 1_000;

/** What a migration came to, in sentences. */
export function migrationReport(report: MigrationReport, from: string, to: string, resume?: string): string {
  const { migrated, skipped, written, requests, capacity, ms, stopped, cause } = report;
  const seconds = Math.max(ms, 1) / SECOND_MS;
  const lines = [
    `${number(sum(migrated))} items of table ${from} are in table ${to}${listed(migrated)}.`,
    `${number(sum(skipped))} were left behind${listed(skipped)}.`,
    `${seconds.toFixed(1)} s, ${number(Math.round(written / seconds))} items/s, ${number(requests)} requests` +
      `${capacity === undefined ? '' : `, ${number(capacity)} write units`}.`,
  ];
  if (stopped !== undefined) {
    const { name = '', message = '' } = (cause ?? {}) as Partial<Error>;
    lines.push(
      `It was ended: ${stopped}${stopped === 'aborted' || cause === undefined ? '' : `, ${name}: ${message}`}`,
    );
    lines.push(
      resume === undefined
        ? 'It begins from the start next time; --resume FILE would remember.'
        : `It goes on from here with --resume ${resume}.`,
    );
  }
  return lines.join('\n');
}

/** How two tables compare, in a sentence or two. */
export function verifyReport(
  { expected, missing, different, extra, skipped }: VerifyReport,
  to: string,
): string {
  const lines = [
    `Of ${number(expected)} items that table ${to} should have, ${number(missing)} are missing and ${number(different)} ` +
      `differ; ${number(extra)} it has beyond them.`,
  ];
  if (sum(skipped) > 0) lines.push(`${number(sum(skipped))} cannot be migrated${listed(skipped)}.`);
  return lines.join('\n');
}

/** `: 12 thread, 340 message` */
function listed(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts).map(([name, count]) => `${number(count)} ${name}`);
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`;
}

export function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

function number(value: number): string {
  return value.toLocaleString('en');
}
