import {
  InMemoryStore,
  type StorageListWorkflowRunsInput,
  type WorkflowsStorage,
} from '@mastra/core/storage';
import fc from 'fast-check';
import { WorkflowStorageDynamoDB } from '../../src/mastra/workflows/workflow-storage.ts';
import { describeMastra } from './databases.ts';
import { contextOf, snapshotOf, success } from './workflow-runs.ts';

const workflowName = fc.constantFrom('orders', 'refunds');
const runId = fc.constantFrom('r1', 'r2', 'r3');
const run = { workflowName, runId };
const status = fc.constantFrom('running', 'suspended', 'success', 'failed');
const threadId = fc.constantFrom('t1', 't2');
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
/** Few filters let enough through. */
const rarely = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined, freq: 2 });
const outputs = fc.array(fc.constantFrom(null, 'a', { __mastra_pending__: true }), { maxLength: 3 });

const context = fc.oneof(
  fc.constant(contextOf({})),
  threadId.map((thread) => contextOf({ messageListState: { memoryInfo: { threadId: thread } } })),
  threadId.map((thread) => contextOf({ threadId: thread, status: 'suspended' })),
);
const day = fc.integer({ min: 1, max: 9 });

/** Calls on either storage; `at` is a time that no other call of the same test has. */
const persist = fc
  .record({ ...run, resourceId: optional(fc.constantFrom('ann', 'bob')), status, context })
  .map(({ workflowName, runId, resourceId, ...changes }) => (storage: WorkflowsStorage, at: Date) => {
    const given = resourceId === undefined ? {} : { resourceId };
    return createdOnce(storage, { workflowName, runId, ...given, snapshot: snapshotOf(runId, changes) }, at);
  });

const change = fc.oneof(
  fc.record({ ...run, stepId: fc.constantFrom('a', 'b'), output: fc.oneof(outputs, fc.integer()) }).map(
    ({ output, ...step }) =>
      (storage: WorkflowsStorage) =>
        storage.updateWorkflowResults({
          ...step,
          result: success(output),
          requestContext: { [step.stepId]: 1 },
        }),
  ),
  fc
    .record({
      ...run,
      status,
      expectedStatus: optional(fc.oneof(status, fc.array(status, { maxLength: 2 }))),
    })
    .map(
      ({ status, expectedStatus, ...key }) =>
        (storage: WorkflowsStorage) =>
          storage.updateWorkflowState({
            ...key,
            opts: { status, ...(expectedStatus !== undefined && { expectedStatus }) },
          }),
    ),
  fc.record(run).map((key) => (storage: WorkflowsStorage) => storage.loadWorkflowSnapshot(key)),
  fc.record(run).map((key) => (storage: WorkflowsStorage) => storage.deleteWorkflowRunById(key)),
  fc
    .record({ runId, workflowName: optional(workflowName) })
    .map((key) => (storage: WorkflowsStorage) => storage.getWorkflowRunById(given(key))),
);

const list = fc
  .record({
    workflowName: rarely(workflowName),
    resourceId: rarely(fc.constantFrom('ann', 'bob')),
    threadId: rarely(threadId),
    status: rarely(status),
    from: rarely(day),
    to: rarely(day),
    page: optional(fc.integer({ min: 0, max: 2 })),
    perPage: optional(fc.constantFrom(false as const, 0, 1, 2)),
  })
  .map(
    ({ from, to, ...input }) =>
      (storage: WorkflowsStorage) =>
        storage.listWorkflowRuns(
          given({ ...input, ...(from && { fromDate: dayOf(from) }), ...(to && { toDate: dayOf(to) }) }),
        ),
  );

const call = fc.oneof(
  { arbitrary: persist, weight: 4 },
  { arbitrary: change, weight: 3 },
  { arbitrary: list, weight: 3 },
);

/** A run that is there keeps its time of creation in our store, so another is not given. */
async function createdOnce(
  storage: WorkflowsStorage,
  run: Parameters<WorkflowsStorage['persistWorkflowSnapshot']>[0],
  at: Date,
): Promise<void> {
  const there = await storage.getWorkflowRunById(run);
  // Stores that keep what they are given would see the changes of others.
  const snapshot = structuredClone(run.snapshot);
  return storage.persistWorkflowSnapshot({ ...run, snapshot, createdAt: there?.createdAt ?? at });
}

function given<T extends object>(input: T): StorageListWorkflowRunsInput & { runId: string } {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as never;
}

function dayOf(number: number): Date {
  return new Date(Date.UTC(2026, 0, number));
}

/** What both stores say: without the items' own names for ids, and the time that only ours changes with every write. */
function common(result: unknown): unknown {
  const plain = JSON.parse(JSON.stringify(result ?? null), (key, value) =>
    ['workflow_name', 'run_id', 'updatedAt'].includes(key) ? undefined : value,
  );
  return plain;
}

describeMastra('the same calls', (engine) => {
  test('give the same as in memory', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 5, maxLength: 30 }), async (calls) => {
        const ours = new WorkflowStorageDynamoDB({ database: await engine.open() });
        const theirs = await new InMemoryStore().getStore('workflows');
        if (theirs === undefined) throw new Error('There is no workflows storage in memory.');
        for (const [place, run] of calls.entries()) {
          const at = new Date(Date.UTC(2026, 0, (place % 9) + 1, 0, 0, place));
          expect([place, common(await run(ours, at))]).toEqual([place, common(await run(theirs, at))]);
        }
      }),
      { numRuns: engine.name === 'dynoxide' ? 40 : 5, endOnFailure: true },
    );
  });
});
