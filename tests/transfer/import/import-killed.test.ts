import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { exportTable } from '../../../src/transfer/export-table.ts';
import { describeOneEngine } from '../../support/engines.ts';
import { activityDb } from '../activity-table.ts';
import { emptyDb, storedIn } from './stored-tables.ts';

const ITEMS = 6_000;

let folder: string;
let program: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'monotable-killed-'));
  // Beside the packages that it imports, which are not bundled.
  program = join('node_modules', '.cache', `import-program-${process.pid}.mjs`);
  await build({
    entryPoints: ['tests/transfer/import/import-program.ts'],
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

/** Runs the program, and kills it after so many answers; whether it came to its end before. */
async function killedAfter(args: readonly string[], answers: number): Promise<boolean> {
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TMPDIR: folder },
  });
  let said = 0;
  let errors = '';
  child.stdout.on('data', (chunk) => {
    said += String(chunk).length;
    if (said >= answers) child.kill('SIGKILL');
  });
  child.stderr.on('data', (chunk) => {
    errors += String(chunk);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== null && code !== 0) throw new Error(errors);
  return code === 0;
}

// What is killed is our process, so one engine is enough.
describeOneEngine('an import that is killed again and again', (engine) => {
  test('misses nothing, and goes on from its checkpoint', async () => {
    const db = await activityDb(engine, ITEMS);
    const partitions = { Activity: { attribute: 'createdAt', unit: 'seconds', timeZone: 'UTC' } } as const;
    const from = join(folder, 'export');
    await exportTable(db, { to: from, partitions });
    const other = await emptyDb(engine);
    const checkpoint = join(folder, 'checkpoint.json');
    const args = [engine.settings.endpoint, other.tableName, from, checkpoint];
    const begun: number[] = [];
    for (let kills = 0; ; kills += 1) {
      if (await killedAfter(args, kills < 8 ? randomInt(45, 90) : Number.POSITIVE_INFINITY)) break;
      // Killed before the first one, it begins anew.
      if (!existsSync(checkpoint)) continue;
      const { done, failed } = JSON.parse(readFileSync(checkpoint, 'utf8'));
      expect([done.file.startsWith('activity/dt='), failed]).toEqual([true, 0]);
      begun.push(done.row);
    }
    expect(begun.length).toBeGreaterThan(1);
    expect(await storedIn(engine, other)).toEqual(await storedIn(engine, db));
  }, 120_000);
});
