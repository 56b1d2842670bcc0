import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { bulkRows } from './bench/bulkRows.ts';
import { bundleFolder } from './bench/bundle.ts';
import { bundleSizes } from './bench/bundleSizes.ts';
import { chart } from './bench/chart.ts';
import { checkColumns } from './bench/checkColumns.ts';
import { cpuRows } from './bench/cpuRows.ts';
import { instantiations } from './bench/instantiations.ts';
import { controlSpread } from './bench/ratios.ts';
import { report } from './bench/report.ts';
import type { BenchResults } from './bench/results.ts';
import { startTimes } from './bench/startTimes.ts';
import { surroundings } from './bench/surroundings.ts';
import {
  bulkTable,
  type FigureTable,
  ratioTable,
  sizeTable,
  startTable,
  targetTable,
  throttledTable,
  typeTable,
} from './bench/tables.ts';
import { targets, thousands } from './bench/targets.ts';
import { THROTTLED_LOADS, throttledRows } from './bench/throttledRows.ts';
import { plainTable } from './seed/plainTable.ts';

const INTERRUPTED = 130;
const DOCS = new URL('../docs/', import.meta.url);

const FULL = {
  cpu: { rounds: 12, turnMs: 250, warmUpMs: 2_000 },
  bulk: { items: 50_000, rounds: 5 },
  starts: 15,
};
const QUICK = { cpu: { rounds: 3, turnMs: 60, warmUpMs: 250 }, bulk: { items: 4_000, rounds: 1 }, starts: 1 };

const { quick, write } = new Command('bench')
  .description(
    'Measures monotable next to raw lib-dynamodb and other libraries, and writes docs/performance.md and its chart.\n' +
      'Timings never fail it; it fails when a library writes or reads something else than the others.',
  )
  .option('--quick', 'under a minute: fewer rounds and no throttled load', false)
  .option('--write', 'writes the page also after a quick run', false)
  .parse()
  .opts<{ quick: boolean; write: boolean }>();

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
const settings = quick ? QUICK : FULL;
const started = Date.now();
const around = surroundings(new Date());
const folder = await bundleFolder();
process.once('exit', () => rmSync(folder.path, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(INTERRUPTED));

const wrong = await checkColumns(progress);
if (wrong.length > 0) {
  for (const line of wrong) console.error(line);
  process.exit(1);
}
print('Every library writes and reads the same.');

const sizes = await bundleSizes();
print('Bundles without the SDK:', sizeTable({ sizes }));
const cpu = await cpuRows(folder.path, settings.cpu, progress);
const { low, high } = controlSpread(cpu, 'least');
print('CPU time next to raw lib-dynamodb, by the least times:', ratioTable(cpu, 'least'));
print(
  `The same code in two processes: ${low.toFixed(2)} to ${high.toFixed(2)}. Differences as small as that are noise.\n`,
);
const bulk = await bulkRows(folder.path, settings.bulk, progress);
print('Bulk load, 8 ms, 32 in flight:', bulkTable({ bulk }));
const starts = await startTimes(folder.path, settings.starts, progress);
print('Starts:', startTable({ starts }));
const types = await instantiations(folder.path, progress);
print('Types:', typeTable({ types }));
const throttled = quick ? undefined : await throttledRows(folder.path, THROTTLED_LOADS, progress);
for (const [place, { items, writesPerSecond, inFlight }] of THROTTLED_LOADS.entries()) {
  if (throttled === undefined) break;
  const title = `${thousands(items)} items at ${thousands(writesPerSecond)} a second, ${inFlight} in flight:`;
  print(title, throttledTable(throttled, place));
}

const minutes = (Date.now() - started) / 60_000;
const results: BenchResults = {
  surroundings: around,
  quick,
  minutes,
  cpu,
  bulk,
  throttled,
  sizes,
  starts,
  types,
};
print('Targets:', targetTable(targets(results)));
if (!quick || write) {
  await writeFile(new URL('performance.md', DOCS), report(results));
  await writeFile(new URL('performance.svg', DOCS), chart(cpu));
  print('Written: docs/performance.md and docs/performance.svg.');
}
process.exit(0);

function print(text: string, table?: FigureTable): void {
  progress('');
  console.log(text);
  if (table !== undefined) console.log(`${plainTable(table.columns, table.rows)}\n`);
}

/** What it is at, in one line that goes again. */
function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`);
}
