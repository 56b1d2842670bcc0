import { plainTable } from './plainTable.ts';
import type { PatternRun } from './runPatterns.ts';

/** The runs as a table for a terminal. */
export function runTable(runs: readonly PatternRun[]): string {
  const rows = runs.map((run) => {
    const { pattern, index, items, pages, capacity, milliseconds } = run;
    return [pattern, run.with, index, items, pages, capacity.toFixed(1), milliseconds.toFixed(1)];
  });
  const columns = ['pattern', 'with', 'index', '>items', '>pages', '>capacity', '>ms'];
  return plainTable(columns, rows);
}
