import { type AttributeValue, DeleteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { MastraDatabase } from '../../src/mastra/database.ts';
import { WorkflowStorageDynamoDB } from '../../src/mastra/workflows/workflow-storage.ts';
import { describeLayouts } from './databases.ts';
import {
  contextOf,
  counted,
  largeSnapshot,
  overtakenBy,
  reopened,
  snapshotOf,
  success,
  watched,
} from './workflow-runs.ts';

const run = { workflowName: 'Orders', runId: 'Run-1' };
const HOUR_MS = 60 * 60 * 1000;

describeLayouts('large snapshots', (engine) => {
  const open = async (...args: Parameters<typeof engine.open>) => {
    const { database, commands } = watched(await engine.open(...args));
    return { database, commands, storage: new WorkflowStorageDynamoDB({ database }) };
  };
  const compressed = { snapshots: 'compressed' } as const;

  /** The items of a table as stored: the runs, and the parts of their snapshots. */
  async function stored({ connection: { tableName } }: MastraDatabase) {
    const items: Record<string, AttributeValue>[] = [];
    let start: Record<string, AttributeValue> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await engine
        .client()
        .send(new ScanCommand({ TableName: tableName, ConsistentRead: true, ExclusiveStartKey: start }));
      items.push(...Items);
      start = LastEvaluatedKey;
    } while (start !== undefined);
    return {
      runs: items.filter(({ updatedAt }) => updatedAt !== undefined),
      parts: items.filter(({ part }) => part !== undefined),
    };
  }

  test('in the plain form one that is too large is refused before it is sent, with what helps', async () => {
    const { storage, commands } = await open();
    const error = await storage
      .persistWorkflowSnapshot({ ...run, snapshot: largeSnapshot('Run-1', 450_000) })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      id: 'MASTRA_STORAGE_DYNAMODB_PERSIST_WORKFLOW_SNAPSHOT_FAILED',
      cause: {
        name: 'RequestError',
        message: expect.stringMatching(
          /^The snapshot of run "Run-1" of workflow "Orders" makes an item of 4\d{5} bytes, and DynamoDB takes 409600\. With config\.snapshots 'compressed' it is stored in several items\.$/,
        ),
      },
    });
    expect(commands).toEqual([]);

    await storage.persistWorkflowSnapshot({ ...run, snapshot: largeSnapshot('Run-1', 390_000) });
    const tooMuch = { ...run, stepId: 'a', result: success('x'.repeat(20_000)), requestContext: {} };
    await expect(storage.updateWorkflowResults(tooMuch)).rejects.toMatchObject({
      cause: { name: 'RequestError' },
    });
    expect(await storage.loadWorkflowSnapshot(run)).toEqual(largeSnapshot('Run-1', 390_000));
  });

  test('a small one is plain in any case, so that other readers understand it', async () => {
    const { storage, database } = await open(compressed);
    await storage.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
    const { runs, parts } = await stored(database);
    expect(runs[0]?.snapshot?.S).toBe(JSON.stringify(snapshotOf('Run-1')));
    expect(parts).toEqual([]);
  });

  test('one of 2 MB that gzip makes small is one item', async () => {
    const { storage, database, commands } = await open(compressed);
    const snapshot = snapshotOf('Run-1', {
      context: contextOf({ lines: Array(50_000).fill('forty characters that repeat themselves') }),
    });
    await storage.persistWorkflowSnapshot({ ...run, snapshot });
    const { runs, parts } = await stored(database);
    expect(runs[0]?.snapshot).toBeUndefined();
    expect(runs[0]?.snapshotGzip?.B?.byteLength).toBeLessThan(20_000);
    expect(parts).toEqual([]);

    commands.length = 0;
    expect(await storage.loadWorkflowSnapshot(run)).toEqual(snapshot);
    expect(counted(commands)).toEqual({ get: 1 });
  });

  test('one that gzip leaves large is in parts, and the parts of the one before are removed', async () => {
    const { storage, database, commands } = await open(compressed);
    const first = largeSnapshot('Run-1', 1_500_000);
    await storage.persistWorkflowSnapshot({ ...run, snapshot: first });
    const before = await stored(database);
    expect(before.runs).toHaveLength(1);
    expect(before.parts).toHaveLength(4);
    expect(await storage.loadWorkflowSnapshot(run)).toEqual(first);

    commands.length = 0;
    const second = largeSnapshot('Run-1', 900_000);
    await storage.persistWorkflowSnapshot({ ...run, snapshot: second });
    expect(counted(commands)).toEqual({ batchWrite: 2, get: 1, update: 1 });
    const after = await stored(database);
    expect(after.parts).toHaveLength(2);
    expect(after.parts[0]?.generation).not.toEqual(before.parts[0]?.generation);
    expect(await storage.getWorkflowRunById(run)).toMatchObject({ snapshot: second });

    await storage.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
    expect((await stored(database)).parts).toEqual([]);
    expect(await storage.loadWorkflowSnapshot(run)).toEqual(snapshotOf('Run-1'));
  });

  test('what is stored in any form is read, changed and replaced whatever the setting says', async () => {
    const { storage, database } = await open(compressed);
    const plain = new WorkflowStorageDynamoDB({ database: reopened(database, {}) });
    for (const length of [100, 100_000, 900_000]) {
      const snapshot = largeSnapshot('Run-1', length, { status: 'suspended' });
      await storage.persistWorkflowSnapshot({ ...run, snapshot });
      expect(await plain.loadWorkflowSnapshot(run)).toEqual(snapshot);
      expect(
        (await plain.listWorkflowRuns({ status: 'suspended', page: 0, perPage: 1 })).runs[0]?.snapshot,
      ).toEqual(snapshot);
      const opts = { status: 'running', expectedStatus: 'suspended' } as const;
      expect(await storage.updateWorkflowState({ ...run, opts })).toEqual({ ...snapshot, status: 'running' });
      expect(await storage.updateWorkflowState({ ...run, opts })).toBeUndefined();
      expect((await plain.listWorkflowRuns({ status: 'suspended' })).total).toBe(0);
    }
    await plain.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
    expect((await stored(database)).parts).toEqual([]);
    expect(await plain.loadWorkflowSnapshot(run)).toEqual(snapshotOf('Run-1'));
  });

  test('steps of several processes all come into a snapshot in parts', async () => {
    const { database, storage } = await open(compressed);
    await storage.persistWorkflowSnapshot({ ...run, snapshot: largeSnapshot('Run-1', 600_000) });
    const steps = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(
      steps.map((stepId) =>
        new WorkflowStorageDynamoDB({ database: reopened(database, compressed) }).updateWorkflowResults({
          ...run,
          stepId,
          result: success(stepId),
          requestContext: {},
        }),
      ),
    );
    const snapshot = await storage.loadWorkflowSnapshot(run);
    expect(Object.keys(snapshot?.context ?? {}).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'input']);
    expect((await stored(database)).parts).toHaveLength(2);
  });

  test('whoever reads while parts are replaced gets one of the snapshots, whole', async () => {
    const { database, storage } = await open(compressed);
    const texts = [400_000, 500_000, 600_000].map((length) => largeSnapshot('Run-1', length));
    await storage.persistWorkflowSnapshot({ ...run, snapshot: largeSnapshot('Run-1', 400_000) });
    const reader = new WorkflowStorageDynamoDB({ database: reopened(database, {}) });
    let writing = true;
    const writes = (async () => {
      for (const snapshot of [...texts, ...texts])
        await storage.persistWorkflowSnapshot({ ...run, snapshot });
      writing = false;
    })();
    const read: unknown[] = [];
    while (writing) read.push(await reader.loadWorkflowSnapshot(run));
    await writes;
    const known = new Set(texts.map((snapshot) => JSON.stringify(snapshot)));
    expect(read.filter((snapshot) => !known.has(JSON.stringify(snapshot)))).toEqual([]);
    expect(read.length).toBeGreaterThan(0);
  });

  test('parts that are not there are an error, and no empty snapshot', async () => {
    const { database, storage } = await open(compressed);
    await storage.persistWorkflowSnapshot({ ...run, snapshot: largeSnapshot('Run-1', 900_000) });
    await removeOnePart(database);
    await expect(storage.loadWorkflowSnapshot(run)).rejects.toMatchObject({
      cause: {
        name: 'InvalidItem',
        message:
          'The snapshot of run "Run-1" of workflow "Orders" is in 2 parts, and not all of them are there.',
      },
    });
  });

  test('a run is deleted with its parts', async () => {
    const { database, storage } = await open(compressed);
    await storage.persistWorkflowSnapshot({ ...run, snapshot: largeSnapshot('Run-1', 900_000) });
    await storage.persistWorkflowSnapshot({
      ...run,
      runId: 'Run-2',
      snapshot: largeSnapshot('Run-2', 900_000),
    });
    await storage.deleteWorkflowRunById(run);
    const { runs, parts } = await stored(database);
    expect([runs.length, parts.length]).toEqual([1, 2]);
    expect(await storage.loadWorkflowSnapshot({ ...run, runId: 'Run-2' })).toEqual(
      largeSnapshot('Run-2', 900_000),
    );

    await storage.dangerouslyClearAll();
    expect(await stored(database)).toEqual({ runs: [], parts: [] });
  });

  test('what a process left that ended half-way is removed in time, by a deletion or by pruning', async () => {
    let now = new Date('2026-01-01T00:00:00.000Z');
    const { database, storage } = await open({ ...compressed, now: () => now });
    const other = { ...run, runId: 'Run-2' };
    await storage.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
    await storage.persistWorkflowSnapshot({ ...other, snapshot: largeSnapshot('Run-2', 900_000) });
    const dying = new WorkflowStorageDynamoDB({ database: withoutHeads(database) });
    for (const key of [run, other]) {
      const write = dying.persistWorkflowSnapshot({ ...key, snapshot: largeSnapshot(key.runId, 600_000) });
      await expect(write).rejects.toMatchObject({ cause: { message: 'The process has ended.' } });
    }
    expect((await stored(database)).parts).toHaveLength(6);
    expect(await storage.loadWorkflowSnapshot(run)).toEqual(snapshotOf('Run-1'));

    // Somebody may be about to name them.
    const policies = { workflowSnapshot: { maxAge: '30d' } } as const;
    await storage.deleteWorkflowRunById(run);
    await storage.prune(policies);
    expect((await stored(database)).parts).toHaveLength(6);

    now = new Date(now.getTime() + 25 * HOUR_MS);
    await storage.deleteWorkflowRunById(run);
    expect((await stored(database)).parts).toHaveLength(4);
    expect(await storage.prune(policies)).toEqual([
      { domain: 'workflows', table: 'mastra_workflow_snapshot', deleted: 0, done: true },
    ]);
    expect((await stored(database)).parts).toHaveLength(2);
    expect(await storage.loadWorkflowSnapshot(other)).toEqual(largeSnapshot('Run-2', 900_000));
  });

  test('runs that nobody has written for long are pruned with their parts', async () => {
    let now = new Date('2026-01-01T00:00:00.000Z');
    const { database, storage } = await open({ ...compressed, now: () => now });
    await storage.persistWorkflowSnapshot({ ...run, snapshot: largeSnapshot('Run-1', 900_000) });
    await storage.persistWorkflowSnapshot({ ...run, runId: 'Run-2', snapshot: snapshotOf('Run-2') });
    now = new Date('2026-02-01T00:00:00.000Z');
    await storage.updateWorkflowState({ ...run, runId: 'Run-2', opts: { status: 'success' } });
    const pruned = { domain: 'workflows', table: 'mastra_workflow_snapshot', deleted: 1, done: true };
    expect(await storage.prune({ workflowSnapshot: { maxAge: '20d' } })).toEqual([pruned]);
    expect(await storage.prune({})).toEqual([]);
    expect((await storage.listWorkflowRuns()).runs.map(({ runId }) => runId)).toEqual(['Run-2']);
    expect((await stored(database)).parts).toEqual([]);
  });

  async function removeOnePart(database: MastraDatabase): Promise<void> {
    const { connection, layout } = database;
    const { parts } = await stored(database);
    const [pk, sk] = layout.name === 'native' ? (['PK', 'SK'] as const) : (['pk', 'sk'] as const);
    const [part] = parts;
    if (part?.[pk] === undefined || part[sk] === undefined) throw new Error('There is no part.');
    const Key = { [pk]: part[pk], [sk]: part[sk] };
    await engine.client().send(new DeleteItemCommand({ TableName: connection.tableName, Key }));
  }
});

/** The same database for a process that ends before it writes a run's item. */
function withoutHeads(database: MastraDatabase): MastraDatabase {
  const ending = overtakenBy(database, 'update', () => Promise.reject(new Error('The process has ended.')));
  return reopened(ending, { snapshots: 'compressed', now: () => database.now() });
}
