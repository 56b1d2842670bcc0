import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleFolder, bundleText, bundleTo } from '../../scripts/bench/bundle.ts';
import { type Child, startChild } from '../../scripts/bench/child.ts';
import type { TurnResult } from '../../scripts/bench/children/cpuTurns.ts';

let folder = '';
let child: Child | undefined;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'monotable-bench-'));
});

afterEach(() => child?.stop());
afterAll(() => rm(folder, { recursive: true, force: true }));

async function started(program: string): Promise<Child> {
  const file = join(folder, 'child.mjs');
  await writeFile(file, program);
  child = startChild(file);
  return child;
}

test('a process answers each message with one', async () => {
  const { ask } = await started(`process.on('message', (n) => process.send({ twice: n.value * 2 }));`);
  expect(await ask({ value: 4 })).toEqual({ twice: 8 });
  expect(await ask({ value: 5 })).toEqual({ twice: 10 });
});

test('a process that ends before it answers is an error, with what it wrote', async () => {
  const { ask } = await started(`process.on('message', () => { throw new Error('out of ink'); });`);
  await expect(ask('print')).rejects.toThrow(/^A process of the benchmark ended:\n[\s\S]*out of ink/);
  await expect(ask('print')).rejects.toThrow('A process of the benchmark ended');
});

test('a process that does not answer in time is an error', async () => {
  const { ask } = await started(`process.on('message', () => {});`);
  await expect(ask('anybody there?', 50)).rejects.toThrow('No answer after 50 ms.');
});

test('every library can be measured in a process of its own', async () => {
  const bundles = await bundleFolder();
  try {
    const file = await bundleTo(
      bundles.path,
      'cpu',
      `import { giveTurns } from './children/cpuTurns.ts';
       import * as column from './columns/monotable.ts';
       giveTurns(column);`,
    );
    child = startChild(file);
    const turn = await child.ask<TurnResult>({ operation: 'batchGet100', ms: 1 });
    expect(turn).toEqual({ calls: expect.any(Number), cpuMicros: expect.any(Number) });
    expect(turn.calls).toBeGreaterThan(0);
  } finally {
    await child?.stop();
    await bundles.remove();
  }
});

test('a bundle of the keys holds neither the SDK nor entities', async () => {
  const program = `export { key } from '../../src/keys/index.ts';`;
  const text = Buffer.from(await bundleText(program, { minify: true })).toString();
  expect(text).not.toMatch(/@aws-sdk|EntityType/);
});
