import type { PruneOptions } from '@mastra/core/storage';
import { BackgroundTasksStorageDynamoDB } from '../../src/mastra/background-tasks/background-task-storage.ts';
import { type PruneRequest, pruneItems } from '../../src/mastra/prune-items.ts';
import { ScoresStorageDynamoDB } from '../../src/mastra/scores/score-storage.ts';
import { someTask } from './background-tasks-samples.ts';
import { describeMastra } from './databases.ts';
import { sentBy, someScore } from './scores-samples.ts';

const NOW = new Date('2026-06-01T00:00:00.000Z');
const HOUR = 3_600_000;
const policies = { scorers: { maxAge: '1h' as const } };

describeMastra('pruning', (engine) => {
  /** Scores that are 0 to count - 1 hours old. */
  const open = async (count: number, input: unknown = 'in') => {
    let now = NOW;
    const database = await engine.open({ now: () => now });
    const scores = new ScoresStorageDynamoDB({ database });
    for (let i = count - 1; i >= 0; i -= 1) {
      now = new Date(NOW.getTime() - i * HOUR);
      await scores.saveScore(someScore({ id: `s${i}`, input }));
    }
    now = NOW;
    const left = async () => {
      const { pagination } = await scores.listScoresByRunId({
        runId: 'Run-1',
        pagination: { page: 0, perPage: 0 },
      });
      return pagination.total;
    };
    return { database, scores, left };
  };
  const result = (deleted: number, done: boolean) => [
    { domain: 'scores', table: 'mastra_scorers', deleted, done },
  ];

  it('deletes what is older than the policy, not what is just as old', async () => {
    const { scores, left } = await open(4);
    expect(await scores.prune(policies)).toEqual(result(2, true));
    expect(await left()).toBe(2);
    expect(await scores.getScoreById({ id: 's1' })).not.toBeNull();
    expect(await scores.prune(policies)).toEqual(result(0, true));
  });

  it('does nothing without a policy', async () => {
    const { scores, database } = await open(3);
    const sent = sentBy(database);
    expect(await scores.prune({})).toEqual([]);
    expect(await scores.prune({ other: { maxAge: 1 } })).toEqual([]);
    expect(sent).toEqual([]);
  });

  it('scans once however many batches there are, and sends 25 deletes in one request', async () => {
    const { scores, database, left } = await open(40);
    const sent = sentBy(database);
    expect(await scores.prune({ scorers: { maxAge: '1h', batchSize: 19 } })).toEqual(result(38, true));
    expect(sent).toEqual(['scan', 'batchWrite', 'batchWrite']);
    expect(await left()).toBe(2);
  });

  it('stops after so many batches or rows, and goes on when it is called again', async () => {
    const { scores, left } = await open(12);
    const some = (options: PruneOptions, batchSize = 3) =>
      scores.prune({ scorers: { maxAge: '1h', batchSize } }, options);
    expect(await some({ maxBatches: 1 })).toEqual(result(3, false));
    expect(await some({ maxRows: 4, pauseMs: 1 })).toEqual(result(4, false));
    expect(await some({ maxBatches: 5, maxRows: 5 })).toEqual(result(3, true));
    expect(await left()).toBe(2);
  });

  it('deletes more than one megabyte of rows', async () => {
    const { scores, left } = await open(12, 'x'.repeat(200_000));
    expect(await scores.prune(policies)).toEqual(result(10, true));
    expect(await left()).toBe(2);
  });

  it('stops at an abort and says that there is more', async () => {
    const { scores, left } = await open(6);
    const stop = new AbortController();
    stop.abort();
    expect(await scores.prune(policies, { signal: stop.signal })).toEqual(result(0, false));
    expect(await left()).toBe(6);
  });

  it('says that there is more when the abort comes in the middle of a batch', async () => {
    const { database, left } = await open(6);
    const stop = new AbortController();
    const { score } = database.layout;
    let closed = false;
    const request: PruneRequest = {
      domain: 'scores',
      retentionTables: ScoresStorageDynamoDB.retentionTables,
      policies,
      options: { signal: stop.signal },
      sources: {
        scorers: async function* () {
          try {
            for (const id of ['s5', 's4', 's3']) {
              if (id === 's4') stop.abort();
              yield { age: '2026-05-01T00:00:00.000Z', deletes: [score.delete({ id })] };
            }
          } finally {
            closed = true;
          }
        },
      },
    };
    expect(await pruneItems(database, request)).toEqual(result(2, false));
    expect(await left()).toBe(4);
    expect(closed).toBe(true);
  });

  it('counts rows where a row is several items, and closes a source that fails', async () => {
    const { database, left } = await open(6);
    const { score } = database.layout;
    const deletes = ['s5', 's4'].map((id) => score.delete({ id }));
    const prune = (fails: boolean) =>
      pruneItems(database, {
        domain: 'scores',
        retentionTables: ScoresStorageDynamoDB.retentionTables,
        policies: { scorers: { maxAge: '1h', batchSize: 1 } },
        sources: {
          scorers: async function* (before) {
            expect(before).toBe('2026-05-31T23:00:00.000Z');
            yield { age: '2026-05-01T00:00:00.000Z', deletes };
            yield { age: '2026-07-01T00:00:00.000Z', deletes: [score.delete({ id: 's0' })] };
            if (fails) throw new Error('no more');
          },
        },
      });
    expect(await prune(false)).toEqual(result(1, true));
    expect(await left()).toBe(4);
    await expect(prune(true)).rejects.toThrow('no more');
  });

  it('takes tasks by the time of their completion, and none that has begun again', async () => {
    const database = await engine.open({ now: () => NOW });
    const tasks = new BackgroundTasksStorageDynamoDB({ database });
    const createdAt = new Date('2026-01-01T00:00:00.000Z');
    const completed = (hours: number) => ({
      status: 'completed' as const,
      createdAt,
      completedAt: new Date(NOW.getTime() - hours * HOUR),
    });
    await tasks.createTask(someTask({ id: 'old', ...completed(3) }));
    await tasks.createTask(someTask({ id: 'young', ...completed(0) }));
    await tasks.createTask(someTask({ id: 'open', createdAt }));
    await tasks.createTask(someTask({ id: 'again', createdAt }));
    const table = BackgroundTasksStorageDynamoDB.retentionTables.backgroundTasks?.table;
    const ages = { maxAge: '1h' as const };
    expect(await tasks.prune({ backgroundTasks: ages })).toEqual([
      { domain: 'backgroundTasks', table, deleted: 1, done: true },
    ]);
    const { backgroundTask } = database.layout;
    const old = { completedAtIso: '2026-05-01T00:00:00.000Z' };
    const stale = await pruneItems(database, {
      domain: 'backgroundTasks',
      retentionTables: BackgroundTasksStorageDynamoDB.retentionTables,
      policies: { backgroundTasks: ages },
      sources: {
        backgroundTasks: async function* () {
          for (const id of ['again', 'gone']) {
            yield { age: old.completedAtIso, deletes: [backgroundTask.delete({ id }, { if: old })] };
          }
        },
      },
    });
    expect(stale).toEqual([{ domain: 'backgroundTasks', table, deleted: 0, done: true }]);
    const { tasks: left } = await tasks.listTasks({});
    expect(left.map(({ id }) => id)).toEqual(['again', 'open', 'young']);
  });

  it('says in its error that it was pruning', async () => {
    const { scores } = await open(0);
    await expect(scores.prune({ scorers: { maxAge: 'long' as '1h' } })).rejects.toMatchObject({
      id: 'MASTRA_STORAGE_DYNAMODB_PRUNE_SCORES_FAILED',
    });
  });
});
