import { type BackgroundTasksStorage, InMemoryStore } from '@mastra/core/storage';
import fc from 'fast-check';
import { BackgroundTasksStorageDynamoDB } from '../../src/mastra/background-tasks/background-task-storage.ts';
import { someTask } from './background-tasks-samples.ts';
import { describeMastra } from './databases.ts';

const pick = <T extends string>(...values: T[]) => fc.constantFrom(...values);
const status = pick('pending', 'running', 'suspended', 'completed', 'failed');
const time = fc.integer({ min: 0, max: 20 }).map((day) => new Date(Date.UTC(2026, 0, 1 + day)));
const value = fc.jsonValue().filter((json) => json !== null);

const changes = {
  status,
  startedAt: time,
  suspendedAt: time,
  completedAt: time,
  result: value.map((json) => JSON.parse(JSON.stringify(json)) as unknown),
  suspendPayload: fc.oneof(
    fc.string(),
    fc.dictionary(fc.string(), fc.string()).map((map) => ({ ...map })),
  ),
  error: fc.record({ message: fc.string() }, { noNullPrototype: true }),
  retryCount: fc.nat(5),
};
const update = fc.record(changes, { requiredKeys: [], noNullPrototype: true });
const extra = { threadId: pick('T1', 'T2'), resourceId: pick('R1'), ...changes };
const task = fc
  .record(
    { agentId: pick('A1', 'A2'), runId: pick('R1', 'R2'), toolName: pick('x', 'y'), ...extra },
    { requiredKeys: ['agentId', 'runId', 'toolName', 'status'], noNullPrototype: true },
  )
  .map((fields) => someTask(fields));

const filter = fc.record(
  {
    status: fc.oneof(status, fc.array(status, { maxLength: 3 })),
    agentId: pick('A1', 'A2'),
    runId: pick('R1', 'R2'),
    threadId: pick('T1', 'T2'),
    resourceId: pick('R1'),
    toolName: pick('x'),
    fromDate: time,
    toDate: time,
    dateFilterBy: pick('createdAt', 'startedAt', 'suspendedAt', 'completedAt'),
    orderDirection: pick('asc', 'desc'),
    page: fc.nat(2),
    perPage: fc.integer({ min: 1, max: 4 }),
  },
  { requiredKeys: [], noNullPrototype: true },
);

type Call = (tasks: BackgroundTasksStorage, days: { next: number }) => Promise<unknown>;
const id = pick('t0', 't1', 't2', 't3', 't4', 'none');

/** Tasks are created a day apart, because the in-memory store has another order for those of one instant. */
const calls: fc.Arbitrary<Call> = fc.oneof(
  {
    weight: 5,
    arbitrary: task.map(
      (created): Call =>
        (tasks, days) => {
          const day = days.next;
          days.next += 1;
          return tasks.createTask({
            ...created,
            id: `t${day}`,
            createdAt: new Date(Date.UTC(2026, 0, 1 + day)),
          });
        },
    ),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(id, update, fc.option(status, { nil: undefined })).map(
      ([taskId, changed, expectedStatus]): Call =>
        (tasks) =>
          tasks.updateTask(taskId, changed, expectedStatus && { expectedStatus }),
    ),
  },
  id.map(
    (taskId): Call =>
      (tasks) =>
        tasks.getTask(taskId),
  ),
  {
    weight: 5,
    arbitrary: filter.map(
      (asked): Call =>
        (tasks) =>
          tasks.listTasks(asked),
    ),
  },
  id.map(
    (taskId): Call =>
      (tasks) =>
        tasks.deleteTask(taskId),
  ),
  filter.map(
    (asked): Call =>
      (tasks) =>
        tasks.deleteTasks(asked),
  ),
  fc.constant<Call>((tasks) => tasks.getRunningCount()),
  pick('A1', 'A2').map(
    (agentId): Call =>
      (tasks) =>
        tasks.getRunningCountByAgent(agentId),
  ),
);

describeMastra('background tasks beside the in-memory store', (engine) => {
  const once = engine.name === 'dynoxide' ? it : it.skip;

  once('are the same for the same calls', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(calls, { minLength: 10, maxLength: 40 }), async (sequence) => {
        const ours = new BackgroundTasksStorageDynamoDB({ database: await engine.open() });
        const theirs = await new InMemoryStore().getStore('backgroundTasks');
        if (theirs === undefined) throw new Error('The in-memory store has no background tasks.');
        const [days, theirDays] = [{ next: 0 }, { next: 0 }];
        for (const call of sequence) expect(await call(ours, days)).toEqual(await call(theirs, theirDays));
      }),
      { numRuns: 30, endOnFailure: true },
    );
  });
});
