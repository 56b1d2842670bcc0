import type { TaskFilter, TaskListResult } from '@mastra/core/background-tasks';
import type { BackgroundTaskItem } from '../../repositories/mastra/items.ts';
import type { MastraDatabase } from '../database.ts';
import { sortedPage } from '../sorted-page.ts';
import type { Warner } from '../warner.ts';
import { findTasks } from './find-tasks.ts';
import { backgroundTask, TASK_TIMES } from './task-item.ts';

/** A page of the tasks that match, in their order, and how many there are in all. */
export async function listTasks(
  database: MastraDatabase,
  logger: Warner,
  filter: TaskFilter,
): Promise<TaskListResult> {
  const { page, perPage } = filter;
  const start = (page ?? 0) * (perPage ?? 0);
  const end = start + (perPage ?? Number.POSITIVE_INFINITY);
  const { items, total } = await sortedPage(findTasks(database, logger, filter), orderOf(filter), start, end);
  return { tasks: items.map(backgroundTask), total };
}

/** By time, a task without it first; of one instant, in the order of their ids, so that pages fit together. */
function orderOf({ orderBy = 'createdAt', orderDirection }: TaskFilter) {
  const attribute = TASK_TIMES[orderBy];
  const sign = orderDirection === 'desc' ? -1 : 1;
  return (a: BackgroundTaskItem, b: BackgroundTaskItem): number => {
    const left = a[attribute] ?? '';
    const right = b[attribute] ?? '';
    if (left !== right) return left < right ? -sign : sign;
    return a.id < b.id ? -1 : Number(a.id > b.id);
  };
}
