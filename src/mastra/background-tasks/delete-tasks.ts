import type { TaskFilter } from '@mastra/core/background-tasks';
import { sideBySide } from '../../repositories/side-by-side.ts';
import type { MastraDatabase } from '../database.ts';
import type { Warner } from '../warner.ts';
import { findTasks, taskCondition } from './find-tasks.ts';
import { listTasks } from './list-tasks.ts';
import { deleteTask } from './write-task.ts';

/** Ids that are held before their tasks are deleted. */
const AT_ONCE = 500;

/**
 * Deletes the tasks that a filter lets through, each on condition that it still does: an index may lag behind, and a failed
 * task may be pending again.
 */
export async function deleteTasks(
  database: MastraDatabase,
  logger: Warner,
  filter: TaskFilter,
): Promise<void> {
  const condition = taskCondition(filter);
  const deleteAll = (ids: readonly string[]) =>
    sideBySide(ids, {}, (id) => deleteTask(database, id, condition));
  if (filter.perPage !== undefined) {
    const { tasks } = await listTasks(database, logger, filter);
    await deleteAll(tasks.map(({ id }) => id));
    return;
  }
  let ids: string[] = [];
  for await (const { id } of findTasks(database, logger, filter)) {
    ids.push(id);
    if (ids.length < AT_ONCE) continue;
    await deleteAll(ids);
    ids = [];
  }
  await deleteAll(ids);
}
