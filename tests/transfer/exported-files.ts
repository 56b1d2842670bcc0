import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Manifest } from '../../src/export/manifest.ts';

/** Every line below a folder, as JSON. */
export function linesIn(path: string): unknown[] {
  return filesIn(path).flatMap((file) => {
    const bytes = readFileSync(join(path, file));
    const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
    const lines = text.split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as unknown);
  });
}

/** The paths of all files below a folder. */
export function filesIn(path: string): string[] {
  const all = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return all.filter((file) => /\.\w+$/.test(file)).sort();
}

/** A manifest but for what differs between two runs: its name, its times, and what a repeated page cost. */
export function timeless(manifest: Manifest | undefined): string {
  const run = manifest?.run ?? '';
  const told = { ...manifest, run: '', startedAt: '', finishedAt: '' };
  return JSON.stringify(told).replaceAll(run, 'RUN');
}
