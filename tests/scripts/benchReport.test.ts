import { chart } from '../../scripts/bench/chart.ts';
import { COLUMNS } from '../../scripts/bench/columnList.ts';
import { CONTROL, type CpuRows } from '../../scripts/bench/cpuRows.ts';
import { OPERATIONS } from '../../scripts/bench/driver.ts';
import { bestPeer, controlSpread, cpuRatio } from '../../scripts/bench/ratios.ts';
import { markdown, report } from '../../scripts/bench/report.ts';
import type { BenchResults } from '../../scripts/bench/results.ts';
import { median, rotated } from '../../scripts/bench/statistics.ts';
import { targets } from '../../scripts/bench/targets.ts';

/** Made up: monotable needs a quarter of the time, its DocumentClient path nine tenths, every peer one and a half times. */
function cpuOf(name: string): number {
  return { lib: 100, [CONTROL]: 103, monotable: 25, monotableDocument: 90 }[name] ?? 150;
}

const FILES = COLUMNS.map(({ file }) => file);
const each = <T>(value: (file: string) => T) => Object.fromEntries(FILES.map((file) => [file, value(file)]));
const throttledRun = (file: string) => ({
  ...{ seconds: 10, timeRatio: 1.01, requestRatio: 1.1, error: undefined },
  ...(file === 'lib' ? { arrived: 8, lost: 12, left: undefined } : { arrived: 20, lost: 0, left: 0 }),
});

const cpu = Object.fromEntries(
  [...FILES, CONTROL].map((name) => [
    name,
    Object.fromEntries(OPERATIONS.map((one) => [one, { least: cpuOf(name), median: cpuOf(name) * 1.1 }])),
  ]),
) as CpuRows;

const RESULTS: BenchResults = {
  surroundings: {
    ...{ date: '21 November 2026', machine: '2 × Example', node: 'v20.0.0', load: 0.25 },
    versions: [
      ['monotable', '0.1.0'],
      ['electrodb', '3.9.3'],
    ],
  },
  quick: false,
  minutes: 12.2,
  cpu,
  bulk: each((file) => ({
    ...{ itemsPerSecond: file === 'monotable' ? 40_000 : 20_000, cpuMicrosPerItem: 50 },
    peakMegabytes: file === 'monotable' ? 120 : 230,
  })),
  throttled: each((file) => [throttledRun(file), { ...throttledRun(file), error: 'Throttled' }]),
  sizes: { ...each(() => ({ minified: 40_960, gzip: 20_480 })), keys: { minified: 2_048, gzip: 1_024 } },
  starts: each(() => ({ importMs: 1, coldStartMs: 200, coldStartFormat: 'esm' as const })),
  types: { lib: 3_000, monotable: 5_000, electrodb: 40_000 },
};

function targetOf(measure: string) {
  return targets(RESULTS).find((target) => target.measure === measure);
}

describe('targets', () => {
  test('are met or missed by the ratio to raw lib-dynamodb', () => {
    expect(targetOf('CPU, put')).toEqual({
      ...{ measure: 'CPU, put', base: '1.00 ×', peer: '1.50 × (electrodb)', ours: '0.25 ×' },
      ...{ target: '≤ 0.65 ×', met: true, ahead: true },
    });
    expect(targetOf('CPU, batchWrite25')).toMatchObject({ target: '≤ 0.24 ×', met: false, ahead: true });
  });

  test('of the load ask for more, not for less', () => {
    expect(targetOf('Bulk load, 8 ms stub, 32 in flight')).toMatchObject({
      ...{ base: '20,000 items/s', ours: '40,000 items/s, 2.00 ×', met: true, ahead: true },
    });
    expect(targetOf('Bulk load, most memory')).toMatchObject({
      ours: '120 MB',
      target: '≤ 130 MB',
      met: true,
    });
  });

  test('are missed by a peer and by us alike, and then nobody is ahead', () => {
    expect(targetOf('Bundle without the SDK, gzip')).toMatchObject({
      ours: '20.0 KB',
      met: false,
      ahead: false,
    });
  });

  test('of throttled loads leave out who lost items', () => {
    expect(targetOf('Throttled load, 16 in flight: time')).toMatchObject({ base: '–', ours: '1.01 × ideal' });
    expect(targetOf('Throttled load, 16 in flight: items lost')).toMatchObject({ base: '12', ours: '0' });
  });

  test('of throttled loads are not among those of a quick run', () => {
    const quick = targets({ ...RESULTS, throttled: undefined });
    expect(quick.filter(({ measure }) => measure.startsWith('Throttled'))).toEqual([]);
  });
});

