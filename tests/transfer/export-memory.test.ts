import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The most that is on the heap while so many items are exported, in megabytes. */
async function heapOf(items: number, format: string): Promise<number> {
  const args = ['--expose-gc', '--import', 'tsx', 'tests/transfer/export-heap.ts', String(items), format];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return Number(stdout);
}

/** 100,000 items of 300 bytes more would be 30 MB. */
const MOST_GROWTH = 15;

test.each(['json-lines', 'parquet'])(
  'the heap of an export does not grow with the table, as %s',
  async (format) => {
    const few = await heapOf(20_000, format);
    const many = await heapOf(120_000, format);
    expect(few).toBeGreaterThan(0);
    expect(many - few).toBeLessThan(MOST_GROWTH);
  },
  90_000,
);
