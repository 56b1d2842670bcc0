import type {
  BackgroundTask,
  BackgroundTaskStatus,
  TaskFilter,
  TaskListResult,
  UpdateBackgroundTask,
} from '@mastra/core/background-tasks';
import {
  BackgroundTasksStorage,
  type PruneOptions,
  type PruneResult,
  type RetentionTablesDescriptor,
  TABLE_BACKGROUND_TASKS,
  type TableRetentionPolicy,
} from '@mastra/core/storage';
import { lt } from '../../expressions/operators.ts';
import { clearStored } from '../clear-stored.ts';
import { type DomainConfig, databaseOf, type MastraDatabase } from '../database.ts';
import { type PrunableRow, pruneItems } from '../prune-items.ts';
import { attempt } from '../store-error.ts';
import { iterateStored, storedDelete } from '../stored-key.ts';
import { countRunning } from './count-running.ts';
import { deleteTasks } from './delete-tasks.ts';
import { withDates } from './filter-dates.ts';
import { listTasks } from './list-tasks.ts';
import { backgroundTask } from './task-item.ts';
import { createTask, deleteTask, readTask, updateTask } from './write-task.ts';

/**
 * Mastra's background tasks in a DynamoDB table.
 *
 * @example
 * ```ts
 * import { BackgroundTasksStorageDynamoDB } from 'monotable/mastra';
 *
 * const tasks = new BackgroundTasksStorageDynamoDB({ tableName: 'mastra-single-table' });
 *
 * export const start = (taskId: string) =>
 *   tasks.updateTask(taskId, { status: 'running', startedAt: new Date() }, { expectedStatus: 'pending' });
 * // UpdateItem under '… AND updatedAt = :updatedAt AND status = :pending'; false if it has another status
 * ```
 */
export class BackgroundTasksStorageDynamoDB extends BackgroundTasksStorage {
  static override readonly retentionTables: RetentionTablesDescriptor = {
    backgroundTasks: { table: TABLE_BACKGROUND_TASKS, column: 'completedAt', indexed: false },
  };

  readonly #database: MastraDatabase;

  constructor(config: DomainConfig) {
    super();
    this.#database = databaseOf(config);
  }

  /** A task that is there already is refused, not replaced. */
  override createTask(task: BackgroundTask): Promise<void> {
    return attempt('BACKGROUND_TASKS_CREATE', { taskId: task?.id }, () => createTask(this.#database, task));
  }

  /**
   * Changes the fields that are given; `undefined` takes one away. Gives whether the task was there, with the status expected
   * at the moment of the change.
   */
  override updateTask(
    taskId: string,
    update: UpdateBackgroundTask,
    options?: { expectedStatus?: BackgroundTaskStatus },
  ): Promise<boolean> {
    return attempt('BACKGROUND_TASKS_UPDATE', { taskId }, () =>
      updateTask(this.#database, taskId, update, options?.expectedStatus),
    );
  }

  override getTask(taskId: string): Promise<BackgroundTask | null> {
    return attempt('BACKGROUND_TASKS_GET', { taskId }, async () => {
      const item = await readTask(this.#database, taskId);
      return item === undefined ? null : backgroundTask(item);
    });
  }

  override listTasks(filter: TaskFilter): Promise<TaskListResult> {
    return attempt('BACKGROUND_TASKS_LIST', {}, async () =>
      listTasks(this.#database, this.logger, withDates(filter)),
    );
  }

  override deleteTask(taskId: string): Promise<void> {
    return attempt('BACKGROUND_TASKS_DELETE', { taskId }, async () => {
      await deleteTask(this.#database, taskId);
    });
  }

  /** Deletes what `listTasks` gives for the filter, page and all; a task that no longer matches stays. */
  override deleteTasks(filter: TaskFilter): Promise<void> {
    return attempt('BACKGROUND_TASKS_DELETE_MANY', {}, () =>
      deleteTasks(this.#database, this.logger, withDates(filter)),
    );
  }

  override getRunningCount(): Promise<number> {
    return attempt('BACKGROUND_TASKS_RUNNING_COUNT', {}, () => countRunning(this.#database, this.logger));
  }

  override getRunningCountByAgent(agentId: string): Promise<number> {
    return attempt('BACKGROUND_TASKS_RUNNING_COUNT_BY_AGENT', { agentId }, () =>
      countRunning(this.#database, this.logger, agentId),
    );
  }

  override dangerouslyClearAll(): Promise<void> {
    const { backgroundTask: tasks } = this.#database.layout;
    return attempt('BACKGROUND_TASKS_CLEAR', {}, () =>
      clearStored(this.#database, tasks.all({ select: ['id'] }), tasks.model),
    );
  }

  /** Deletes completed tasks by the time of their completion; others stay, however old. */
  override prune(
    policies: Record<string, TableRetentionPolicy>,
    options?: PruneOptions,
  ): Promise<PruneResult[]> {
    return attempt('BACKGROUND_TASKS_PRUNE', {}, () =>
      pruneItems(this.#database, {
        domain: 'backgroundTasks',
        retentionTables: BackgroundTasksStorageDynamoDB.retentionTables,
        sources: { backgroundTasks: (before, abortSignal) => this.#completedBefore(before, abortSignal) },
        policies,
        options,
      }),
    );
  }

  async *#completedBefore(before: string, abortSignal: AbortSignal | undefined): AsyncGenerator<PrunableRow> {
    const { connection, layout } = this.#database;
    const { backgroundTask: tasks } = layout;
    const old = { completedAtIso: lt(before) };
    const scan = tasks.all({ filter: old, select: ['id', 'completedAtIso'] });
    for await (const { item, key } of iterateStored(connection, scan, abortSignal)) {
      const { id, completedAtIso = '' } = item;
      // It may have been started again meanwhile; one whose id is damaged cannot.
      const operation =
        typeof id === 'string' ? tasks.delete({ id }, { if: old }) : storedDelete(tasks.model, key);
      yield { age: completedAtIso, deletes: [operation] };
    }
  }
}
