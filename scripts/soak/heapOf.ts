import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { HeapMeasure } from './measureHeap.ts';

/** Measures in a process of its own. */
export async function heapOf(items: number): Promise<HeapMeasure> {
  const program = fileURLToPath(new URL('measureHeap.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...['--expose-gc', '--import', 'tsx', program, String(items)],
  ]);
  return JSON.parse(stdout) as HeapMeasure;
}
