import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { BackgroundTask } from '@mastra/core/background-tasks';
import { BackgroundTasksStorageDynamoDB } from '../../src/mastra/background-tasks/background-task-storage.ts';
import { send } from '../../src/repositories/send.ts';
import { someTask } from './background-tasks-samples.ts';
import { describeMastra } from './databases.ts';
import { sentBy } from './scores-samples.ts';

describeMastra('background tasks', (engine) => {
  const open = async (config = {}) => {
    const database = await engine.open(config);
    return { database, tasks: new BackgroundTasksStorageDynamoDB({ database }) };
  };

  it('gives a created task back by its id, with nothing beside its fields', async () => {
    const { tasks, database } = await open();
    const task = someTask({
      threadId: 'Thread-1',
      resourceId: 'Resource-1',
      result: { summary: 'done', data: [1, 2] },
      error: { message: 'Something broke', stack: 'at line 1' },
      suspendPayload: { awaiting: 'approval' },
      startedAt: new Date('2026-01-01T00:00:01.000Z'),
      suspendedAt: new Date('2026-01-01T00:00:02.000Z'),
      completedAt: new Date('2026-01-01T00:00:03.000Z'),
    });
    const sent = sentBy(database);
    await tasks.createTask(task);
    expect(await tasks.getTask(task.id)).toStrictEqual(task);
    expect(sent).toEqual(['put', 'get']);
    await tasks.createTask(someTask({ id: 'least' }));
    expect(await tasks.getTask('least')).toStrictEqual(someTask({ id: 'least' }));
  });

  it.each<unknown>(['plain', '', '{"a":1}', '[1]', '{ "a": 1 }', '42', 42, false, 0, [], { a: '[1]' }])(
    'gives the result and payload %j back as it was',
    async (value) => {
      const { tasks } = await open();
      await tasks.createTask(someTask({ result: value }));
      expect((await tasks.getTask('Task-1'))?.result).toStrictEqual(value);
      await tasks.updateTask('Task-1', { result: { other: true }, suspendPayload: value });
      const changed = await tasks.getTask('Task-1');
      expect([changed?.result, changed?.suspendPayload]).toStrictEqual([{ other: true }, value]);
    },
  );

  it('stores the attributes of the old store, by its names', async () => {
    const { tasks, database } = await open({ now: () => new Date('2026-01-01T00:00:05.000Z') });
    const startedAt = new Date('2026-01-01T00:00:01.000Z');
    await tasks.createTask(someTask({ startedAt, suspendPayload: { a: 1 } }));
    const { connection, layout } = database;
    expect(await send(connection, layout.backgroundTask.get({ id: 'Task-1' }))).toEqual({
      id: 'Task-1',
      status: 'pending',
      toolName: 'research',
      toolCallId: 'Call-1',
      args: '{"query":"solana"}',
      agentId: 'Agent-1',
      runId: 'Run-1',
      createdAt: '2026-01-01T00:00:00.000Z',
      updatedAt: '2026-01-01T00:00:05.000Z',
      startedAtIso: '2026-01-01T00:00:01.000Z',
      suspendPayload: '{"a":1}',
      retryCount: 0,
      maxRetries: 3,
      timeoutMs: 300_000,
    });
  });

  it('reads suspendData where an older version wrote it, and takes it away with the payload', async () => {
    const { tasks, database } = await open();
    await tasks.createTask(someTask({ status: 'suspended' }));
    const { connection, layout } = database;
    await send(
      connection,
      layout.backgroundTask.update({ id: 'Task-1' }, { set: { suspendData: '{"a":1}' } }),
    );
    const suspended = await tasks.getTask('Task-1');
    expect(suspended).toStrictEqual(someTask({ status: 'suspended', suspendPayload: { a: 1 } }));
    await tasks.updateTask('Task-1', { status: 'running', suspendPayload: undefined });
    expect((await tasks.getTask('Task-1'))?.suspendPayload).toBeUndefined();
  });

  it('gives null for a task that is not there, and for one whose id differs in case', async () => {
    const { tasks } = await open();
    await tasks.createTask(someTask({ id: 'Known' }));
    expect(await tasks.getTask('unknown')).toBeNull();
    expect(await tasks.getTask('known')).toBeNull();
  });

  it('does not replace a task that is there', async () => {
    const { tasks } = await open();
    await tasks.createTask(someTask());
    await expect(tasks.createTask(someTask({ status: 'running' }))).rejects.toMatchObject({
      id: 'MASTRA_STORAGE_DYNAMODB_BACKGROUND_TASKS_CREATE_FAILED',
      details: { taskId: 'Task-1' },
      cause: { name: 'AlreadyExists' },
    });
    expect((await tasks.getTask('Task-1'))?.status).toBe('pending');
  });

  it('changes what an update names, and takes away what it gives as undefined or null', async () => {
    const { tasks, database } = await open();
    const task = someTask({
      status: 'suspended',
      error: { message: 'once' },
      suspendPayload: { a: 1 },
      suspendedAt: new Date('2026-01-01T00:00:02.000Z'),
    });
    await tasks.createTask(task);
    const sent = sentBy(database);
    const startedAt = new Date('2026-01-01T00:00:03.000Z');
    const update = { status: 'running' as const, startedAt, retryCount: 1, timeoutMs: 5 };
    const gone: object = { suspendPayload: null, error: undefined, suspendedAt: null };
    expect(await tasks.updateTask('Task-1', { ...update, ...gone })).toBe(true);
    expect(sent).toEqual(['get', 'update']);
    expect(await tasks.getTask('Task-1')).toStrictEqual(
      someTask({ status: 'running', startedAt, retryCount: 1, timeoutMs: 5 }),
    );
  });

  it('moves a task between the lists by its status', async () => {
    const { tasks } = await open();
    await tasks.createTask(someTask());
    await tasks.updateTask('Task-1', { status: 'running' });
    expect((await tasks.listTasks({ status: 'pending' })).total).toBe(0);
    expect((await tasks.listTasks({ status: 'running' })).tasks).toEqual([someTask({ status: 'running' })]);
    expect((await tasks.listTasks({ agentId: 'Agent-1' })).total).toBe(1);
    expect((await tasks.listTasks({ runId: 'Run-1' })).total).toBe(1);
  });

  it('updates no task that is absent or has another status', async () => {
    const { tasks } = await open();
    await tasks.createTask(someTask());
    expect(await tasks.updateTask('absent', { status: 'running' })).toBe(false);
    expect(await tasks.getTask('absent')).toBeNull();
    expect(await tasks.updateTask('task-1', { status: 'running' })).toBe(false);
    expect(await tasks.updateTask('Task-1', { status: 'failed' }, { expectedStatus: 'running' })).toBe(false);
    expect(await tasks.updateTask('Task-1', {}, { expectedStatus: 'running' })).toBe(false);
    expect(await tasks.updateTask('Task-1', {})).toBe(true);
    expect(await tasks.getTask('Task-1')).toStrictEqual(someTask());
  });

  it('lets one of twenty claim a pending task', async () => {
    const { tasks } = await open();
    await tasks.createTask(someTask());
    const claims = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        tasks.updateTask('Task-1', { status: 'running', retryCount: i + 1 }, { expectedStatus: 'pending' }),
      ),
    );
    expect(claims.filter((claimed) => claimed)).toHaveLength(1);
    const { status, retryCount } = (await tasks.getTask('Task-1')) ?? {};
    expect([status, retryCount]).toEqual(['running', claims.indexOf(true) + 1]);
  });

  it('claims a task once, also when the answer to the claim is lost', async () => {
    const client = new DynamoDBClient(engine.settings);
    const { tasks } = await open({ client });
    await tasks.createTask(someTask());
    let lost = 0;
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const answer = await next(args);
        if (!/Update|Transact/.test(context.commandName ?? '') || lost > 0) return answer;
        lost += 1;
        throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', $retryable: {} });
      },
      { step: 'finalizeRequest', priority: 'low' },
    );
    const claim = () => tasks.updateTask('Task-1', { status: 'running' }, { expectedStatus: 'pending' });
    expect(await claim()).toBe(true);
    expect([lost, await claim()]).toEqual([1, false]);
    client.destroy();
  });

  it('claims no task whose status an older store changes meanwhile, without a new updatedAt', async () => {
    const client = new DynamoDBClient(engine.settings);
    const { tasks, database } = await open({ client });
    await tasks.createTask(someTask());
    const { connection, layout } = database;
    const { Key } = layout.backgroundTask.get({ id: 'Task-1' }).input;
    const cancel = new UpdateItemCommand({
      TableName: connection.tableName,
      Key: marshall(Key),
      UpdateExpression: 'SET #s = :s',
      ExpressionAttributeNames: { '#s': 'status' },
      ExpressionAttributeValues: { ':s': { S: 'cancelled' } },
    });
    client.middlewareStack.add(
      (next, context) => async (args) => {
        if (context.commandName === 'TransactWriteItemsCommand') await engine.client().send(cancel);
        return next(args);
      },
      { step: 'initialize' },
    );
    const claimed = await tasks.updateTask('Task-1', { status: 'running' }, { expectedStatus: 'pending' });
    expect(claimed).toBe(false);
    expect((await tasks.getTask('Task-1'))?.status).toBe('cancelled');
    client.destroy();
  });

  it('loses no field among twenty writers', async () => {
    const { tasks } = await open();
    await tasks.createTask(someTask());
    const startedAt = new Date('2026-01-01T00:00:03.000Z');
    const updates: Partial<BackgroundTask>[] = [
      { status: 'completed' },
      { result: { ok: true } },
      { error: { message: 'none' } },
      { startedAt },
      { suspendPayload: 'wait' },
    ];
    const done = await Promise.all(
      Array.from({ length: 20 }, (_, i) => tasks.updateTask('Task-1', updates[i % 5] ?? {})),
    );
    expect(done).toEqual(Array.from({ length: 20 }, () => true));
    expect(await tasks.getTask('Task-1')).toStrictEqual(someTask(Object.assign({}, ...updates)));
    expect((await tasks.listTasks({ status: 'completed' })).total).toBe(1);
  });

  it('deletes a task by its very id, once or twice', async () => {
    const { tasks } = await open();
    await tasks.createTask(someTask());
    await tasks.deleteTask('task-1');
    expect(await tasks.getTask('Task-1')).not.toBeNull();
    await tasks.deleteTask('Task-1');
    await tasks.deleteTask('Task-1');
    expect(await tasks.getTask('Task-1')).toBeNull();
  });

  it('clears its own items and no others', async () => {
    const { tasks, database } = await open();
    await Promise.all(Array.from({ length: 30 }, (_, i) => tasks.createTask(someTask({ id: `t${i}` }))));
    const { connection, layout } = database;
    const at = '2026-01-01T00:00:00.000Z';
    await send(connection, layout.resource.put({ id: 'R', createdAt: at, updatedAt: at }));
    await tasks.dangerouslyClearAll();
    expect((await tasks.listTasks({})).total).toBe(0);
    expect(await send(connection, layout.resource.get({ id: 'R' }))).toBeDefined();
  });

  it('counts as gone after its end, which every update puts off', async () => {
    let now = new Date('2026-01-01T00:00:00.000Z');
    const ttl = { background_task: { enabled: true, attributeName: 'purgeAt', defaultTtlSeconds: 60 } };
    const { tasks } = await open({ ttl, now: () => now });
    await tasks.createTask(someTask({ status: 'running' }));
    now = new Date('2026-01-01T00:00:50.000Z');
    await tasks.updateTask('Task-1', { retryCount: 1 });
    now = new Date('2026-01-01T00:01:40.000Z');
    expect(await tasks.getTask('Task-1')).toStrictEqual(someTask({ status: 'running', retryCount: 1 }));
    expect(await tasks.getRunningCount()).toBe(1);
    now = new Date('2026-01-01T00:01:50.000Z');
    expect(await tasks.getTask('Task-1')).toBeNull();
    expect(await tasks.updateTask('Task-1', { retryCount: 2 })).toBe(false);
    expect((await tasks.listTasks({ status: 'running' })).total).toBe(0);
    expect(await tasks.getRunningCount()).toBe(0);
    expect(await tasks.getRunningCountByAgent('Agent-1')).toBe(0);
    await tasks.createTask(someTask());
    expect(await tasks.getTask('Task-1')).toStrictEqual(someTask());
  });

  if (engine.layout === 'compatible') {
    it('refuses an id that differs from another only in case', async () => {
      const { tasks } = await open();
      await tasks.createTask(someTask());
      await expect(tasks.createTask(someTask({ id: 'TASK-1' }))).rejects.toMatchObject({
        cause: {
          message:
            'The task "TASK-1" cannot be stored: the keys of the compatible layout are in lower case, and the table has "Task-1", which is the same there.',
        },
      });
    });
  }
});
