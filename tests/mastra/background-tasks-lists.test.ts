import type { BackgroundTask, TaskFilter } from '@mastra/core/background-tasks';
import { BackgroundTasksStorageDynamoDB } from '../../src/mastra/background-tasks/background-task-storage.ts';
import { someTask } from './background-tasks-samples.ts';
import { describeMastra } from './databases.ts';
import { sentBy } from './scores-samples.ts';

const day = (i: number) => new Date(Date.UTC(2026, 0, i));

describeMastra('lists of background tasks', (engine) => {
  const open = async (config = {}, indexes?: readonly string[]) => {
    const database = await engine.open(config, indexes);
    const tasks = new BackgroundTasksStorageDynamoDB({ database });
    const create = (...given: Partial<BackgroundTask>[]) =>
      Promise.all(given.map((fields) => tasks.createTask(someTask(fields))));
    const ids = async (filter: TaskFilter) => {
      const listed = await tasks.listTasks(filter);
      return listed.tasks.map(({ id }) => id).join(' ');
    };
    return { database, tasks, create, ids };
  };

  it('are empty where there is nothing', async () => {
    const { tasks } = await open();
    for (const filter of [{}, { runId: 'R' }, { agentId: 'A' }, { status: 'running' as const }]) {
      expect(await tasks.listTasks(filter)).toEqual({ tasks: [], total: 0 });
    }
    expect(await tasks.getRunningCount()).toBe(0);
  });

  it('take every filter, by the best index for it', async () => {
    const { create, ids, database } = await open();
    await create(
      { id: 'a', runId: 'R1', agentId: 'A1', status: 'pending', createdAt: day(1) },
      { id: 'b', runId: 'R1', agentId: 'A2', status: 'running', createdAt: day(2), threadId: 'T' },
      { id: 'c', runId: 'R2', agentId: 'A1', status: 'running', createdAt: day(3), resourceId: 'R' },
      { id: 'd', runId: 'r1', agentId: 'a1', status: 'failed', createdAt: day(4), toolName: 'lookup' },
      { id: 'e', runId: 'R3', agentId: 'A3', status: 'completed', createdAt: day(5), toolCallId: 'X' },
    );
    const sent = sentBy(database);
    const listed: readonly (readonly [TaskFilter, string, ...string[]])[] = [
      [{}, 'a b c d e', 'scan'],
      [{ runId: 'R1' }, 'a b', 'query'],
      [{ runId: 'R1', agentId: 'A2' }, 'b', 'query'],
      [{ agentId: 'A1' }, 'a c', 'query'],
      [{ agentId: 'A1', status: 'running' }, 'c', 'query'],
      [{ status: 'running' }, 'b c', 'query'],
      [{ status: ['pending', 'failed', 'pending'] }, 'a d', 'query', 'query'],
      [{ status: [] }, ''],
      [{ threadId: 'T' }, 'b', 'scan'],
      [{ resourceId: 'R' }, 'c', 'scan'],
      [{ toolName: 'lookup' }, 'd', 'scan'],
      [{ toolCallId: 'X' }, 'e', 'scan'],
      [{ status: 'running', toolName: 'lookup' }, '', 'query'],
    ];
    for (const [filter, expected, ...commands] of listed) {
      sent.length = 0;
      expect([filter, await ids(filter), sent]).toEqual([filter, expected, commands]);
    }
  });

  it('take ranges of every time, with the beginning and without the end', async () => {
    const { create, ids, database } = await open();
    await create(
      { id: 'a', createdAt: day(1) },
      { id: 'b', createdAt: day(2), startedAt: day(12), completedAt: day(25) },
      { id: 'c', createdAt: day(3), startedAt: day(13), suspendedAt: day(22) },
      { id: 'd', createdAt: day(4), startedAt: day(14), suspendedAt: day(21) },
    );
    const range = { fromDate: day(2), toDate: day(4) };
    for (const by of [{}, { runId: 'Run-1' }, { agentId: 'Agent-1' }, { status: 'pending' as const }]) {
      expect(await ids({ ...by, ...range })).toBe('b c');
      expect(await ids({ ...by, fromDate: day(3) })).toBe('c d');
      expect(await ids({ ...by, toDate: day(2) })).toBe('a');
      expect(await ids({ ...by, dateFilterBy: 'startedAt', fromDate: day(13) })).toBe('c d');
      expect(await ids({ ...by, dateFilterBy: 'suspendedAt', toDate: day(22) })).toBe('d');
      expect(await ids({ ...by, dateFilterBy: 'completedAt', fromDate: day(1), toDate: day(30) })).toBe('b');
    }
    const sent = sentBy(database);
    expect(await ids({ fromDate: day(4), toDate: day(2) })).toBe('');
    expect(await ids({ fromDate: day(4), toDate: day(4) })).toBe('');
    expect(sent).toEqual([]);
  });

  it('are in the order of any time, in pages', async () => {
    const { create, ids, tasks } = await open();
    await create(
      { id: 'a', createdAt: day(1), startedAt: day(20) },
      { id: 'b', createdAt: day(2) },
      { id: 'c', createdAt: day(3), startedAt: day(10) },
      { id: 'd', createdAt: day(4), startedAt: day(15) },
      { id: 'e', createdAt: day(4), startedAt: day(15) },
    );
    expect(await ids({ orderDirection: 'desc' })).toBe('d e c b a');
    expect(await ids({ runId: 'Run-1', orderDirection: 'desc', perPage: 3 })).toBe('d e c');
    expect(await ids({ orderBy: 'startedAt' })).toBe('b c d e a');
    expect(await ids({ orderBy: 'startedAt', orderDirection: 'desc' })).toBe('a d e c b');
    expect(await ids({ agentId: 'Agent-1', page: 1, perPage: 2 })).toBe('c d');
    expect(await ids({ status: 'pending', page: 2, perPage: 2 })).toBe('e');
    expect(await ids({ page: 3, perPage: 2 })).toBe('');
    expect(await ids({ page: 3 })).toBe('a b c d e');
    expect(await tasks.listTasks({ perPage: 0 })).toEqual({ tasks: [], total: 5 });
  });

  it('go on past one megabyte', async () => {
    const { create, tasks, database } = await open();
    const result = 'x'.repeat(150_000);
    const all = Array.from({ length: 16 }, (_, i) => ({ id: `t${i + 10}`, createdAt: day(i + 1), result }));
    await create(...all.map((fields) => ({ ...fields, status: 'running' as const })));
    for (const by of [{}, { runId: 'Run-1' }, { agentId: 'Agent-1' }, { status: 'running' as const }]) {
      const { tasks: page, total } = await tasks.listTasks({ ...by, page: 2, perPage: 6 });
      expect([total, ...page.map(({ id }) => id)]).toEqual([16, 't22', 't23', 't24', 't25']);
    }
    const sent = sentBy(database);
    expect(await tasks.getRunningCount()).toBe(16);
    expect(sent).toEqual(['query', 'query', 'query']);
    await tasks.deleteTasks({ runId: 'Run-1' });
    expect((await tasks.listTasks({})).total).toBe(0);
  });

  it('count running tasks without reading them', async () => {
    const { create, tasks, database } = await open();
    await create(
      { id: 'a', status: 'running', agentId: 'A1' },
      { id: 'b', status: 'running', agentId: 'A1' },
      { id: 'c', status: 'running', agentId: 'a1' },
      { id: 'd', status: 'pending', agentId: 'A1' },
    );
    const sent = sentBy(database);
    expect(await tasks.getRunningCount()).toBe(3);
    expect(await tasks.getRunningCountByAgent('A1')).toBe(2);
    expect(await tasks.getRunningCountByAgent('a1')).toBe(1);
    expect(await tasks.getRunningCountByAgent('A9')).toBe(0);
    expect(await tasks.getRunningCountByAgent('')).toBe(0);
    expect(sent).toEqual(['query', 'query', 'query', 'query']);
  });

  it('say by a filter what is deleted', async () => {
    const { create, tasks, ids } = await open();
    await create(
      { id: 'a', status: 'completed', completedAt: day(10), createdAt: day(1) },
      { id: 'b', status: 'completed', completedAt: day(20), createdAt: day(2) },
      { id: 'c', status: 'failed', completedAt: day(10), createdAt: day(3) },
      { id: 'd', status: 'pending', createdAt: day(4) },
      { id: 'e', status: 'pending', createdAt: day(5) },
    );
    await tasks.deleteTasks({
      status: ['completed', 'cancelled'],
      dateFilterBy: 'completedAt',
      toDate: day(15),
    });
    expect(await ids({})).toBe('b c d e');
    await tasks.deleteTasks({ status: 'pending', orderDirection: 'desc', perPage: 1 });
    expect(await ids({})).toBe('b c d');
    await tasks.deleteTasks({ status: [] });
    expect(await ids({})).toBe('b c d');
    await tasks.deleteTasks({ status: ['completed', 'failed'] });
    expect(await ids({})).toBe('d');
  });

  it('delete no task that has left the list, if the index has not heard of it', async () => {
    const { create, tasks, database, ids } = await open();
    await create({ id: 'a', status: 'pending' }, { id: 'b', status: 'pending' });
    const { layout } = database;
    const { backgroundTask } = layout;
    /** An index that lags behind: it has as failed what is pending again. */
    const withStatus = () => backgroundTask.withStatus({ status: 'pending' });
    Object.assign(database, { layout: { ...layout, backgroundTask: { ...backgroundTask, withStatus } } });
    await tasks.deleteTasks({ status: 'failed' });
    expect(await ids({})).toBe('a b');
  });

  if (engine.layout === 'compatible') {
    it("scan once for the status on the table of Mastra's documentation, and warn once", async () => {
      const { create, tasks, database, ids } = await open({}, ['gsi1', 'gsi2']);
      const warnings: string[] = [];
      Object.assign(tasks, { logger: { warn: (message: string) => warnings.push(message) } });
      await create({ id: 'a', status: 'running' }, { id: 'b', status: 'failed' }, { id: 'c' });
      const sent = sentBy(database);
      expect(await ids({ status: ['running', 'failed', 'cancelled'] })).toBe('a b');
      expect(sent).toEqual(['query', 'scan']);
      expect(await ids({ status: ['running', 'failed', 'cancelled'] })).toBe('a b');
      expect(await tasks.getRunningCount()).toBe(1);
      expect(sent).toEqual(['query', 'scan', 'scan', 'scan']);
      expect(await tasks.getRunningCountByAgent('Agent-1')).toBe(1);
      expect(sent.at(-1)).toBe('query');
      expect(warnings).toEqual([expect.stringContaining('has no index gsi3')]);
    });
  }
});
