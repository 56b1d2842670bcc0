import Table from 'cli-table3';
import type { PatternRun } from './runPatterns.ts';

/** The runs as a table for a terminal. */
export function runTable(runs: readonly PatternRun[]): string {
  const table = new Table({
    head: ['pattern', 'with', 'index', 'items', 'pages', 'capacity', 'ms'],
    colAligns: ['left', 'left', 'left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const run of runs) {
    const { pattern, index, items, pages, capacity, milliseconds } = run;
    table.push([pattern, run.with, index, items, pages, capacity.toFixed(1), milliseconds.toFixed(1)]);
  }
  return table.toString();
}
