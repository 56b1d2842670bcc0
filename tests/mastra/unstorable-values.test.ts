import type { BackgroundTask, TaskFilter } from '@mastra/core/background-tasks';
import { InMemoryStore } from '@mastra/core/storage';
import { BackgroundTasksStorageDynamoDB } from '../../src/mastra/background-tasks/background-task-storage.ts';
import { ObservabilityStorageDynamoDB } from '../../src/mastra/observability/observability-storage.ts';
import { ScoresStorageDynamoDB } from '../../src/mastra/scores/score-storage.ts';
import { WorkflowStorageDynamoDB } from '../../src/mastra/workflows/workflow-storage.ts';
import { someTask } from './background-tasks-samples.ts';
import { describeMastra } from './databases.ts';
import { at, span } from './observability-fixtures.ts';
import { someScore } from './scores-samples.ts';
import { contextOf, noise, snapshotOf } from './workflow-runs.ts';

const CIRCLE: { of?: unknown } = {};
CIRCLE.of = CIRCLE;
const NEVER = new Date(Number.NaN);
const BIGINT = 'Do not know how to serialize a BigInt';
const ROUND = 'Converting circular structure to JSON';
const NO_TIME = 'an invalid Date is no time: it takes a Date or ISO text.';

/** The message of what went wrong, without Mastra's around it. */
async function refusal(call: Promise<unknown>): Promise<unknown> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown as Error & { cause?: Error },
  );
  return error?.cause?.message ?? error?.message;
}

