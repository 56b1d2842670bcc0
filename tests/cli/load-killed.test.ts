import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import { describeOneEngine } from '../support/engines.ts';

const RECORDS = 20_000;
const ITEMS = 13_000;

const folder = mkdtempSync(join(tmpdir(), 'monotable-killed-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Of the records with one key the last one wins; every thousandth record cannot be loaded. */
function records(): { text: string; model: Map<string, number> } {
  const model = new Map<string, number>();
  let text = '';
  for (let n = 0; n < RECORDS; n += 1) {
    // Repeated soon after, and long after.
    const id = `${n % 10 === 9 ? n - 3 : n % ITEMS}`;
    const bad = n % 1_000 === 500;
    if (!bad) model.set(id, n);
    const item = { orderId: id, line: bad ? 'none' : 1, productId: 'p', name: 'n', unitPriceCents: n };
    text += `${JSON.stringify({ ...item, quantity: 1, discountPercent: 0 })}\n`;
  }
  return { text, model };
}

// What is killed is our process, so one engine is enough.
describeOneEngine('a load', (engine) => {
  test('that is killed again and again ends with exactly the right items', async () => {
    const { text, model } = records();
    const table = engine.tableName('killed');
    const [path, checkpoint, dead] = ['in.jsonl', 'checkpoint', 'dead'].map((name) =>
      join(folder, `${engine.name}-${name}`),
    ) as [string, string, string];
    writeFileSync(path, text);
    const start = () =>
      spawn(
        process.execPath,
        [
          ...['--import', 'tsx', 'src/cli/main.ts', 'load', path, '--entity', 'OrderItem', '--table', table],
          ...['--endpoint', engine.settings.endpoint, '--checkpoint', checkpoint, '--dead-letter', dead],
        ],
        { stdio: ['ignore', 'pipe', 'pipe'] },
      );
    const position = (): number =>
      existsSync(checkpoint) ? JSON.parse(readFileSync(checkpoint, 'utf8')).position : 0;

    const killedAt: number[] = [];
    for (const point of [2_000, 8_000, 14_000]) {
      const child = start();
      const ended = once(child, 'exit');
      while (position() < point && child.exitCode === null) await wait(5);
      // Somewhere between two checkpoints.
      await wait(50);
      child.kill('SIGKILL');
      const [, signal] = await ended;
      expect(signal).toBe('SIGKILL');
      killedAt.push(position());
    }
    expect(killedAt.every((at) => at < RECORDS)).toBe(true);

    // Ctrl-C ends it with a checkpoint and a report.
    const interrupted = start();
    let told = '';
    interrupted.stdout.on('data', (chunk) => {
      told += chunk;
    });
    const before = position();
    while (position() === before && interrupted.exitCode === null) await wait(5);
    interrupted.kill('SIGINT');
    const [code] = await once(interrupted, 'close');
    expect(code).toBe(130);
    expect(told).toContain('It was ended: aborted');
    expect(told).toContain(`The first ${position().toLocaleString('en')} records need not be loaded again.`);

    const last = start();
    let output = '';
    for (const stream of [last.stderr, last.stdout]) {
      stream.on('data', (chunk) => {
        output += chunk;
      });
    }
    const [status] = await once(last, 'close');
    expect(output).toContain(`Resumed after `);
    // Those that failed in a run that was killed as well, and each once.
    expect(output).toContain('With the runs before: 20,000 records, 20 failed.');
    expect(status).toBe(1);
    expect(position()).toBe(RECORDS);

    const found = new Map<string, number>();
    for await (const { Items = [] } of paginateScan({ client: engine.client() }, { TableName: table })) {
      for (const item of Items) found.set(item.orderId?.S ?? '', Number(item.unitPriceCents?.N));
    }
    expect(found.size).toBe(model.size);
    expect(found).toEqual(model);
    const failed = readFileSync(dead, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).At as number);
    // One that was on its way when the load was killed may stand there twice.
    expect([...new Set(failed)].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: RECORDS / 1_000 }, (_, n) => n * 1_000 + 501),
    );
  }, 120_000);
});
