import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { migrateTables } from '../../scripts/mastra/migrateTables.ts';
import { openSkippedFile } from '../../scripts/mastra/skippedFile.ts';
import { contentOf, fill, type MigrationPair, newPair, putStored } from '../mastra/migration-items.ts';
import { builtScript } from '../support/builtScript.ts';
import { describeEngines, describeOneEngine, type TestEngine } from '../support/engines.ts';

const folder = mkdtempSync(join(tmpdir(), 'monotable-migrated-'));
afterAll(() => rmSync(folder, { recursive: true }));

const { signal } = new AbortController();
const told = console.error;
beforeEach(() => {
  console.error = () => {};
});
afterEach(() => {
  console.error = told;
});

const SOURCE = 'scripts/mastraMigrate.ts';
const built = builtScript(SOURCE);
const env = { ...process.env, DYNAMODB_ENDPOINT: undefined };

/** How many items the checkpoint says are done. */
function done(checkpoint: string): number {
  if (!existsSync(checkpoint)) return 0;
  const { migrated } = JSON.parse(readFileSync(checkpoint, 'utf8')).checkpoint;
  return Object.values<number>(migrated).reduce((sum, count) => sum + count, 0);
}

function tablesOf({ from, to }: MigrationPair, { settings }: TestEngine): string[] {
  return ['--from', from.tableName, '--to', to.tableName, '--endpoint', settings.endpoint];
}

function run(...args: string[]) {
  return ended(spawn(process.execPath, [built(), ...args], { stdio: ['ignore', 'pipe', 'pipe'], env }));
}

async function ended(child: ChildProcess) {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
  const [status, ending] = (await once(child, 'close')) as [number | null, string | null];
  return { output, status, ending };
}

// What is killed is a process of ours, so one engine is enough; that a migration ends and goes on is tested on both, in
// tests/mastra/migration-resumed.test.ts.
describeOneEngine('npm run mastra:migrate', (engine) => {
  test('that is killed and interrupted ends with exactly the right items', async () => {
    const pair = await newPair(engine);
    await fill(pair, 3_000);
    await putStored(pair.from, [{ pk: { S: 'SHOP#1' }, sk: { S: 'SHOP' } }]);
    const [checkpoint, skipped] = ['checkpoint', 'skipped'].map((name) =>
      join(folder, `${engine.name}-${name}`),
    ) as [string, string];
    const files = ['--resume', checkpoint, '--skipped', skipped];
    for (const [kill, point] of [
      ['SIGKILL', 0],
      ['SIGINT', 700],
    ] as const) {
      // Slow enough to be met in the middle.
      const args = [built(), ...tablesOf(pair, engine), ...files, '--rate', '4000', '--segments', '2'];
      const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
      const end = ended(child);
      const before = done(checkpoint);
      while (done(checkpoint) <= Math.max(before, point) && child.exitCode === null) await wait(5);
      child.kill(kill);
      const { status, output, ...last } = await end;
      if (kill === 'SIGKILL') expect(last.ending).toBe('SIGKILL');
      else {
        expect(status).toBe(130);
        expect(output).toContain(`It was ended: aborted\nIt goes on from here with --resume ${checkpoint}.`);
      }
    }
    const { output, status } = await run(...tablesOf(pair, engine), ...files, '--segments', '2');
    expect(output).toMatch(/^Resumed after [\d,]+ items, from /);
    expect(output).toContain(
      `3,000 items of table ${pair.from.tableName} are in table ${pair.to.tableName}:`.replace(
        '3,000',
        '3,272',
      ),
    );
    expect(output).toContain('1 were left behind: 1 unknown entity.');
    expect(status).toBe(1);
    const lines = readFileSync(skipped, 'utf8').trimEnd().split('\n');
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      Reason: 'unknown entity',
      Message: 'The native layout has no entity undefined.',
      Item: { pk: { S: 'SHOP#1' }, sk: { S: 'SHOP' } },
    });

    const verified = await run(...tablesOf(pair, engine), '--verify');
    expect(verified.output).toContain('0 are missing and 0 differ; 0 it has beyond them.');
    expect(verified.status).toBe(0);
    const { tableName: TableName, client } = pair.to;
    await client.send(
      new DeleteItemCommand({ TableName, Key: { PK: { S: 'THREAD#Id-0' }, SK: { S: 'THREAD' } } }),
    );
    const differing = await run(...tablesOf(pair, engine), '--verify');
    expect(differing.output).toContain('missing {"PK":"THREAD#Id-0","SK":"THREAD"}\n');
    expect(differing.status).toBe(1);
  }, 120_000);
});