describeMastra('what cannot be stored is refused by its id and field:', (engine) => {
  test('of a score', async () => {
    const scores = new ScoresStorageDynamoDB({ database: await engine.open() });
    const save = (fields: object) => refusal(scores.saveScore(someScore({ id: 's1', ...fields })));
    expect(await save({ input: 1n })).toBe(`The score "s1" cannot be stored: its input: ${BIGINT}`);
    expect(await save({ output: [CIRCLE] })).toBe(`The score "s1" cannot be stored: its output: ${ROUND}`);
    expect(await save({ metadata: { k: 1n } })).toBe(
      `The score "s1" cannot be stored: its metadata: ${BIGINT}`,
    );
    expect(await scores.getScoreById({ id: 's1' })).toBeNull();
  });

  test('of a task', async () => {
    const tasks = new BackgroundTasksStorageDynamoDB({ database: await engine.open() });
    const create = (fields: object) => refusal(tasks.createTask(someTask({ id: 'k', ...fields })));
    const stored = 'The task "k" cannot be stored: its';
    expect(await create({ createdAt: NEVER })).toBe(`${stored} createdAt: ${NO_TIME}`);
    expect(await create({ startedAt: NEVER })).toBe(`${stored} startedAt: ${NO_TIME}`);
    expect(await create({ args: { a: 1n } })).toBe(`${stored} args: ${BIGINT}`);
    expect(await create({ result: CIRCLE })).toBe(`${stored} result: ${ROUND}`);
    await tasks.createTask(someTask({ id: 'k' }));
    const changed = 'The task "k" cannot be changed: its';
    expect(await refusal(tasks.updateTask('k', { completedAt: NEVER }))).toBe(
      `${changed} completedAt: ${NO_TIME}`,
    );
    expect(await refusal(tasks.updateTask('k', { suspendPayload: { a: 1n } }))).toBe(
      `${changed} suspendPayload: ${BIGINT}`,
    );
    expect(await refusal(tasks.listTasks({ fromDate: NEVER }))).toBe(`The filter's fromDate: ${NO_TIME}`);
    expect(await refusal(tasks.deleteTasks({ toDate: 'soon' as never }))).toBe(
      `The filter's toDate: "soon" is no time: it takes a Date or ISO text.`,
    );
    expect(await tasks.getTask('k')).toEqual(someTask({ id: 'k' }));
  });

  test('of a span, without keeping back the others', async () => {
    const traces = new ObservabilityStorageDynamoDB({ database: await engine.open() });
    const create = (spanId: string, fields: object) =>
      refusal(
        traces.batchCreateSpans({
          records: [span({ spanId, ...fields }), span({ spanId: `${spanId}-good` })],
        }),
      );
    const cannot = (spanId: string) => `The span ${spanId} of trace t1 cannot be stored:`;
    expect(await refusal(traces.createSpan({} as never))).toBe('A span is an object, not undefined.');
    expect(await create('a', { startedAt: undefined })).toContain(`${cannot('a')} it has no startedAt`);
    expect(await create('b', { startedAt: null })).toContain(
      `${cannot('b')} its startedAt is null, and no time`,
    );
    expect(await create('c', { startedAt: NEVER })).toContain(`${cannot('c')} its startedAt: ${NO_TIME}`);
    expect(await create('d', { input: { a: 1n } })).toContain(`${cannot('d')} its input: ${BIGINT}`);
    expect(await create('e', { output: CIRCLE })).toContain(`${cannot('e')} its output: ${ROUND}`);
    const { spans } = (await traces.getTrace({ traceId: 't1' })) ?? { spans: [] };
    expect(spans.map(({ spanId }) => spanId)).toEqual(['a-good', 'b-good', 'c-good', 'd-good', 'e-good']);

    const update = (updates: object) =>
      refusal(traces.updateSpan({ traceId: 't1', spanId: 'a-good', updates }));
    const changed = 'The span a-good of trace t1 cannot be changed:';
    expect(await update({ endedAt: NEVER })).toBe(`${changed} its endedAt: ${NO_TIME}`);
    expect(await update({ startedAt: null })).toBe(`${changed} its startedAt is null, and no time`);
    expect(await update({ attributes: CIRCLE })).toBe(`${changed} its attributes: ${ROUND}`);
  });

  test('a change of a span that is not there says which one, when the others are changed', async () => {
    const traces = new ObservabilityStorageDynamoDB({ database: await engine.open() });
    await traces.createSpan({ span: span({ spanId: 'a' }) });
    const records = ['none', 'a'].map((spanId) => ({ traceId: 't1', spanId, updates: { endedAt: at(9) } }));
    await expect(traces.batchUpdateSpans({ records })).rejects.toMatchObject({
      id: 'OBSERVABILITY_UPDATE_SPAN_NOT_FOUND',
      message: 'Span not found for update: span none of trace t1',
      details: { traceId: 't1', spanId: 'none' },
    });
    expect((await traces.getSpan({ traceId: 't1', spanId: 'a' }))?.span.endedAt).toEqual(at(9));
  });

  test('of a run', async () => {
    const runs = new WorkflowStorageDynamoDB({ database: await engine.open() });
    const run = { workflowName: 'Orders', runId: 'Run-1' };
    const persist = (snapshot: unknown, times = {}) =>
      refusal(runs.persistWorkflowSnapshot({ ...run, snapshot: snapshot as never, ...times }));
    const cannot = 'The snapshot of run "Run-1" of workflow "Orders" cannot be stored:';
    expect(await persist(snapshotOf('Run-1', { context: contextOf({ a: 1n }) }))).toBe(`${cannot} ${BIGINT}`);
    expect(await persist(snapshotOf('Run-1', { value: CIRCLE as never }))).toBe(`${cannot} ${ROUND}`);
    expect(await refusal(runs.updateWorkflowState({ ...run } as never))).toBe(
      'updateWorkflowState needs opts, which say the new state, not undefined.',
    );
    expect(await persist(undefined)).toBe(`${cannot} it is undefined, and no object.`);
    expect(await persist('5')).toBe(`${cannot} it is 5, and no object.`);
    expect(await persist('{"broken')).toMatch(/^The snapshot of run "Run-1" .* cannot be stored: .*JSON/);
    expect(await persist(snapshotOf('Run-1'), { createdAt: NEVER })).toBe(
      `The createdAt of run "Run-1" of workflow "Orders": ${NO_TIME}`,
    );
    expect(await runs.loadWorkflowSnapshot(run)).toBeNull();
    await runs.persistWorkflowSnapshot({ ...run, snapshot: snapshotOf('Run-1') });
    const result = { status: 'success', output: 1n } as never;
    expect(
      await refusal(runs.updateWorkflowResults({ ...run, stepId: 'a', result, requestContext: {} })),
    ).toBe(`${cannot} ${BIGINT}`);
  });
});

