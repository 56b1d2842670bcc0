import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { csvColumn } from '../../src/cli/load/csv-column.ts';
import { loadReport } from '../../src/cli/load/load-report.ts';
import { openInput } from '../../src/cli/load/open-input.ts';
import { readOperations } from '../../src/cli/load/read-operations.ts';
import { shop } from '../../src/repositories/commerce/index.ts';
import { jsonLines, type LoadWorld, loadIntoMemory, orderItem } from './load-into-memory.ts';

let world: LoadWorld;
beforeEach(async () => {
  world = await loadIntoMemory();
});
afterEach(async () => {
  await world.stop();
});

const entity = 'OrderItem';
/** Every hundredth of them cannot be loaded. */
const someBad = () => jsonLines(Array.from({ length: 1_500 }, (_, n) => orderItem(n % 100)));

test('a resumed load tells of the records that failed before, and is not complete', async () => {
  const path = world.file('in.jsonl', someBad());
  const checkpoint = world.path('checkpoint');
  const first = await world.load(path, { entity, checkpoint });
  expect(first).toMatchObject({
    complete: false,
    before: { position: 0, failed: 0 },
    report: { failed: 15 },
  });
  const second = await world.load(path, { entity, checkpoint });
  expect(second).toMatchObject({ complete: false, before: { position: 1_500, failed: 15 } });
  expect(second.report).toMatchObject({ read: 0, failed: 0, complete: true });
  expect(second.told).toContain(`Resumed after 1,500 records, 15 failed, from ${checkpoint}.\n`);
  expect(loadReport(second)).toMatch(
    /^0 records read, 0 items written to table shop, 0 failed\.\n.*\nWith the runs before: 1,500 records, 15 failed\.$/,
  );
});

test('a resumed load of which records failed before ends with exit code 1', async () => {
  const path = world.file('in.jsonl', someBad());
  const checkpoint = world.path('checkpoint');
  await world.load(path, { entity, checkpoint });
  const child = spawn(
    process.execPath,
    [
      ...['--import', 'tsx', 'src/cli/main.ts', 'load', path, '--entity', entity],
      ...['--endpoint', world.endpoint, '--checkpoint', checkpoint],
    ],
    { stdio: 'ignore' },
  );
  expect(await once(child, 'exit')).toEqual([1, null]);
});

test('a load of which all was written before is complete', async () => {
  const path = world.file('in.jsonl', jsonLines([orderItem(1)]));
  const options = { entity, checkpoint: world.path('checkpoint') };
  await world.load(path, options);
  expect(await world.load(path, options)).toMatchObject({ complete: true, report: { read: 0 } });
});

test('a checkpoint is of one reading of the file', async () => {
  const path = world.file('in.csv', 'orderId,line\no1,1\n');
  const checkpoint = world.path('checkpoint');
  const column = [csvColumn('line:number')];
  await world.load(path, { entity, checkpoint, column });
  const other = (name: string, found: string, wanted: string) =>
    `The checkpoint ${checkpoint} is of another load: its ${name} is ${found}, and here it is ${wanted}. ` +
    'Delete it to begin from the start, or name another one.';
  await expect(world.load(path, { entity, checkpoint, column: [csvColumn('line:string')] })).rejects.toThrow(
    other('column', '{"line":"line:number"}', '{"line":"line:string"}'),
  );
  await expect(world.load(path, { entity, checkpoint, dynamodbJson: true })).rejects.toThrow(
    other('format', '"csv"', '"stored"'),
  );
  const own = `${process.cwd()}/monotable.config.ts`;
  const config = world.file('other.config.ts', `export { default } from ${JSON.stringify(own)};`);
  await expect(world.load(path, { entity, checkpoint, column, config })).rejects.toThrow(
    other('config', JSON.stringify(own), JSON.stringify(config)),
  );
});

test('the order of --column is of no matter to a checkpoint', async () => {
  const path = world.file('in.csv', 'orderId,line,quantity\no1,1,2\n');
  const column = [csvColumn('line:number'), csvColumn('quantity:number')];
  const options = { entity, checkpoint: world.path('checkpoint') };
  await world.load(path, { ...options, column });
  expect((await world.load(path, { ...options, column: column.toReversed() })).before.position).toBe(1);
});