describeEngines('npm run mastra:migrate', (engine) => {
  test('makes the new table where there is none, on a local server', async () => {
    const pair = await newPair(engine);
    await fill(pair, 20);
    const to = { ...pair.to, tableName: engine.tableName('made') };
    const { output, status } = await run(...tablesOf({ ...pair, to }, engine), '--ttl', 'purgeAt');
    expect(output).toContain('\n0 were left behind.\n');
    expect(status).toBe(0);
    expect((await contentOf(to)).size).toBe(23);
  });

  test('refuses a checkpoint of another server or another table, and a table that is not there', async () => {
    const pair = await newPair(engine);
    const { endpoint } = engine.settings;
    const migrate = (changes: object) =>
      migrateTables({ from: pair.from.tableName, to: pair.to.tableName, endpoint, ...changes }, signal);
    const resume = join(folder, `${engine.name}-other`);
    writeFileSync(resume, JSON.stringify({ endpoint: 'aws eu-west-1', checkpoint: {} }));
    await expect(migrate({ resume })).rejects.toThrow(
      `The checkpoint ${resume} is of another migration: its endpoint is "aws eu-west-1", and here it is "${endpoint}". Delete it`,
    );
    writeFileSync(resume, '{}');
    await expect(migrate({ resume })).rejects.toThrow(`The file ${resume} is no checkpoint of a migration.`);
    await expect(migrate({ from: 'no-such-table' })).rejects.toThrow('Table no-such-table does not exist.');
    rmSync(resume);
    await migrate({ resume });
    const to = engine.tableName('second');
    await expect(migrate({ resume, to })).rejects.toThrow(
      `migrateLayout: the checkpoint is of a migration to "${pair.to.tableName}", not "${to}".`,
    );
  });
});

describe('a migration by command refuses', () => {
  test.each<[object, string]>([
    [{}, 'Say where the tables are: --endpoint for a local server (npm run local starts one), or --aws.'],
    [{ endpoint: 'here' }, 'The endpoint "here" is not a URL such as http://127.0.0.1:8000.'],
    [{ endpoint: 'http://x', resume: 'a', skipped: 'a' }, 'are one file, a.'],
    [
      { endpoint: 'http://x', resume: '/no-folder/a' },
      'The checkpoint /no-folder/a cannot be written: ENOENT',
    ],
    [{ endpoint: 'http://x', skipped: '/no-folder/a' }, 'The file /no-folder/a cannot be written: ENOENT'],
  ])('%j', async (options, message) => {
    await expect(migrateTables({ from: 'old', to: 'new', ...options }, signal)).rejects.toThrow(message);
  });
});

describe('npm run mastra:migrate refuses', () => {
  const asNpmStartsIt = () => ['--import', 'tsx', SOURCE];

  test.each<[number, string[], string, () => string[]]>([
    [
      1,
      ['--aws', '--endpoint', 'http://x'],
      '--endpoint and --aws are two places; say one of them.\n',
      asNpmStartsIt,
    ],
    [2, ['--segments', '33'], 'It is a whole number from 1 to 32.', () => [built()]],
  ])('with exit code %s: %j', (code, args, message, program) => {
    const all = [...program(), '--from', 'old', '--to', 'new', ...args];
    const { status, stderr } = spawnSync(process.execPath, all, { encoding: 'utf8', env });
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(code);
  });
});

describe('the file of what is left behind', () => {
  const skipped = { reason: 'invalid' as const, message: 'm', item: { pk: 'a' } };

  test('holds whole lines again after a run that was killed in the middle of one', async () => {
    const path = join(folder, 'torn');
    writeFileSync(path, `{"a":1}\n{"b":"${'é'.repeat(100_000)}`);
    const file = await openSkippedFile(path, true);
    await file.add(skipped);
    await file.sync();
    await file.close();
    const line = '{"Reason":"invalid","Message":"m","Item":{"pk":{"S":"a"}}}\n';
    expect(readFileSync(path, 'utf8')).toBe(`{"a":1}\n${line}`);
  });

  test('that holds something is taken by a resumed migration alone', async () => {
    const path = join(folder, 'there');
    writeFileSync(path, 'notes\n');
    await expect(openSkippedFile(path, false)).rejects.toThrow(
      `The file ${path} is there already; move it away,`,
    );
    expect(readFileSync(path, 'utf8')).toBe('notes\n');
  });
});