describe('the page', () => {
  const page = report(RESULTS);

  test('says where and how it was measured', () => {
    expect(page).toContain('Measured on 21 November 2026: 2 × Example, Node.js v20.0.0');
    expect(page).toContain('- monotable 0.1.0\n- electrodb 3.9.3\n');
    expect(page).not.toContain('quick run');
  });

  test('gives the spread of the control', () => {
    expect(page).toContain('**1.03 to 1.03**');
    expect(page).toMatch(/^\| lib-dynamodb again +\| 1\.03 \|/m);
  });

  test('counts the targets that are met', () => {
    const all = targets(RESULTS);
    expect(page).toContain(`${all.filter(({ met }) => met).length} of ${all.length} are met.`);
  });

  test('shows what a load says, or that it says nothing', () => {
    expect(page).toMatch(/^\| lib-dynamodb +\| +10\.0 \| +1\.01 \| +1\.10 \| +8 \| +12 \| nothing +\|$/m);
    expect(page).toMatch(/^\| monotable +\|.*\| Throttled +\|$/m);
  });

  test('has no holes', () => {
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('of a quick run says so', () => {
    const quick = report({ ...RESULTS, quick: true, throttled: undefined });
    expect(quick).toContain('It was a quick run, so the figures are rough.');
    expect(quick).toContain('Not measured by a quick run.');
  });
});

test('a table in Markdown has columns of one width, numbers to the right', () => {
  expect(markdown({ columns: ['', '>items'], rows: [['lib', '7']] })).toBe(
    ['|     | items |', '| --- | ----: |', '| lib |     7 |'].join('\n'),
  );
});

test('the chart has a bar for every library in every operation, raw lib-dynamodb is the line', () => {
  const svg = chart(cpu);
  expect(svg.match(/<rect x=/g)).toHaveLength((COLUMNS.length - 1) * OPERATIONS.length);
  expect(svg).not.toContain('NaN');
  expect(svg).toContain('>0.25</text>');
  expect(svg.match(/<text/g)).toHaveLength(svg.match(/<\/text>/g)?.length ?? 0);
});

test('the best peer is none of ours, and neither is the base', () => {
  expect(bestPeer((file) => ({ lib: 1, monotable: 2, toolbox: 3, onetable: 4 })[file])).toEqual({
    ...{ column: 'toolbox', value: 3 },
  });
  expect(bestPeer((file) => ({ toolbox: 3, onetable: 4 })[file], 'higher')?.column).toBe('onetable');
  expect(bestPeer(() => undefined)).toBeUndefined();
});

test('ratios are those of the least times or of the medians', () => {
  expect(cpuRatio(cpu, 'monotable', 'get')).toBe(0.25);
  expect(cpuRatio(cpu, 'monotable', 'get', 'median')).toBeCloseTo(0.25);
  expect(controlSpread(cpu, 'least')).toEqual({ low: 1.03, high: 1.03 });
});

test('the median of an even number of values is between two of them', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, Number.NaN]);
});

test('turns rotate', () => {
  expect([0, 1, 4].map((by) => rotated(['a', 'b', 'c'], by).join(''))).toEqual(['abc', 'bca', 'bca']);
});
