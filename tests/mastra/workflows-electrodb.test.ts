import { ScanCommand } from '@aws-sdk/client-dynamodb';
import type { WorkflowRunState } from '@mastra/core/workflows';
import { WorkflowStorageDynamoDB as ElectroStorage } from '@mastra/dynamodb';
import { WorkflowStorageDynamoDB } from '../../src/mastra/workflows/workflow-storage.ts';
import { describeEngines } from '../support/engines.ts';
import { createTable } from './databases.ts';
import { largeSnapshot, snapshotOf, success } from './workflow-runs.ts';

const run = { workflowName: 'My-Workflow', runId: 'Run-1' };
const times = {
  createdAt: new Date('2025-05-06T07:08:09.123Z'),
  updatedAt: new Date('2025-05-06T07:08:10.123Z'),
};

describeEngines('workflow runs beside the ElectroDB store', (engine) => {
  const open = async (ttl?: object) => {
    const tableName = engine.tableName('mastra');
    await createTable(engine, 'compatible', tableName, ['gsi1', 'gsi2']);
    const ours = new WorkflowStorageDynamoDB({ tableName, client: engine.client(), ...(ttl && { ttl }) });
    const large = new WorkflowStorageDynamoDB({
      tableName,
      client: engine.client(),
      snapshots: 'compressed',
    });
    const theirs = new ElectroStorage({ tableName, ...engine.settings, ...(ttl && { ttl }) });
    const items = async () => {
      const { Items = [] } = await engine.client().send(new ScanCommand({ TableName: tableName }));
      return Items;
    };
    return { ours, large, theirs, items };
  };

  test.each([
    ['without an end', undefined],
    [
      'with one',
      { workflow_snapshot: { enabled: true, attributeName: 'expiresAt', defaultTtlSeconds: 1e8 } },
    ],
  ])('an item %s equals theirs, attribute for attribute', async (_, ttl) => {
    const mine = await open(ttl);
    const electro = await open(ttl);
    const inputs = [
      { ...run, resourceId: 'Res-W', snapshot: snapshotOf('Run-1'), ...times },
      { ...run, snapshot: snapshotOf('Run-1', { status: 'success' }), updatedAt: new Date() },
      { ...run, runId: 'Run#2/ä', snapshot: snapshotOf('Run#2/ä'), ...times },
    ];
    for (const input of inputs) {
      await mine.ours.persistWorkflowSnapshot(input);
      await electro.theirs.persistWorkflowSnapshot(input);
    }
    const end = expect.objectContaining({ N: expect.stringMatching(/^\d+$/) });
    const found = await mine.items();
    const expected = (await electro.items()).map((item) => ({ ...item, ...(ttl && { expiresAt: end }) }));
    expect(found.toSorted(byRun)).toEqual(expected.toSorted(byRun));
  });

  test('each reads what the other has written', async () => {
    const { ours, theirs } = await open();
    await theirs.persistWorkflowSnapshot({
      ...run,
      resourceId: 'Res-W',
      snapshot: snapshotOf('Run-1'),
      ...times,
    });
    const read = {
      ...run,
      resourceId: 'Res-W',
      snapshot: snapshotOf('Run-1'),
      ...times,
    };
    expect(await ours.getWorkflowRunById(run)).toEqual(read);
    expect(await ours.getWorkflowRunById({ runId: 'Run-1' })).toEqual(read);
    expect(await ours.listWorkflowRuns({ workflowName: 'My-Workflow' })).toEqual({ runs: [read], total: 1 });
    expect(await ours.listWorkflowRuns()).toEqual({ runs: [read], total: 1 });

    await ours.updateWorkflowResults({ ...run, stepId: 'a', result: success(1), requestContext: {} });
    await ours.persistWorkflowSnapshot({ ...run, runId: 'Run-2', snapshot: snapshotOf('Run-2') });
    expect(await theirs.loadWorkflowSnapshot(run)).toMatchObject({ context: { a: success(1) } });
    expect(await theirs.getWorkflowRunById({ runId: 'Run-2' })).toMatchObject({
      snapshot: snapshotOf('Run-2'),
    });
    expect((await theirs.listWorkflowRuns()).runs.map(({ runId }) => runId).sort()).toEqual([
      'Run-1',
      'Run-2',
    ]);
    await theirs.dangerouslyClearAll();
    expect((await ours.listWorkflowRuns()).total).toBe(0);
  });

  test('steps survive beside a writer of theirs that holds the same lock', async () => {
    const { ours, theirs } = await open();
    await ours.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
    const mine = Array.from({ length: 10 }, (_, i) => `ours-${i}`);
    const other = Array.from({ length: 10 }, (_, i) => `theirs-${i}`);
    await Promise.all([
      ...mine.map((stepId) =>
        ours.updateWorkflowResults({ ...run, stepId, result: success(stepId), requestContext: {} }),
      ),
      ...other.map((stepId) => electroStep(theirs, stepId)),
    ]);
    const snapshot = await ours.loadWorkflowSnapshot(run);
    expect(Object.keys(snapshot?.context ?? {}).sort()).toEqual(['input', ...mine, ...other].sort());
  });

  test('a snapshot that they cannot read counts as absent there, and what they write instead is what we read', async () => {
    const { large, theirs, items } = await open();
    await large.persistWorkflowSnapshot({ ...run, snapshot: largeSnapshot('Run-1', 600_000) });
    expect(await theirs.loadWorkflowSnapshot(run)).toBeNull();
    await theirs.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1', { status: 'failed' }) });
    expect(await large.loadWorkflowSnapshot(run)).toMatchObject({ status: 'failed' });
    expect((await large.listWorkflowRuns({ status: 'running' })).total).toBe(0);
    await large.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
    expect(await items()).toHaveLength(1);
  });
});

/**
 * What the later versions of their store do: an upsert on condition that `updatedAt` is what was read. Theirs can write the
 * same time twice within a millisecond, and then lose a step; this one does not.
 */
async function electroStep(storage: ElectroStorage, stepId: string): Promise<void> {
  const { service } = storage as unknown as { service: ElectroService };
  const key = { entity: 'workflow_snapshot', workflow_name: run.workflowName, run_id: run.runId };
  for (let tries = 0; tries < 50; tries += 1) {
    const { data } = await service.entities.workflow_snapshot.get(key).go();
    const { snapshot, createdAt, updatedAt } = data;
    snapshot.context[stepId] = success(stepId);
    const later = new Date(Math.max(Date.now(), Date.parse(updatedAt) + 1)).toISOString();
    const changed = { ...key, snapshot: JSON.stringify(snapshot), createdAt, updatedAt: later };
    try {
      await service.entities.workflow_snapshot
        .upsert(changed)
        .where((attributes, operations) => operations.eq(attributes.updatedAt, updatedAt))
        .go();
      return;
    } catch (error) {
      if (!/conditional request failed/i.test(String(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 100));
    }
  }
  throw new Error(`${stepId} was always overtaken.`);
}

interface ElectroService {
  readonly entities: {
    readonly workflow_snapshot: {
      get(key: object): {
        go(): Promise<{ data: { snapshot: WorkflowRunState; createdAt: string; updatedAt: string } }>;
      };
      upsert(item: object): {
        where(
          condition: (
            attributes: { updatedAt: unknown },
            operations: { eq(attribute: unknown, value: string): string },
          ) => string,
        ): { go(): Promise<unknown> };
      };
    };
  };
}

type Stored = Record<string, { S?: string | undefined }>;

function byRun(a: Stored, b: Stored): number {
  return String(a.run_id?.S) < String(b.run_id?.S) ? -1 : 1;
}