describeMastra('what has over 400 KB is refused by its id:', (engine) => {
  const text = noise(450_000);
  const sizes = 'writes an item of 45\\d{4} bytes with .*; an item has 409600 at most\\.$';

  test('a score, and a task', async () => {
    const database = await engine.open();
    const scores = new ScoresStorageDynamoDB({ database });
    const tasks = new BackgroundTasksStorageDynamoDB({ database });
    const score = someScore({ id: 'one', output: text });
    expect(await refusal(scores.saveScore(score))).toMatch(new RegExp(sizes));
    await tasks.createTask(someTask({ id: 'k' }));
    expect(await refusal(tasks.createTask(someTask({ id: 'l', args: { text } })))).toMatch(new RegExp(sizes));
    const message = 'The task "k" cannot be changed: with its new fields it would have over 400 KB.';
    expect(await refusal(tasks.updateTask('k', { result: text }))).toBe(message);
    const expected = { expectedStatus: 'pending' } as const;
    expect(await refusal(tasks.updateTask('k', { result: text, status: 'completed' }, expected))).toBe(
      message,
    );
    expect(await tasks.getTask('k')).toEqual(someTask({ id: 'k' }));
  });
});

describeMastra('what came out of JSON is as good as what went into it:', (engine) => {
  test('a snapshot as text', async () => {
    const run = { workflowName: 'Orders', runId: 'Run-1' };
    const snapshot = JSON.stringify(snapshotOf('Run-1'), null, 2) as never;
    const ours = new WorkflowStorageDynamoDB({ database: await engine.open() });
    const inMemory = await new InMemoryStore().getStore('workflows');
    for (const runs of [ours, inMemory]) {
      await runs?.persistWorkflowSnapshot({ ...run, snapshot });
      expect(await runs?.loadWorkflowSnapshot(run)).toEqual(snapshotOf('Run-1'));
      expect((await runs?.listWorkflowRuns({ status: 'running' }))?.total).toBe(1);
    }
  });

  test('the times of tasks, and those of filters', async () => {
    const tasks = new BackgroundTasksStorageDynamoDB({ database: await engine.open() });
    const viaJson = <T>(value: T) => JSON.parse(JSON.stringify(value)) as T;
    const task: BackgroundTask = someTask({ id: 'k', startedAt: at(1), completedAt: at(2) });
    await tasks.createTask(viaJson(task));
    expect(await tasks.getTask('k')).toEqual(task);
    await tasks.updateTask('k', viaJson({ completedAt: at(3), suspendedAt: at(1) }));
    expect(await tasks.getTask('k')).toEqual({ ...task, completedAt: at(3), suspendedAt: at(1) });
    const total = async (filter: TaskFilter) => (await tasks.listTasks(viaJson(filter))).total;
    expect(await total({ fromDate: at(0), toDate: at(1) })).toBe(1);
    expect(await total({ runId: 'Run-1', toDate: at(0) })).toBe(0);
    expect(await total({ dateFilterBy: 'completedAt', fromDate: at(3) })).toBe(1);
    expect(await total({ fromDate: at(1), toDate: at(0) })).toBe(0);
    await tasks.deleteTasks(viaJson({ fromDate: at(0), toDate: at(1) }));
    expect(await tasks.getTask('k')).toBeNull();
  });
});
