import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { markdown } from './bench/report.ts';
import { surroundings } from './bench/surroundings.ts';
import type { FigureTable } from './bench/tables.ts';
import { KINDS, type Measure, measure } from './benchMastra/measure.ts';
import { WORKS } from './benchMastra/works.ts';
import { startEngine } from './local/startEngine.ts';
import { plainTable } from './seed/plainTable.ts';

const PAGE = new URL('../docs/mastra-performance.md', import.meta.url);
const LATENCY_MS = 5;

const { runs, write } = new Command('bench:mastra')
  .description(
    "Measures the store of monotable/mastra next to Mastra's own, and writes docs/mastra-performance.md.",
  )
  .option('--runs <n>', 'runs of each work, of which the median counts', Number, 9)
  .option('--no-write', 'leaves the page as it is')
  .parse()
  .opts<{ runs: number; write: boolean }>();

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
const server = await startEngine('dynoxide');
const rows: { title: string; measures: Measure[] }[] = [];
try {
  for (const work of WORKS) {
    // One run of each before any is measured, so that all of them are compiled.
    for (const kind of KINDS) await measure(server.endpoint, kind, work, { runs: 1, latencyMs: 0 });
    const measures: Measure[] = [];
    for (const kind of KINDS)
      measures.push(await measure(server.endpoint, kind, work, { runs, latencyMs: LATENCY_MS }));
    rows.push({ title: work.title, measures });
    console.error(work.title);
  }
} finally {
  await server.stop();
}

const tables = {
  requests: table(({ requests }) => String(requests)),
  milliseconds: table(({ milliseconds }) => milliseconds.toFixed(0)),
  cpu: table(({ cpuMilliseconds }) => cpuMilliseconds.toFixed(1)),
};
for (const [figure, { columns, rows: lines }] of Object.entries(tables)) {
  console.log(`${figure}\n${plainTable(columns, lines)}`);
}
if (write) await writeFile(PAGE, page());

function table(figure: (measure: Measure) => string): FigureTable {
  return {
    columns: ['', ...KINDS.map((kind) => `>${kind}`)],
    rows: rows.map(({ title, measures }) => [title, ...measures.map(figure)]),
  };
}

function page(): string {
  const { date, machine, node } = surroundings(new Date());
  return `# Mastra storage: performance

The store of \`monotable/mastra\` next to \`@mastra/dynamodb\`, doing the same on the same server. This page is written by
\`npm run bench:mastra\`.

Measured on ${date}: ${machine}, Node.js ${node}, dynoxide. Every request waits ${LATENCY_MS} ms, as if it went through a network; the median
of ${runs} runs, each on a new table.

Requests:

${markdown(tables.requests)}

Milliseconds:

${markdown(tables.milliseconds)}

Milliseconds of CPU time, of the client's process:

${markdown(tables.cpu)}

The native layout writes an item beside each message, in one transaction with it, by which the message is found with its id alone; in
return it reads a thread consistently. Both layouts read before they write, so that an id that differs only in case, another writer's change and the time at
which a message was created are not lost; \`@mastra/dynamodb\` does not.
`;
}
