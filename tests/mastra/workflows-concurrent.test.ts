import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { jest } from '@jest/globals';
import { MastraDatabase } from '../../src/mastra/database.ts';
import { WorkflowStorageDynamoDB } from '../../src/mastra/workflows/workflow-storage.ts';
import { send } from '../../src/repositories/send.ts';
import { applyThen, awsError, drop, startScriptedServer } from '../../src/testing/index.ts';
import { describeLayouts } from './databases.ts';
import { counted, overtakenBy, reopened, snapshotOf, success, watched } from './workflow-runs.ts';

const run = { workflowName: 'Orders', runId: 'Run-1' };
const claim = { ...run, opts: { status: 'running', expectedStatus: 'suspended' } } as const;

describeLayouts('writers of one run', (engine) => {
  const step = (storage: WorkflowStorageDynamoDB, stepId: string) =>
    storage.updateWorkflowResults({
      ...run,
      stepId,
      result: success(stepId),
      requestContext: { [stepId]: true },
    });
  const steps = Array.from({ length: 20 }, (_, i) => `step-${i}`);

  test('the results of twenty steps of one process all survive, without a single request in vain', async () => {
    const { database, commands } = watched(await engine.open());
    const storage = new WorkflowStorageDynamoDB({ database });
    await storage.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
    commands.length = 0;
    await Promise.all(steps.map((stepId) => step(storage, stepId)));
    expect(counted(commands)).toEqual({ get: 20, update: 20 });

    const snapshot = await storage.loadWorkflowSnapshot(run);
    expect(Object.keys(snapshot?.context ?? {}).sort()).toEqual(['input', ...steps].sort());
    expect(Object.keys(snapshot?.requestContext ?? {}).sort()).toEqual([...steps].sort());
  });

  test('the results of twenty steps of twenty processes all survive', async () => {
    const database = await engine.open();
    const first = new WorkflowStorageDynamoDB({ database });
    await first.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
    await Promise.all(
      steps.map((stepId) => step(new WorkflowStorageDynamoDB({ database: reopened(database, {}) }), stepId)),
    );
    const snapshot = await first.loadWorkflowSnapshot(run);
    expect(Object.keys(snapshot?.context ?? {}).sort()).toEqual(['input', ...steps].sort());
  });

  test('the results of a loop come together in one list', async () => {
    const database = await engine.open();
    const storages = [0, 1, 2].map(() => new WorkflowStorageDynamoDB({ database: reopened(database, {}) }));
    const [first] = storages;
    await first?.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
    await Promise.all(
      storages.map((storage, place) =>
        storage.updateWorkflowResults({
          ...run,
          stepId: 'each',
          result: success([0, 1, 2].map((index) => (index === place ? `done ${index}` : null))),
          requestContext: {},
        }),
      ),
    );
    const snapshot = await first?.loadWorkflowSnapshot(run);
    expect(snapshot?.context.each).toMatchObject({ output: ['done 0', 'done 1', 'done 2'] });
  });

  test('of twenty who claim a suspended run one gets it', async () => {
    const database = await engine.open();
    const storages = steps.map(() => new WorkflowStorageDynamoDB({ database: reopened(database, {}) }));
    const [first] = storages;
    await first?.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1', { status: 'suspended' }) });
    const claims = await Promise.all(storages.map((storage) => storage.updateWorkflowState(claim)));
    expect(claims.filter((claimed) => claimed !== undefined)).toEqual([snapshotOf('Run-1')]);
  });

  test('a run that changes its status between read and write is not claimed', async () => {
    const database = await engine.open();
    const other = new WorkflowStorageDynamoDB({ database: reopened(database, {}) });
    await other.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1', { status: 'suspended' }) });
    let overtaken = false;
    const overtaking = overtakenBy(database, 'transactWrite', async () => {
      if (overtaken) return;
      overtaken = true;
      await other.updateWorkflowState({ ...run, opts: { status: 'canceled' } });
    });
    const storage = new WorkflowStorageDynamoDB({ database: overtaking });
    expect(await storage.updateWorkflowState(claim)).toBeUndefined();
    expect(await storage.loadWorkflowSnapshot(run)).toMatchObject({ status: 'canceled' });
  });

  test('a run that is deleted between read and write stays deleted', async () => {
    const database = await engine.open();
    const other = new WorkflowStorageDynamoDB({ database: reopened(database, {}) });
    await other.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
    const overtaking = overtakenBy(database, 'update', () => other.deleteWorkflowRunById(run));
    expect(await step(new WorkflowStorageDynamoDB({ database: overtaking }), 'late')).toEqual({});
    expect(await other.listWorkflowRuns()).toEqual({ runs: [], total: 0 });
  });

  test('a whole snapshot replaces what others wrote before, and steps that come later are merged into it', async () => {
    const database = await engine.open();
    const other = new WorkflowStorageDynamoDB({ database: reopened(database, {}) });
    await other.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
    let overtaken = false;
    const overtaking = overtakenBy(database, 'update', async () => {
      if (overtaken) return;
      overtaken = true;
      await other.persistWorkflowSnapshot({
        ...run,
        snapshot: snapshotOf('Run-1', { value: { by: 'other' } }),
      });
    });
    await step(new WorkflowStorageDynamoDB({ database: overtaking }), 'late');
    expect(await other.loadWorkflowSnapshot(run)).toMatchObject({
      value: { by: 'other' },
      context: { late: success('late') },
    });
  });

  test('what one process does to a run happens in the order of its calls', async () => {
    const storage = new WorkflowStorageDynamoDB({ database: await engine.open() });
    const snapshot = snapshotOf('Run-1');
    const first = storage.persistWorkflowSnapshot({ ...run, snapshot });
    snapshot.status = 'failed';
    const all = [
      first,
      step(storage, 'a'),
      storage.updateWorkflowState({ ...run, opts: { status: 'success' } }),
    ];
    await Promise.all(all);
    expect(await storage.loadWorkflowSnapshot(run)).toMatchObject({
      status: 'success',
      context: { a: success('a') },
    });
  });

  test('a call that fails does not hold up the next', async () => {
    const storage = new WorkflowStorageDynamoDB({ database: await engine.open() });
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    await storage.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
    const failing = storage.updateWorkflowResults({
      ...run,
      stepId: 'a',
      result: success(circle),
      requestContext: {},
    });
    const next = step(storage, 'b');
    await expect(failing).rejects.toMatchObject({ cause: { name: 'ValueError' } });
    expect(await next).toMatchObject({ b: success('b') });
  });

  test('who is overtaken without end gives up with an error, and has written nothing', async () => {
    const database = await engine.open();
    const other = new WorkflowStorageDynamoDB({ database: reopened(database, {}) });
    await other.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
    const key = { workflow_name: 'Orders', run_id: 'Run-1' };
    let now = Date.UTC(2030, 0);
    const overtaking = overtakenBy(database, 'update', async () => {
      now += 1_000;
      const updatedAt = new Date(now).toISOString();
      await send(database.connection, database.layout.snapshot.update(key, { set: { updatedAt } }));
    });
    // All waits between attempts are nothing.
    const dice = jest.spyOn(Math, 'random').mockReturnValue(0);
    try {
      await expect(step(new WorkflowStorageDynamoDB({ database: overtaking }), 'late')).rejects.toMatchObject(
        {
          id: 'MASTRA_STORAGE_DYNAMODB_UPDATE_WORKFLOW_RESULTS_FAILED',
          cause: { name: 'ConditionFailed' },
        },
      );
    } finally {
      dice.mockRestore();
    }
    expect(await other.loadWorkflowSnapshot(run)).toEqual(snapshotOf('Run-1'));
  });

  describe('when answers are lost', () => {
    let server: Awaited<ReturnType<typeof startScriptedServer>>;
    let client: DynamoDBClient;
    beforeAll(async () => {
      server = await startScriptedServer({ upstream: engine.settings.endpoint });
      client = new DynamoDBClient({ ...engine.settings, endpoint: server.settings.endpoint });
    });
    afterAll(async () => {
      client.destroy();
      await server.stop();
    });
    const open = async () => {
      const direct = await engine.open();
      const { tableName } = direct.connection;
      const database = new MastraDatabase({ tableName, client, layout: engine.layout });
      return {
        storage: new WorkflowStorageDynamoDB({ database }),
        direct: new WorkflowStorageDynamoDB({ database: direct }),
      };
    };

    test('a claim that was done is done', async () => {
      const { storage, direct } = await open();
      await direct.persistWorkflowSnapshot({
        ...run,
        snapshot: snapshotOf('Run-1', { status: 'suspended' }),
      });
      server.script('TransactWriteItems', [applyThen(drop)]);
      expect(await storage.updateWorkflowState(claim)).toEqual(snapshotOf('Run-1'));
      expect(await storage.updateWorkflowState(claim)).toBeUndefined();
    });

    test('a step and a snapshot are there once', async () => {
      const { storage } = await open();
      server.script('PutItem', [applyThen(drop)]);
      await storage.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
      server.script('UpdateItem', [applyThen(drop)]);
      await step(storage, 'a');
      expect(await storage.loadWorkflowSnapshot(run)).toMatchObject({ context: { a: success('a') } });
      server.script('UpdateItem', [applyThen(awsError('InternalServerError', { message: 'Later.' }))]);
      await storage.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1', { status: 'success' }) });
      expect(await storage.loadWorkflowSnapshot(run)).toEqual(snapshotOf('Run-1', { status: 'success' }));
    });
  });
});
