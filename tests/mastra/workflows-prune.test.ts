import { WorkflowStorageDynamoDB } from '../../src/mastra/workflows/workflow-storage.ts';
import { describeMastra } from './databases.ts';
import { overtakenBy, reopened, snapshotOf } from './workflow-runs.ts';

const policies = { workflowSnapshot: { maxAge: '30d', batchSize: 10 } } as const;
const result = { domain: 'workflows', table: 'mastra_workflow_snapshot' };

describeMastra('pruning of workflow runs', (engine) => {
  /** So many runs that were last written on a day in January, and a store a month later. */
  async function old(count: number) {
    const database = await engine.open();
    const at = (month: number) => ({ now: () => new Date(Date.UTC(2026, month, 10)) });
    const before = new WorkflowStorageDynamoDB({ database: reopened(database, at(0)) });
    for (let i = 0; i < count; i += 1) {
      const runId = `run-${i}`;
      await before.persistWorkflowSnapshot({ workflowName: 'Orders', runId, snapshot: snapshotOf(runId) });
    }
    return { database: reopened(database, at(1)) };
  }

  test('deletes as many runs as it may, and goes on the next time', async () => {
    const { database } = await old(25);
    const storage = new WorkflowStorageDynamoDB({ database });
    const young = { workflowName: 'Orders', runId: 'young', snapshot: snapshotOf('young') };
    await storage.persistWorkflowSnapshot(young);
    expect(await storage.prune(policies, { maxBatches: 2 })).toEqual([
      { ...result, deleted: 20, done: false },
    ]);
    expect(await storage.prune(policies)).toEqual([{ ...result, deleted: 5, done: true }]);
    expect(await storage.prune(policies)).toEqual([{ ...result, deleted: 0, done: true }]);
    expect((await storage.listWorkflowRuns()).runs.map(({ runId }) => runId)).toEqual(['young']);
  });

  test('leaves a run that somebody writes at that moment', async () => {
    const { database } = await old(1);
    const other = new WorkflowStorageDynamoDB({ database });
    const opts = { status: 'success' } as const;
    const overtaking = overtakenBy(database, 'delete', async () => {
      await other.updateWorkflowState({ workflowName: 'Orders', runId: 'run-0', opts });
    });
    const now = () => database.now();
    const storage = new WorkflowStorageDynamoDB({ database: reopened(overtaking, { now }) });
    expect(await storage.prune(policies)).toMatchObject([{ deleted: 0 }]);
    expect((await other.listWorkflowRuns({ status: 'success' })).total).toBe(1);
  });

  test('needs a policy for runs', async () => {
    const { database } = await old(1);
    const storage = new WorkflowStorageDynamoDB({ database });
    expect(await storage.prune({ messages: { maxAge: '1d' } })).toEqual([]);
    expect((await storage.listWorkflowRuns()).total).toBe(1);
  });
});
