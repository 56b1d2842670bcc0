import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { build } from 'esbuild';
import { bulkLoad, connect, ensureTable } from '../../src/index.ts';
import { exportTable } from '../../src/transfer/export-table.ts';
import { describeOneEngine } from '../support/engines.ts';
import { Activity, activities, activityTable } from './activity-table.ts';
import { linesIn, timeless } from './exported-files.ts';

const KILLS = 20;

let folder: string;
let program: string;
beforeAll(async () => {
  // Beside the packages that it imports, which are not bundled.
  folder = mkdtempSync(join(tmpdir(), 'monotable-killed-'));
  program = join('node_modules', '.cache', `export-program-${process.pid}.mjs`);
  await build({
    entryPoints: ['tests/transfer/export-program.ts'],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(program, { force: true });
});

/** Runs the program, and kills it after so many steps and milliseconds; `true` when it came to its end before. */
async function killedAfter(args: readonly string[], steps: number, milliseconds: number): Promise<boolean> {
  const child: ChildProcess = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exit = once(child, 'exit') as Promise<[number | null]>;
  let said = '';
  let errors = '';
  child.stderr?.on('data', (chunk) => {
    errors += String(chunk);
  });
  await Promise.race([
    exit,
    new Promise<void>((resolve) => {
      child.stdout?.on('data', (chunk) => {
        said += String(chunk);
        if (said.length >= steps) resolve();
      });
    }),
  ]);
  await wait(milliseconds);
  child.kill('SIGKILL');
  const [code] = await exit;
  // Killed after its last step, it was complete before.
  if (errors.includes('is an export already')) return true;
  if (code !== null && code !== 0) throw new Error(errors);
  return code === 0;
}

// What is killed is our process, so one engine is enough.
describeOneEngine('an export that is killed again and again', (engine) => {
  test.each(['json-lines', 'parquet'] as const)(
    'gives the same files, as %s',
    async (format) => {
      const db = connect({
        table: activityTable,
        tableName: engine.tableName('killed'),
        client: engine.client(),
      });
      await ensureTable(db);
      const puts = [...activities(300)].map((activity) => {
        return Activity.put({ ...activity, metadata: randomBytes(30_000).toString('base64') });
      });
      (await bulkLoad(db, puts)).throwIfIncomplete();
      const partitions = { Activity: { attribute: 'createdAt', unit: 'seconds', timeZone: 'UTC' } } as const;
      const options = { from: { segments: 2 }, format, fileBytes: 1024 * 1024, partitions };
      const whole = await exportTable(db, { ...options, to: join(folder, `${format}-whole`) });
      let kills = 0;
      for (let target = 1; kills < KILLS / 2; target += 1) {
        const to = join(folder, `${format}-${target}`);
        const args = [engine.settings.endpoint, db.tableName, to, format];
        while (!(await killedAfter(args, kills < KILLS / 2 ? randomInt(1, 18) : 1e9, randomInt(0, 30))))
          kills += 1;
        const manifest = JSON.parse(readFileSync(join(to, 'manifest.json'), 'utf8'));
        expect(timeless(manifest)).toBe(timeless(whole.manifest));
        if (format === 'json-lines') expect(linesIn(join(to, 'activity'))).toHaveLength(300);
      }
    },
    120_000,
  );
});