test('a checkpoint of a load that never began forbids nothing', async () => {
  const path = world.file('in.csv', 'orderId,line\no1,1\n');
  const options = { entity, checkpoint: world.path('checkpoint') };
  await expect(world.load(path, { ...options, column: [csvColumn('lime:number')] })).rejects.toThrow(
    `The file ${path} has no column lime; it has orderId, line.`,
  );
  const { report } = await world.load(path, { ...options, column: [csvColumn('line:number')] });
  expect(report).toMatchObject({ written: 1, complete: true });
});

test('an abort ends the passing over of what was loaded before', async () => {
  const path = world.file('in.jsonl', someBad());
  const stop = new AbortController();
  stop.abort(new Error('It got SIGINT.'));
  const source = readOperations(await openInput(path), {
    ...{ table: shop, entity: undefined, format: 'json-lines', columns: new Map(), from: 1_500 },
    ...{ abortSignal: stop.signal, onRead: () => {} },
  });
  await expect(source.next()).rejects.toThrow('It got SIGINT.');
});

test('a checkpoint behind the end of the file is refused', async () => {
  const path = world.file('in.jsonl', jsonLines([orderItem(1), orderItem(2)]));
  const checkpoint = world.path('checkpoint');
  await world.load(path, { entity, checkpoint });
  writeFileSync(checkpoint, readFileSync(checkpoint, 'utf8').replace('"position":2', '"position":5'));
  await expect(world.load(path, { entity, checkpoint })).rejects.toThrow(
    `The file ${path} has 2 records, and the checkpoint is at 5: it is not of this file.`,
  );
});

test('a checkpoint that cannot be written is noticed before anything is loaded', async () => {
  const path = world.file('in.jsonl', jsonLines([orderItem(1)]));
  const checkpoint = world.path('no-folder/checkpoint');
  await expect(world.load(path, { entity, checkpoint })).rejects.toThrow(
    `The checkpoint ${checkpoint} cannot be written: ENOENT: no such file or directory`,
  );
  mkdirSync(world.path('folder'));
  await expect(world.load(path, { entity, checkpoint: world.path('folder') })).rejects.toThrow('EISDIR');
  expect(world.items()).toEqual([]);
});

describe('two loads with one checkpoint', () => {
  const start = async (owner: string) => {
    const path = world.file('in.jsonl', jsonLines([orderItem(1)]));
    world.file('checkpoint.lock', owner);
    return world.load(path, { entity, checkpoint: world.path('checkpoint') });
  };
  const refusal = (owner: string) =>
    `Another load with the checkpoint ${world.path('checkpoint')} goes on: process ${owner}. ` +
    `If there is none, delete ${world.path('checkpoint.lock')}.`;

  test.each([
    ['that runs', `${process.ppid} on ${hostname()}`],
    // Nobody can ask after it.
    ['of another machine', '1 on elsewhere'],
  ])('the second one is refused while a process %s has it', async (_, owner) => {
    await expect(start(owner)).rejects.toThrow(refusal(owner));
    expect(readFileSync(world.path('checkpoint.lock'), 'utf8')).toBe(owner);
    expect(existsSync(world.path('checkpoint'))).toBe(false);
  });

  test('a process that did not come to write its number may be running', async () => {
    await expect(start('')).rejects.toThrow(refusal('unknown'));
  });

  test('one that was killed, or had the number of this process, is in nobody’s way', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    for (const id of [pid, process.pid]) {
      expect((await start(`${id} on ${hostname()}`)).complete).toBe(true);
      expect(existsSync(world.path('checkpoint.lock'))).toBe(false);
    }
  });

  test('a load that is refused leaves no lock', async () => {
    const path = world.file('in.jsonl', jsonLines([orderItem(1)]));
    const checkpoint = world.file('checkpoint', 'notes');
    await expect(world.load(path, { entity, checkpoint })).rejects.toThrow('is no checkpoint.');
    expect(existsSync(`${checkpoint}.lock`)).toBe(false);
    expect(readFileSync(checkpoint, 'utf8')).toBe('notes');
  });
});
