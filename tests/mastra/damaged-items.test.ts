import {
  type AttributeValue,
  DeleteItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { BackgroundTasksStorageDynamoDB } from '../../src/mastra/background-tasks/background-task-storage.ts';
import type { MastraDatabase } from '../../src/mastra/database.ts';
import { MemoryStorageDynamoDB } from '../../src/mastra/memory/memory-storage.ts';
import { ObservabilityStorageDynamoDB } from '../../src/mastra/observability/observability-storage.ts';
import { ObservationalMemory } from '../../src/mastra/observational-memory/observational-memory.ts';
import { ScoresStorageDynamoDB } from '../../src/mastra/scores/score-storage.ts';
import { WorkflowStorageDynamoDB } from '../../src/mastra/workflows/workflow-storage.ts';
import { someTask } from './background-tasks-samples.ts';
import { describeMastra } from './databases.ts';
import { at, span } from './observability-fixtures.ts';
import { message, THREAD } from './sample-messages.ts';
import { someScore } from './scores-samples.ts';
import { largeSnapshot, noise, snapshotOf } from './workflow-runs.ts';

type Stored = Record<string, AttributeValue>;

const DAY = { maxAge: '1d' } as const;
const OLD = new Date('2026-01-01T00:00:00.000Z');

describeMastra('a damaged item', (engine) => {
  const [pk, sk] = engine.layout === 'native' ? (['PK', 'SK'] as const) : (['pk', 'sk'] as const);

  async function items({ connection }: MastraDatabase): Promise<Stored[]> {
    const scan = new ScanCommand({ TableName: connection.tableName, ConsistentRead: true });
    return (await engine.client().send(scan)).Items ?? [];
  }

  const keyOf = (item: Stored) => ({ [pk]: item[pk], [sk]: item[sk] }) as Stored;

  /** Puts a value in the place of an attribute, or takes it away, in all items that have it. */
  async function damage(database: MastraDatabase, name: string, value?: AttributeValue): Promise<void> {
    const { tableName: TableName } = database.connection;
    for (const item of await items(database)) {
      if (item[name] === undefined) continue;
      const UpdateExpression = value === undefined ? 'REMOVE #n' : 'SET #n = :v';
      await engine.client().send(
        new UpdateItemCommand({
          ...{ TableName, Key: keyOf(item), UpdateExpression, ExpressionAttributeNames: { '#n': name } },
          ...(value !== undefined && { ExpressionAttributeValues: { ':v': value } }),
        }),
      );
    }
  }

  /** The same items under keys that no attributes make. */
  async function moveAll(database: MastraDatabase): Promise<void> {
    const { tableName: TableName } = database.connection;
    for (const item of await items(database)) {
      await engine.client().send(new DeleteItemCommand({ TableName, Key: keyOf(item) }));
      await engine
        .client()
        .send(new PutItemCommand({ TableName, Item: { ...item, [pk]: { S: `${item[pk]?.S}-moved` } } }));
    }
  }

  function heard(storage: object): string[] {
    const warnings: string[] = [];
    const logger = { debug() {}, info() {}, error() {}, warn: (text: string) => warnings.push(text) };
    Object.defineProperty(storage, 'logger', { value: logger });
    return warnings;
  }

  describe('of a run', () => {
    const run = { workflowName: 'Orders', runId: 'Run-1' };

    test('whose snapshot is no JSON is listed with the text, and its load says which it is', async () => {
      const database = await engine.open();
      const runs = new WorkflowStorageDynamoDB({ database });
      await runs.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
      await damage(database, 'snapshot', { S: '{"broken' });
      await runs.persistWorkflowSnapshot({ ...run, runId: 'Run-2', snapshot: snapshotOf('Run-2') });
      const { runs: listed, total } = await runs.listWorkflowRuns({ workflowName: 'Orders' });
      expect(total).toBe(2);
      expect(listed.map(({ runId, snapshot }) => [runId, snapshot])).toEqual(
        expect.arrayContaining([
          ['Run-1', '{"broken'],
          ['Run-2', snapshotOf('Run-2')],
        ]),
      );
      expect(await runs.getWorkflowRunById(run)).toMatchObject({ snapshot: '{"broken' });
      const message = expect.stringMatching(/^The snapshot of run "Run-1" of workflow "Orders" is no JSON: /);
      await expect(runs.loadWorkflowSnapshot(run)).rejects.toMatchObject({
        cause: { name: 'InvalidItem', message },
      });
      await expect(runs.updateWorkflowState({ ...run, opts: { status: 'success' } })).rejects.toMatchObject({
        cause: { message },
      });
      await runs.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
      expect(await runs.loadWorkflowSnapshot(run)).toEqual(snapshotOf('Run-1'));
    });

    test('whose snapshot cannot be unpacked, or lacks parts, is left out of a list with a warning', async () => {
      const database = await engine.open({ snapshots: 'compressed' });
      const runs = new WorkflowStorageDynamoDB({ database });
      const warnings = heard(runs);
      await runs.persistWorkflowSnapshot({ ...run, snapshot: largeSnapshot('Run-1', 30_000) });
      await damage(database, 'snapshotGzip', { B: Uint8Array.of(1, 2, 3) });
      await runs.persistWorkflowSnapshot({
        ...{ ...run, runId: 'Run-2' },
        snapshot: largeSnapshot('Run-2', 600_000),
      });
      await damage(database, 'gzip', undefined);
      await runs.persistWorkflowSnapshot({ ...run, runId: 'Run-3', snapshot: snapshotOf('Run-3') });
      const { runs: listed, total } = await runs.listWorkflowRuns();
      expect([total, ...listed.map(({ runId }) => runId)]).toEqual([3, 'Run-3']);
      expect(warnings.sort()).toEqual([
        'The snapshot of run "Run-1" of workflow "Orders" cannot be unpacked: incorrect header check. The run is left out of the list.',
        'The snapshot of run "Run-2" of workflow "Orders" is in 2 parts, and not all of them are there. The run is left out of the list.',
      ]);
    });

    test('whose id is no text is passed over, pruned and cleared', async () => {
      const database = await engine.open();
      const runs = new WorkflowStorageDynamoDB({ database });
      const persist = () =>
        runs.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1'), updatedAt: OLD });
      await persist();
      await damage(database, 'run_id', { N: '5' });
      expect(await runs.listWorkflowRuns({ page: 0, perPage: 10 })).toEqual({ runs: [], total: 0 });
      expect(await runs.prune({ workflowSnapshot: DAY })).toMatchObject([{ deleted: 1, done: true }]);
      expect(await items(database)).toEqual([]);
      await persist();
      await damage(database, 'run_id', { N: '5' });
      await runs.dangerouslyClearAll();
      expect(await items(database)).toEqual([]);
    });
  });

  test('that is a part of a snapshot does not stop the pruning, and stays, for its run can read it', async () => {
    let now = OLD;
    const database = await engine.open({ snapshots: 'compressed', now: () => now });
    const runs = new WorkflowStorageDynamoDB({ database });
    const run = { workflowName: 'Orders', runId: 'Run-1' };
    await runs.persistWorkflowSnapshot({ ...run, snapshot: largeSnapshot('Run-1', 600_000) });
    const { tableName: TableName } = database.connection;
    for (const item of (await items(database)).filter(({ part }) => part !== undefined)) {
      const Item = { ...item, run_id: { N: '5' } };
      await engine.client().send(new PutItemCommand({ TableName, Item }));
    }
    now = new Date(OLD.getTime() + 3 * 24 * 60 * 60 * 1000);
    expect(await runs.prune({ workflowSnapshot: { maxAge: '7d' } })).toMatchObject([
      { deleted: 0, done: true },
    ]);
    expect(await runs.loadWorkflowSnapshot(run)).toEqual(largeSnapshot('Run-1', 600_000));
  });

  describe.each(['no text', 'another'])('whose id is %s', (id) => {
    const spoil = async (database: MastraDatabase, ...names: string[]) => {
      if (id === 'another') return moveAll(database);
      for (const name of names) await damage(database, name, { N: '5' });
    };

    test('is pruned and cleared where it is a score', async () => {
      const database = await engine.open({ now: () => OLD });
      const scores = new ScoresStorageDynamoDB({ database });
      const later = new ScoresStorageDynamoDB({ ...(await same(database)) });
      await scores.saveScore(someScore({ id: 'one' }));
      await spoil(database, 'id');
      expect(await later.prune({ scorers: DAY })).toMatchObject([{ deleted: 1, done: true }]);
      expect(await items(database)).toEqual([]);
      await scores.saveScore(someScore({ id: 'one' }));
      await spoil(database, 'id');
      await scores.dangerouslyClearAll();
      expect(await items(database)).toEqual([]);
    });

    test('is pruned where it is a message, and where it is a thread or resource whose id is no text', async () => {
      const database = await engine.open({ now: () => OLD });
      const memory = new MemoryStorageDynamoDB({ database });
      const later = new MemoryStorageDynamoDB(await same(database));
      await memory.saveMessages({ messages: [message(0, { createdAt: OLD })] });
      if (id === 'no text') {
        await memory.saveThread({ thread: { ...THREAD, updatedAt: OLD } });
        await memory.saveResource({ resource: { id: 'r1', createdAt: OLD, updatedAt: OLD } });
      }
      await spoil(database, 'id');
      const results = await later.prune({ messages: DAY, threads: DAY, resources: DAY });
      expect(results.map(({ done }) => done)).toEqual([true, true, true]);
      const { messagePlace, table } = database.layout;
      const kinds = (await items(database)).map((item) => item[table.discriminator]?.S);
      expect(kinds).toEqual(messagePlace === undefined ? [] : [messagePlace.name]);
    });

    test('is cleared where it is a task, and pruned where its id is no text', async () => {
      const database = await engine.open();
      const tasks = new BackgroundTasksStorageDynamoDB({ database });
      const create = () => tasks.createTask(someTask({ status: 'completed', completedAt: OLD }));
      if (id === 'no text') {
        await create();
        await spoil(database, 'id');
        expect(await tasks.prune({ backgroundTasks: DAY })).toMatchObject([{ deleted: 1, done: true }]);
        expect(await items(database)).toEqual([]);
      }
      await create();
      await spoil(database, 'id');
      await tasks.dangerouslyClearAll();
      expect(await items(database)).toEqual([]);
    });

    test('is pruned and cleared where it is a span', async () => {
      const database = await engine.open();
      const traces = new ObservabilityStorageDynamoDB({ database });
      await traces.createSpan({ span: span() });
      await spoil(database, 'spanId', 'traceId');
      expect(await traces.prune({ spans: DAY })).toMatchObject([{ deleted: 1, done: true }]);
      expect(await items(database)).toEqual([]);
      await traces.createSpan({ span: span() });
      await spoil(database, 'spanId', 'traceId');
      await traces.dangerouslyClearAll();
      expect(await items(database)).toEqual([]);
    });

    test('is cleared where it is of observational memory', async () => {
      const database = await engine.open();
      const memory = new ObservationalMemory(database);
      await memory.initializeObservationalMemory({
        threadId: 't',
        resourceId: 'r',
        scope: 'thread',
        config: {},
      });
      await spoil(database, 'id', 'series');
      await memory.dangerouslyClearAll();
      expect(await items(database)).toEqual([]);
    });
  });

  describe('of a span', () => {
    test('without a beginning keeps the rest of its trace readable', async () => {
      const database = await engine.open();
      const traces = new ObservabilityStorageDynamoDB({ database });
      await traces.createSpan({ span: span({ spanId: 'a' }) });
      await damage(database, 'startedAt');
      await traces.createSpan({ span: span({ spanId: 'b', parentSpanId: 'a', startedAt: at(1) }) });
      expect((await traces.getTrace({ traceId: 't1' }))?.spans.map(({ spanId }) => spanId)).toEqual([
        'b',
        'a',
      ]);
      expect((await traces.getStructure({ traceId: 't1' }))?.spans.length).toBe(2);
      expect((await traces.listTraces({})).spans.length).toBe(1);
      expect((await traces.listTracesLight({})).spans.length).toBe(1);
    });

    test('whose input is no JSON is read with the text', async () => {
      const database = await engine.open();
      const traces = new ObservabilityStorageDynamoDB({ database });
      await traces.createSpan({ span: span({ input: { q: 1 }, metadata: { k: noise(10) } }) });
      await damage(database, 'input', { S: '{"q"' });
      await damage(database, 'metadata', { S: '{"k"' });
      const root = await traces.getSpan({ traceId: 't1', spanId: 's1' });
      expect(root?.span).toMatchObject({ input: '{"q"', metadata: '{"k"' });
      expect((await traces.listTraces({ filters: { metadata: { k: 'v' } } })).spans).toEqual([]);
    });
  });

  async function same({ connection, layout }: MastraDatabase) {
    return { tableName: connection.tableName, client: connection.client, layout: layout.name };
  }
});
