import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../local/runProgram.ts';
import { bundleTo } from './bundle.ts';
import { childEnv, startChild } from './child.ts';
import { COLUMNS } from './columnList.ts';
import { median, rotated } from './statistics.ts';

const FORMATS = ['esm', 'cjs'] as const;

/** Medians, in milliseconds. */
export interface StartTime {
  /** To load the bundled service when the SDK is there. */
  readonly importMs: number;
  /** From the start of a new process to the end of its first get, the SDK bundled in. */
  readonly coldStartMs: number;
  /** The format that was the faster one. */
  readonly coldStartFormat: (typeof FORMATS)[number];
}

/** By column. */
export type StartTimes = Readonly<Record<string, StartTime>>;

/** Starts every column so many times in new processes, one after the other. */
export async function startTimes(
  folder: string,
  runs: number,
  progress: (text: string) => void,
): Promise<StartTimes> {
  const stub = `import { serveStub } from './children/stubServer.ts'; serveStub(0);`;
  const server = startChild(await bundleTo(folder, 'stub-at-once', stub));
  try {
    const endpoint = `http://127.0.0.1:${await server.ask<number>('port')}`;
    const programs = await Promise.all(COLUMNS.flatMap(({ file }) => programsOf(folder, file)));
    const samples = new Map<string, number[]>();
    for (let run = 0; run < runs; run += 1) {
      progress(`Starts: ${run + 1} of ${runs}`);
      for (const [id, program] of rotated(programs, run)) {
        samples.set(id, [...(samples.get(id) ?? []), await milliseconds(program, endpoint)]);
      }
    }
    const medianOf = (id: string) => median(samples.get(id) ?? []);
    const rows = COLUMNS.map(({ file }): [string, StartTime] => {
      const [esm, cjs] = FORMATS.map((format) => medianOf(`${file} ${format}`)) as [number, number];
      const cold = { coldStartMs: Math.min(esm, cjs), coldStartFormat: esm < cjs ? 'esm' : 'cjs' } as const;
      return [file, { importMs: medianOf(`${file} import`), ...cold }];
    });
    return Object.fromEntries(rows);
  } finally {
    await server.stop();
  }
}

function programsOf(folder: string, file: string): Promise<[string, string]>[] {
  const coldStarts = FORMATS.map(async (format): Promise<[string, string]> => {
    const options = { sdkInside: true, minify: true, format };
    return [`${file} ${format}`, await bundleTo(folder, `cold-${file}`, coldStart(file), options)];
  });
  return [...coldStarts, importProgram(folder, file)];
}

async function importProgram(folder: string, file: string): Promise<[string, string]> {
  const service = `export { createDriver } from './columns/${file}.ts';`;
  const path = await bundleTo(folder, `import-${file}`, service, { minify: true, format: 'cjs' });
  const program = join(folder, `import-${file}-timed.cjs`);
  await writeFile(
    program,
    `for (const name of ['client-dynamodb', 'lib-dynamodb', 'util-dynamodb']) require('@aws-sdk/' + name);
     const before = performance.now();
     require(${JSON.stringify(path)});
     console.log(performance.now() - before);`,
  );
  return [`${file} import`, program];
}

/** `performance.now()` counts from the start of the process. */
function coldStart(file: string): string {
  return `
import { createDriver } from './columns/${file}.ts';
import { orderOf } from './domain.ts';
const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
const driver = createDriver({ endpoint: process.argv[2], region: 'eu-west-1', credentials });
driver.get(orderOf(0).orderId).then((order) => {
  if (order?.total !== orderOf(0).total) throw new Error('The first get gave no order.');
  console.log(performance.now());
  process.exit(0);
});`;
}

async function milliseconds(program: string, endpoint: string): Promise<number> {
  const { code, output } = await runProgram(process.execPath, [program, endpoint], childEnv());
  if (code !== 0) throw new Error(`A start failed:\n${output}`);
  return Number(output);
}
