import type { BackgroundTaskStatus, TaskFilter } from '@mastra/core/background-tasks';
import { and, type Condition } from '../../expressions/condition.ts';
import { between, gte, lt, oneOf } from '../../expressions/operators.ts';
import { iterate } from '../../repositories/iterate.ts';
import type { BackgroundTaskItem } from '../../repositories/mastra/items.ts';
import type { MastraDatabase } from '../database.ts';
import { indexedItems } from '../indexed-items.ts';
import { hasExpired } from '../ttl.ts';
import { tellRejected, type Warner } from '../warner.ts';
import { TASK_TIMES } from './task-item.ts';

type TaskCondition = Condition<BackgroundTaskItem>;

/** The filter as a condition on stored tasks. */
export function taskCondition(filter: TaskFilter): TaskCondition {
  const { agentId, runId, threadId, resourceId, toolName, toolCallId, fromDate, toDate } = filter;
  const exact = Object.entries({ agentId, runId, threadId, resourceId, toolName, toolCallId });
  const time = TASK_TIMES[filter.dateFilterBy ?? 'createdAt'];
  return and<BackgroundTaskItem>(
    Object.fromEntries(exact.filter(([, value]) => value)),
    filter.status ? { status: oneOf<string>(...statusesOf(filter)) } : {},
    fromDate ? { [time]: gte(fromDate.toISOString()) } : {},
    toDate ? { [time]: lt(toDate.toISOString()) } : {},
  );
}

/** The tasks that a filter lets through, in no order, by the index that holds the fewest others. */
export async function* findTasks(
  database: MastraDatabase,
  logger: Warner,
  filter: TaskFilter,
): AsyncGenerator<BackgroundTaskItem, void, undefined> {
  if (isEmpty(filter)) return;
  for await (const item of matching(database, logger, filter)) {
    if (!hasExpired('background_task', database.ttl, item, database.now())) yield item;
  }
}

function matching(
  database: MastraDatabase,
  logger: Warner,
  filter: TaskFilter,
): AsyncGenerator<BackgroundTaskItem, void, undefined> {
  const { runId, agentId } = filter;
  const { backgroundTask } = database.layout;
  const options = { filter: taskCondition(filter), order: orderOf(filter) };
  const scan = () => backgroundTask.all({ filter: options.filter });
  const at = createdAtOf(filter);
  if (runId) return indexedItems(database, logger, backgroundTask.ofRun({ runId, ...at }, options), scan);
  if (agentId) {
    return indexedItems(database, logger, backgroundTask.ofAgent({ agentId, ...at }, options), scan);
  }
  if (filter.status) return ofStatuses(database, logger, filter);
  return iterate(database.connection, scan(), tellRejected(logger));
}

/** One query for each status. Where the table lacks the index, one scan for all that are left. */
async function* ofStatuses(
  database: MastraDatabase,
  logger: Warner,
  filter: TaskFilter,
): AsyncGenerator<BackgroundTaskItem, void, undefined> {
  const { backgroundTask } = database.layout;
  const options = { filter: taskCondition(filter), order: orderOf(filter) };
  const statuses = statusesOf(filter);
  let scanned = false;
  /** A task that changes its status meanwhile is met twice. */
  const met = new Set<string>();
  for (const [place, status] of statuses.entries()) {
    const query = backgroundTask.withStatus({ status, ...createdAtOf(filter) }, options);
    const items = indexedItems(database, logger, query, () => {
      scanned = true;
      return backgroundTask.all({ filter: taskCondition({ ...filter, status: statuses.slice(place) }) });
    });
    for await (const item of items) {
      if (met.has(item.id)) continue;
      if (statuses.length > 1) met.add(item.id);
      yield item;
    }
    if (scanned) return;
  }
}

function statusesOf({ status = [] }: TaskFilter): BackgroundTaskStatus[] {
  return [...new Set(Array.isArray(status) ? status : [status])];
}

/** The tasks' time of creation as a part of an index's key. `toDate` is not in the range, and a time has whole milliseconds. */
function createdAtOf({ dateFilterBy = 'createdAt', fromDate, toDate }: TaskFilter) {
  if (dateFilterBy !== 'createdAt') return {};
  if (fromDate && toDate) {
    const last = new Date(toDate.getTime() - 1);
    return { createdAt: between(fromDate.toISOString(), last.toISOString()) };
  }
  if (fromDate) return { createdAt: gte(fromDate.toISOString()) };
  return toDate ? { createdAt: lt(toDate.toISOString()) } : {};
}

function orderOf({ orderBy = 'createdAt', orderDirection }: TaskFilter): 'ascending' | 'descending' {
  return orderBy === 'createdAt' && orderDirection === 'desc' ? 'descending' : 'ascending';
}

/** Whether no task can match: no status is asked for, or the range of times ends before it begins. */
function isEmpty({ status, fromDate, toDate }: TaskFilter): boolean {
  if (Array.isArray(status) && status.length === 0) return true;
  return fromDate !== undefined && toDate !== undefined && toDate <= fromDate;
}
