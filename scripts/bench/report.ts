import { BASE, COLUMNS } from './columnList.ts';
import { controlSpread } from './ratios.ts';
import { missedText } from './reasons.ts';
import type { BenchResults } from './results.ts';
import {
  bulkTable,
  type FigureTable,
  microsTable,
  ratioTable,
  sizeTable,
  startTable,
  targetTable,
  throttledTable,
  typeTable,
} from './tables.ts';
import { targets, thousands } from './targets.ts';
import { THROTTLED_LOADS } from './throttledRows.ts';

/** The page of a run, in Markdown. */
export function report(results: BenchResults): string {
  const { surroundings, quick, minutes, cpu } = results;
  const versions = surroundings.versions.map(([name, version]) => `- ${name} ${version}`).join('\n');
  const all = targets(results);
  const met = all.filter((target) => target.met).length;
  return `# Performance

What monotable costs next to raw lib-dynamodb and to other libraries for single tables, and how that is measured. This page and
its chart are written by \`npm run bench\`.

Measured on ${surroundings.date}: ${surroundings.machine}, Node.js ${surroundings.node}; the load of the machine was ${surroundings.load.toFixed(1)} before
the run, which took ${Math.round(minutes)} minutes.${quick ? ' It was a quick run, so the figures are rough.' : ''}

${versions}

Every library does the same: it stores a user and orders of twelve attributes and four keys in a table with one index, and reads
them again, with the code that its documentation shows. Before anything is measured, each writes and reads on a local server, and
what lies in the table and what is read must be equal, apart from the attributes that a library adds to tell its items.

## Targets

${met} of ${all.length} are met. A × is a ratio to raw lib-dynamodb.

${markdown(targetTable(all))}
${missedText(all)}
## CPU time of one operation

${noise(results)}

The answers come from a stub in the process, as bytes, so no network is in it; every operation is made of plain items, signed,
sent, answered and read. Each library has a process of its own, and all take turns. CPU time is that of the process, user and
system, with garbage collection and compilation.

![CPU time next to raw lib-dynamodb](performance.svg)

Ratio of the least times:

${markdown(ratioTable(cpu, 'least'))}

Ratio of the medians:

${markdown(ratioTable(cpu, 'median'))}

Microseconds, the least and in brackets the median:

${markdown(microsTable(cpu))}

## Bulk load

Orders to a server in another process that answers after 8 ms and takes everything, with 32 requests in flight: the best of
several rounds; of the memory, the median.

${markdown(bulkTable(results))}

## Throttled load

${throttledText(results)}

## Size, start and types

A service with both entities, their patterns, transactions and batches, bundled with esbuild and minified, without the SDK:

${markdown(sizeTable(results))}

Import is how long that bundle takes to load when the SDK is there. A cold start lasts from the start of a new process to the end
of its first get from a server on this machine, with the SDK in the bundle: esbuild with \`--minify --platform=node
--main-fields=module,main\`, as ESM or CommonJS, whichever is faster. Medians.

${markdown(startTable(results))}

What TypeScript has to do for ten entities of twelve attributes, each put, got, updated and queried twice. By hand with
lib-dynamodb means a class with typed methods for each.

${markdown(typeTable(results))}

## How to run it

\`\`\`sh
npm run bench               # everything, and writes this page
npm run bench -- --quick    # under a minute: fewer rounds, no throttled load, writes nothing
\`\`\`

It needs nothing but the development dependencies, and talks to nothing outside the machine. Timings never fail it; a library
that reads or writes something else does. The libraries are in \`scripts/bench/columns\`.
`;
}

function noise({ cpu }: BenchResults): string {
  const { low, high } = controlSpread(cpu, 'least');
  const medians = controlSpread(cpu, 'median');
  const range = (from: number, to: number) => `${from.toFixed(2)} to ${to.toFixed(2)}`;
  return `The same code of lib-dynamodb ran in two processes, as a control. Between them the ratio of the least times was
**${range(low, high)}**, and that of the medians ${range(medians.low, medians.high)}: differences as small as that are noise.`;
}

function throttledText({ throttled }: BenchResults): string {
  if (throttled === undefined) return 'Not measured by a quick run.';
  const base = COLUMNS.find(({ file }) => file === BASE)?.title;
  const loads = THROTTLED_LOADS.map(({ items, writesPerSecond, inFlight }, place) => {
    const title = `${thousands(items)} items to a table of ${thousands(writesPerSecond)} writes a second, ${inFlight} in flight:`;
    return `${title}\n\n${markdown(throttledTable(throttled, place))}`;
  });
  return `The metered server of \`monotable/testing\`, in another process, with 4 ms of latency and 1 % of failures. Every library was
loaded as above, once, and ${base} without a look at what was left. Ideal is the time that the table needs for all the items,
least the number of full batches. Below 1 the load gave up before its end. Lost is what does not lie in the table at the end.

${loads.join('\n\n')}`;
}

/** A table in Markdown, its columns as wide as what is in them. */
export function markdown({ columns, rows }: FigureTable): string {
  const names = columns.map((name) => name.replace(/^>/, ''));
  const widths = names.map((name, place) =>
    Math.max(3, name.length, ...rows.map((row) => row[place]?.length ?? 0)),
  );
  const right = columns.map((name) => name.startsWith('>'));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, n) => (right[n] ? cell.padStart(widths[n] ?? 0) : cell.padEnd(widths[n] ?? 0))).join(' | ')} |`;
  const rule = widths.map((width, n) => (right[n] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(names), line(rule), ...rows.map(line)].join('\n');
}
