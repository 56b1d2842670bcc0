import type {
  BackgroundTask,
  BackgroundTaskStatus,
  UpdateBackgroundTask,
} from '@mastra/core/background-tasks';
import { AlreadyExists, ConditionFailed, NotFound, RequestError, shown } from '../../errors.ts';
import { and, type Condition } from '../../expressions/condition.ts';
import { missing } from '../../expressions/operators.ts';
import type { BackgroundTaskItem } from '../../repositories/mastra/items.ts';
import { send } from '../../repositories/send.ts';
import { transactWrite } from '../../transactions/transact-write.ts';
import { collision } from '../case-collision.ts';
import { changeUntilKept } from '../change-until-kept.ts';
import type { MastraDatabase } from '../database.ts';
import { isItemTooLarge } from '../item-too-large.ts';
import { nextInstant } from '../next-instant.ts';
import { getTtlProps, hasExpired } from '../ttl.ts';
import { taskChanges, taskItem } from './task-item.ts';

/** The task, unless it is absent, expired, or another one whose id differs only in case. */
export async function readTask(
  database: MastraDatabase,
  taskId: string,
): Promise<BackgroundTaskItem | undefined> {
  const { connection, layout, ttl } = database;
  const item = await send(connection, layout.backgroundTask.get({ id: taskId }, { consistent: true }));
  if (item?.id !== taskId || hasExpired('background_task', ttl, item, database.now())) return undefined;
  return item;
}

/** Writes a new task. One that is there is not replaced, unless it has expired, whatever the case of its id. */
export function createTask(database: MastraDatabase, task: BackgroundTask): Promise<void> {
  const { connection, layout, ttl } = database;
  return changeUntilKept(async () => {
    const now = database.now();
    const item = (previous?: string) => ({
      ...taskItem(task, nextInstant(now, previous)),
      ...getTtlProps('background_task', ttl, undefined, now),
    });
    try {
      await send(connection, layout.backgroundTask.create(item()));
    } catch (error) {
      if (!(error instanceof AlreadyExists) || error.item === undefined) throw error;
      const present = error.item as unknown as BackgroundTaskItem;
      if (!hasExpired('background_task', ttl, present, now)) {
        throw present.id === task.id ? error : collision('task', task.id, present.id);
      }
      const unchanged = { id: present.id, updatedAt: present.updatedAt ?? missing() };
      await send(connection, layout.backgroundTask.put(item(present.updatedAt), { if: unchanged }));
    }
  });
}

/**
 * Changes what the update names and nothing else, on condition that the task has the status expected and is as it was read.
 * Gives whether it did; not so for an absent task and another status. Two requests, unless others write at the same time.
 */
export function updateTask(
  database: MastraDatabase,
  taskId: string,
  update: UpdateBackgroundTask,
  expectedStatus?: BackgroundTaskStatus,
): Promise<boolean> {
  const { connection, layout, ttl } = database;
  const changes = Object.entries(taskChanges(update, `The task ${shown(taskId)} cannot be changed: its`));
  // Only optional attributes are ever undefined.
  const remove = changes.filter(([, value]) => value === undefined).map(([name]) => name as 'result');
  return changeUntilKept(async () => {
    const item = await readTask(database, taskId);
    if (item === undefined || (expectedStatus && item.status !== expectedStatus)) return false;
    if (changes.length === 0) return true;
    const now = database.now();
    const { createdAt, agentId, runId, updatedAt } = item;
    const set = {
      ...Object.fromEntries(changes),
      // The indexes have one sort key, so a change of the status writes the keys of all three again.
      ...(update.status && { createdAt, agentId, runId }),
      updatedAt: nextInstant(now, updatedAt),
      ...getTtlProps('background_task', ttl, undefined, now),
    };
    const unchanged = {
      id: taskId,
      updatedAt: updatedAt ?? missing(),
      // The ElectroDB store changes the status and leaves updatedAt as it is.
      ...(expectedStatus && { status: expectedStatus }),
    };
    const options = { if: unchanged, return: 'none' } as const;
    const operation = layout.backgroundTask.update({ id: taskId }, { set, remove }, options);
    try {
      // A change whose answer was lost must not meet its own status: a transaction has a token that tells it apart.
      if (expectedStatus) await transactWrite(connection, [operation]);
      else await send(connection, operation);
    } catch (error) {
      throw isItemTooLarge(error) ? tooLarge(taskId, error) : error;
    }
    return true;
  });
}

function tooLarge(taskId: string, cause: unknown): RequestError {
  const message = `The task ${shown(taskId)} cannot be changed: with its new fields it would have over 400 KB.`;
  return new RequestError(message, { cause });
}

/** Deletes the task of this very id, if the condition holds as well; gives whether it did. */
export async function deleteTask(
  { connection, layout }: MastraDatabase,
  id: string,
  condition: Condition<BackgroundTaskItem> = {},
): Promise<boolean> {
  try {
    await send(connection, layout.backgroundTask.delete({ id }, { if: and({ id }, condition) }));
    return true;
  } catch (error) {
    if (error instanceof ConditionFailed || error instanceof NotFound) return false;
    throw error;
  }
}
