import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { BackgroundTasksStorageDynamoDB } from '../../src/mastra/background-tasks/background-task-storage.ts';
import { ObservabilityStorageDynamoDB } from '../../src/mastra/observability/observability-storage.ts';
import { ScoresStorageDynamoDB } from '../../src/mastra/scores/score-storage.ts';
import { WorkflowStorageDynamoDB } from '../../src/mastra/workflows/workflow-storage.ts';
import { someTask } from './background-tasks-samples.ts';
import { describeMastra } from './databases.ts';
import { span } from './observability-fixtures.ts';
import { someScore } from './scores-samples.ts';
import { largeSnapshot, snapshotOf } from './workflow-runs.ts';

const minute = { enabled: true, defaultTtlSeconds: 60 };
const ttl = { workflow_snapshot: minute, score: minute, background_task: minute, trace: minute };

describeMastra('an expired item lends nothing to a new one,', (engine) => {
  const open = async (config = {}) => {
    let now = Date.parse('2026-06-01T00:00:00.000Z');
    const database = await engine.open({ ttl, now: () => new Date(now), ...config });
    return {
      database,
      expire: () => {
        now += 100_000;
      },
    };
  };

  test('a run whose id differs in case takes its place, and the parts of its snapshot go', async () => {
    const { database, expire } = await open({ snapshots: 'compressed' });
    const runs = new WorkflowStorageDynamoDB({ database });
    const first = { workflowName: 'Orders', runId: 'Run-1' };
    const second = { workflowName: 'orders', runId: 'RUN-1' };
    await runs.persistWorkflowSnapshot({
      ...first,
      resourceId: 'alice',
      snapshot: largeSnapshot('Run-1', 600_000),
    });
    expire();
    await runs.persistWorkflowSnapshot({ ...second, snapshot: snapshotOf('RUN-1') });
    expect(await runs.loadWorkflowSnapshot(first)).toBeNull();
    expect(await runs.getWorkflowRunById(second)).toEqual({
      ...second,
      snapshot: snapshotOf('RUN-1'),
      createdAt: new Date('2026-06-01T00:01:40.000Z'),
      updatedAt: new Date('2026-06-01T00:01:40.000Z'),
    });
    // In the native layout the two are two items, and the first is for DynamoDB to delete.
    const { Items } = await engine
      .client()
      .send(new ScanCommand({ TableName: database.connection.tableName, ConsistentRead: true }));
    expect(Items?.length).toBe(engine.layout === 'native' ? 4 : 1);
  });

  test('of two tasks that take its place at the same time one does, and the other is told', async () => {
    const { database, expire } = await open();
    const tasks = new BackgroundTasksStorageDynamoDB({ database });
    await tasks.createTask(someTask());
    expire();
    const made = await Promise.allSettled([1, 2].map(() => tasks.createTask(someTask())));
    const reasons = made.flatMap((one) => (one.status === 'rejected' ? [one.reason.cause.name] : []));
    expect(reasons).toEqual(['AlreadyExists']);
  });

  test('a task whose id differs in case takes its place', async () => {
    const { database, expire } = await open();
    const tasks = new BackgroundTasksStorageDynamoDB({ database });
    await tasks.createTask(someTask({ id: 'Task-1', threadId: 'T' }));
    expire();
    await tasks.createTask(someTask({ id: 'TASK-1' }));
    expect(await tasks.getTask('TASK-1')).toEqual(someTask({ id: 'TASK-1' }));
    expect(await tasks.getTask('Task-1')).toBeNull();
  });

  test('a score whose id differs in case takes its place, with its own time of creation', async () => {
    const { database, expire } = await open();
    const scores = new ScoresStorageDynamoDB({ database });
    await scores.saveScore(someScore({ id: 'Score', reason: 'of the first' }));
    expire();
    await scores.saveScore(someScore({ id: 'SCORE' }));
    expect(await scores.getScoreById({ id: 'Score' })).toBeNull();
    expect(await scores.getScoreById({ id: 'SCORE' })).toEqual({
      ...someScore({ id: 'SCORE' }),
      createdAt: new Date('2026-06-01T00:01:40.000Z'),
      updatedAt: new Date('2026-06-01T00:01:40.000Z'),
    });
  });

  test('nor does an expired span say whose trace it is', async () => {
    const { database, expire } = await open();
    const traces = new ObservabilityStorageDynamoDB({ database });
    await traces.createSpan({ span: span({ spanId: 'a', organizationId: 'first' }) });
    expire();
    await traces.createSpan({ span: span({ spanId: 'b', organizationId: 'second' }) });
    const { traceId } = span({});
    await traces.batchDeleteTraces({ traceIds: [traceId], organizationId: 'first' });
    expect((await traces.getTrace({ traceId }))?.spans.length).toBe(1);
    await traces.batchDeleteTraces({ traceIds: [traceId], organizationId: 'second' });
    expect(await traces.getTrace({ traceId })).toBeNull();
  });
});
