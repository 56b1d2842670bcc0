import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { MastraError } from '@mastra/core/error';
import { WorkflowStorageDynamoDB } from '../../src/mastra/workflows/workflow-storage.ts';
import { send } from '../../src/repositories/send.ts';
import { describeMastra } from './databases.ts';
import { contextOf, counted, snapshotOf, success, watched } from './workflow-runs.ts';

const run = { workflowName: 'Orders', runId: 'Run-1' };

describeMastra('workflow runs', (engine) => {
  const open = async (...args: Parameters<typeof engine.open>) => {
    const { database, commands } = watched(await engine.open(...args));
    return { database, commands, storage: new WorkflowStorageDynamoDB({ database }) };
  };

  test('a snapshot is loaded as it was persisted', async () => {
    const { storage } = await open();
    const snapshot = snapshotOf('Run-1', { context: contextOf({ a: [1, 'ä', null] }) });
    await storage.persistWorkflowSnapshot({ ...run, resourceId: 'Ann', snapshot });

    expect(await storage.loadWorkflowSnapshot(run)).toEqual(snapshot);
    expect(await storage.getWorkflowRunById(run)).toEqual({
      ...run,
      resourceId: 'Ann',
      snapshot,
      createdAt: expect.any(Date),
      updatedAt: expect.any(Date),
    });
  });

  test('of a run that there is not nothing is found, changed or made', async () => {
    const { storage } = await open();
    const result = { stepId: 'a', result: success(1), requestContext: {} };

    expect(await storage.loadWorkflowSnapshot(run)).toBeNull();
    expect(await storage.getWorkflowRunById(run)).toBeNull();
    expect(await storage.getWorkflowRunById({ runId: 'Run-1' })).toBeNull();
    expect(await storage.updateWorkflowResults({ ...run, ...result })).toEqual({});
    expect(await storage.updateWorkflowState({ ...run, opts: { status: 'running' } })).toBeUndefined();
    await storage.deleteWorkflowRunById(run);
    expect(await storage.listWorkflowRuns()).toEqual({ runs: [], total: 0 });
  });

  test('what is persisted again keeps the time of creation and the resource', async () => {
    const { storage } = await open();
    const createdAt = new Date('2026-01-01T00:00:00.000Z');
    await storage.persistWorkflowSnapshot({
      ...run,
      resourceId: 'Ann',
      snapshot: snapshotOf('Run-1'),
      createdAt,
    });
    await storage.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1', { status: 'success' }) });
    expect(await storage.getWorkflowRunById(run)).toMatchObject({
      createdAt,
      resourceId: 'Ann',
      snapshot: { status: 'success' },
    });

    await storage.persistWorkflowSnapshot({ ...run, resourceId: 'Bob', snapshot: snapshotOf('Run-1') });
    expect(await storage.getWorkflowRunById(run)).toMatchObject({ createdAt, resourceId: 'Bob' });
  });

  test('updatedAt grows with every write, though the clock stands still or an older time is given', async () => {
    const { storage } = await open({ now: () => new Date('2026-01-01T00:00:00.000Z') });
    const updatedAt = new Date('2025-01-01T00:00:00.000Z');
    const times: (string | undefined)[] = [];
    const note = async () => times.push((await storage.getWorkflowRunById(run))?.updatedAt.toISOString());
    await storage.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
    await note();
    await storage.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
    await note();
    await storage.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1'), updatedAt });
    await note();
    await storage.updateWorkflowResults({ ...run, stepId: 'a', result: success(1), requestContext: {} });
    await note();
    await storage.updateWorkflowState({ ...run, opts: { status: 'success' } });
    await note();
    expect(times).toEqual([0, 1, 2, 3, 4].map((ms) => `2026-01-01T00:00:00.00${ms}Z`));
  });

  test('the result of a step comes into the context, and the request context grows', async () => {
    const { storage } = await open();
    await storage.persistWorkflowSnapshot({
      ...run,
      snapshot: snapshotOf('Run-1', { requestContext: { a: 1 } }),
    });
    const context = await storage.updateWorkflowResults({
      ...run,
      stepId: 'brew',
      result: success({ cups: 2 }),
      requestContext: { b: 2 },
    });

    expect(context).toEqual({ input: { topic: 'tea' }, brew: success({ cups: 2 }) });
    expect(await storage.loadWorkflowSnapshot(run)).toEqual(
      snapshotOf('Run-1', { context: context as never, requestContext: { a: 1, b: 2 } }),
    );
  });

  test('a change of state gives the snapshot that comes out, and never stores what it expected', async () => {
    const { storage } = await open();
    await storage.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1', { status: 'suspended' }) });
    const changed = await storage.updateWorkflowState({
      ...run,
      opts: { status: 'running', suspendedPaths: { brew: [0] }, expectedStatus: ['suspended', 'waiting'] },
    });

    expect(changed).toEqual(snapshotOf('Run-1', { suspendedPaths: { brew: [0] } }));
    expect(await storage.loadWorkflowSnapshot(run)).toEqual(changed);
  });

  test('a run of another status than expected stays as it is', async () => {
    const { storage, commands } = await open();
    await storage.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
    commands.length = 0;
    const opts = { status: 'running', expectedStatus: 'suspended' } as const;
    expect(await storage.updateWorkflowState({ ...run, opts })).toBeUndefined();
    expect(counted(commands)).toEqual({ get: 1 });
    expect(await storage.loadWorkflowSnapshot(run)).toEqual(snapshotOf('Run-1'));
  });

  test('a snapshot without a context is no run that steps can be merged into', async () => {
    const { storage } = await open();
    await storage.persistWorkflowSnapshot({ ...run, snapshot: { status: 'running' } as never });
    const error = await storage
      .updateWorkflowState({ ...run, opts: { status: 'success' } })
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MastraError);
    expect(error).toMatchObject({
      id: 'MASTRA_STORAGE_DYNAMODB_UPDATE_WORKFLOW_STATE_FAILED',
      details: { workflowName: 'Orders', runId: 'Run-1' },
      cause: { message: 'Snapshot not found for runId Run-1' },
    });
  });

  test('a run that was deleted is gone', async () => {
    const { storage } = await open();
    await storage.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
    await storage.persistWorkflowSnapshot({ ...run, runId: 'Run-2', snapshot: snapshotOf('Run-2') });
    await storage.deleteWorkflowRunById(run);
    expect(await storage.loadWorkflowSnapshot(run)).toBeNull();
    expect((await storage.listWorkflowRuns()).runs.map(({ runId }) => runId)).toEqual(['Run-2']);
  });

  test('each call makes as few requests as can be', async () => {
    const { storage, commands } = await open();
    const requests = async (call: () => Promise<unknown>) => {
      commands.length = 0;
      await call();
      return counted(commands);
    };
    const snapshot = snapshotOf('Run-1');
    const opts = { status: 'running' } as const;
    const result = { stepId: 'a', result: success(1), requestContext: {} };
    const persist = () => storage.persistWorkflowSnapshot({ ...run, snapshot });

    expect(await requests(persist)).toEqual({ update: 1, put: 1 });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await requests(persist)).toEqual({ update: 1 });
    expect(await requests(() => storage.loadWorkflowSnapshot(run))).toEqual({ get: 1 });
    expect(await requests(() => storage.getWorkflowRunById(run))).toEqual({ get: 1 });
    expect(await requests(() => storage.getWorkflowRunById({ runId: 'Run-1' }))).toEqual({ query: 1 });
    expect(await requests(() => storage.updateWorkflowResults({ ...run, ...result }))).toEqual({
      get: 1,
      update: 1,
    });
    expect(await requests(() => storage.updateWorkflowState({ ...run, opts }))).toEqual({
      get: 1,
      update: 1,
    });
    expect(
      await requests(() =>
        storage.updateWorkflowState({ ...run, opts: { ...opts, expectedStatus: 'running' } }),
      ),
    ).toEqual({ get: 1, transactWrite: 1 });
    expect(await requests(() => storage.deleteWorkflowRunById(run))).toEqual({ delete: 1 });
  });

  test('without the name of the workflow the newest run of the id is found', async () => {
    const { storage } = await open();
    for (const [day, workflowName] of ['Orders', 'Refunds', 'Teas'].entries()) {
      const createdAt = new Date(Date.UTC(2026, 0, day === 1 ? 9 : day + 1));
      await storage.persistWorkflowSnapshot({
        workflowName,
        runId: 'Run-1',
        snapshot: snapshotOf('Run-1'),
        createdAt,
      });
    }
    expect(await storage.getWorkflowRunById({ runId: 'Run-1' })).toMatchObject({ workflowName: 'Refunds' });
    expect(await storage.getWorkflowRunById({ runId: 'Run-1', workflowName: 'Teas' })).toMatchObject({
      workflowName: 'Teas',
    });
  });

  test('without any index a run is found by its id all the same', async () => {
    const { storage } = await open({}, []);
    await storage.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
    await storage.persistWorkflowSnapshot({ ...run, runId: 'Run-2', snapshot: snapshotOf('Run-2') });
    expect(await storage.getWorkflowRunById({ runId: 'Run-1' })).toMatchObject(run);
    expect((await storage.listWorkflowRuns({ workflowName: 'Orders' })).total).toBe(2);
  });

  test('a form of snapshots that there is not is refused', () => {
    const config = { tableName: 'mastra', client: engine.client(), snapshots: 'zip' as 'plain' };
    expect(() => new WorkflowStorageDynamoDB(config)).toThrow(
      'DynamoDBStore: config.snapshots is plain or compressed, not "zip".',
    );
  });

  test('an id without text is refused by name', async () => {
    const { storage } = await open();
    await expect(storage.loadWorkflowSnapshot({ ...run, runId: '' })).rejects.toMatchObject({
      id: 'MASTRA_STORAGE_DYNAMODB_LOAD_WORKFLOW_SNAPSHOT_FAILED',
      cause: { message: 'A workflow run needs a runId, not "".' },
    });
  });

  test('ids that differ only in case are two runs in the native layout, and refused in the compatible one', async () => {
    const { storage } = await open();
    const other = { workflowName: 'Orders', runId: 'RUN-1' };
    await storage.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
    const second = storage.persistWorkflowSnapshot({ ...other, snapshot: snapshotOf('RUN-1') });
    if (engine.layout === 'native') {
      await second;
      await storage.deleteWorkflowRunById(other);
    } else {
      await expect(second).rejects.toMatchObject({
        cause: {
          message:
            'The run "RUN-1" cannot be stored: the keys of the compatible layout are in lower case, and the table has "Run-1", which is the same there.',
        },
      });
      await expect(
        storage.persistWorkflowSnapshot({
          workflowName: 'ORDERS',
          runId: 'Run-1',
          snapshot: snapshotOf('Run-1'),
        }),
      ).rejects.toMatchObject({
        cause: { message: expect.stringMatching(/^The workflow "ORDERS" cannot be stored/) },
      });
      expect(await storage.loadWorkflowSnapshot(other)).toBeNull();
      expect(await storage.updateWorkflowState({ ...other, opts: { status: 'success' } })).toBeUndefined();
      expect((await storage.listWorkflowRuns({ workflowName: 'ORDERS' })).total).toBe(0);
      await storage.deleteWorkflowRunById(other);
    }
    expect(await storage.loadWorkflowSnapshot(run)).toEqual(snapshotOf('Run-1'));
  });

  test('every write moves the end of a run that expires, and one that has expired is not there', async () => {
    let now = new Date('2026-01-01T00:00:00.000Z');
    const ttl = { workflow_snapshot: { enabled: true, attributeName: 'purgeAt', defaultTtlSeconds: 60 } };
    const { storage, database } = await open({ ttl, now: () => now });
    const createdAt = new Date('2025-12-31T00:00:00.000Z');
    await storage.persistWorkflowSnapshot({
      ...run,
      resourceId: 'Ann',
      snapshot: snapshotOf('Run-1'),
      createdAt,
    });
    const end = async () => {
      const { Items } = await engine
        .client()
        .send(new ScanCommand({ TableName: database.connection.tableName, ConsistentRead: true }));
      return Items?.[0]?.purgeAt?.N;
    };
    expect(await end()).toBe('1767225660');

    now = new Date('2026-01-01T00:00:30.000Z');
    await storage.updateWorkflowState({ ...run, opts: { status: 'suspended', expectedStatus: 'running' } });
    expect(await end()).toBe('1767225690');

    now = new Date('2026-01-01T00:01:30.000Z');
    expect(await storage.loadWorkflowSnapshot(run)).toBeNull();
    expect(await storage.getWorkflowRunById({ runId: 'Run-1' })).toBeNull();
    expect(await storage.listWorkflowRuns({ workflowName: 'Orders', page: 0, perPage: 5 })).toEqual({
      runs: [],
      total: 0,
    });
    expect(await storage.updateWorkflowState({ ...run, opts: { status: 'running' } })).toBeUndefined();

    await storage.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
    expect(await storage.getWorkflowRunById(run)).toEqual({
      ...run,
      snapshot: snapshotOf('Run-1'),
      createdAt: now,
      updatedAt: now,
    });
    expect(await end()).toBe('1767225750');
  });

  test('all runs are deleted, and nothing else', async () => {
    const { storage, database } = await open();
    const { thread } = database.layout;
    const at = '2026-01-01T00:00:00.000Z';
    await send(database.connection, thread.put({ id: 't', resourceId: 'Ann', createdAt: at, updatedAt: at }));
    for (let i = 0; i < 30; i += 1) {
      const runId = `Run-${i}`;
      await storage.persistWorkflowSnapshot({ ...run, runId, snapshot: snapshotOf(runId) });
    }
    await storage.dangerouslyClearAll();
    expect(await storage.listWorkflowRuns()).toEqual({ runs: [], total: 0 });
    expect(await send(database.connection, thread.get({ id: 't' }))).toBeDefined();
  });
});
