import { plainTable } from './seed/plainTable.ts';
import { faultyLoad } from './soak/faultyLoad.ts';
import { heapOf } from './soak/heapOf.ts';

const HEAP_COUNTS = [50_000, 200_000, 1_000_000];
const FAULTY_ITEMS = 200_000;
const WRITES_PER_SECOND = 2_500;
/** A byte for each item would be more. */
const MOST_GROWTH_MEGABYTES = 0.5;

let failed = false;

const rows: (string | number)[][] = [];
for (const count of HEAP_COUNTS) {
  const { peakMegabytes, growthMegabytes, seconds } = await heapOf(count);
  if (growthMegabytes > MOST_GROWTH_MEGABYTES) failed = true;
  rows.push([
    count.toLocaleString('en'),
    peakMegabytes.toFixed(2),
    growthMegabytes.toFixed(2),
    seconds.toFixed(1),
  ]);
}
console.log('Small items, to a table that answers at once:');
console.log(plainTable(['>items', '>peak heap in MB', '>growth in MB', '>seconds'], rows));

const { report, wrong, strange, arrived } = await faultyLoad({
  items: FAULTY_ITEMS,
  writesPerSecond: WRITES_PER_SECOND,
  seed: 1,
});
const ideal = (FAULTY_ITEMS / WRITES_PER_SECOND) * 1_000;
console.log(
  `${FAULTY_ITEMS.toLocaleString('en')} writes at ${WRITES_PER_SECOND} units a second with random faults: ` +
    `${report.written} written, ${report.failed} failed, ${arrived} items arrived, ${wrong} wrong, ${strange} strange; ` +
    `${report.requests} requests, ${(report.ms / 1_000).toFixed(1)} s, ${(report.ms / ideal).toFixed(2)} of the least.`,
);
if (wrong > 0 || strange > 0 || !report.complete) failed = true;
if (failed) {
  console.error('The soak failed.');
  process.exitCode = 1;
}
