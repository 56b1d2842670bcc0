import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { COLUMNS } from './columnList.ts';
import type { Surroundings } from './results.ts';

const PACKAGES = ['@aws-sdk/client-dynamodb', 'esbuild', 'typescript-5.9'];

/** What the figures depend on, beside the code. */
export function surroundings(now: Date): Surroundings {
  const cores = cpus();
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  const libraries = COLUMNS.map(({ packageName }) => packageName ?? 'monotable');
  return {
    date: now.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' }),
    machine: `${cores.length} × ${cores[0]?.model.trim()}, ${memory}, ${process.platform} ${process.arch}`,
    node: process.version,
    load: loadavg()[0] ?? 0,
    versions: [...new Set([...libraries, ...PACKAGES])].map((name) => [
      name.replace('-5.9', ''),
      versionOf(name),
    ]),
  };
}

function versionOf(name: string): string {
  const path = name === 'monotable' ? '../../package.json' : `../../node_modules/${name}/package.json`;
  const { version } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as { version: string };
  return version;
}
