import type { BackgroundTask, UpdateBackgroundTask } from '@mastra/core/background-tasks';
import { shown } from '../../errors.ts';
import type { BackgroundTaskItem } from '../../repositories/mastra/items.ts';
import { instant } from '../instant.ts';
import { jsonObject, jsonText } from '../json.ts';
import { textValue, valueText } from '../value-text.ts';

/** By Mastra's name, the attributes with times of a task. */
export const TASK_TIMES = {
  createdAt: 'createdAt',
  startedAt: 'startedAtIso',
  suspendedAt: 'suspendedAtIso',
  completedAt: 'completedAtIso',
} as const;

/** The attributes that an update may change; `undefined` for one that goes. */
export type TaskChanges = Partial<
  Omit<BackgroundTaskItem, 'id' | 'createdAt' | 'updatedAt' | 'agentId' | 'runId'>
>;

/**
 * A task as it is stored. What it does not have is left out.
 *
 * @throws ValueError for what has no JSON, and for what is no time.
 */
export function taskItem(task: BackgroundTask, updatedAt: string): BackgroundTaskItem {
  const its = `The task ${shown(task.id)} cannot be stored: its`;
  return {
    id: task.id,
    toolName: task.toolName,
    toolCallId: task.toolCallId,
    agentId: task.agentId,
    runId: task.runId,
    threadId: task.threadId ?? undefined,
    resourceId: task.resourceId ?? undefined,
    args: jsonText(task.args, `${its} args`) ?? '{}',
    status: task.status,
    retryCount: task.retryCount,
    maxRetries: task.maxRetries,
    timeoutMs: task.timeoutMs,
    createdAt: instant(task.createdAt ?? updatedAt, `${its} createdAt`),
    updatedAt,
    ...taskChanges(task, its),
  };
}

/**
 * What an update says of the stored attributes. A count or status that it gives as `undefined` stays.
 *
 * @param its begins an error: `The task "t1" cannot be changed: its`
 * @throws ValueError for what has no JSON, and for what is no time.
 */
export function taskChanges(update: UpdateBackgroundTask, its: string): TaskChanges {
  const changes: TaskChanges = {};
  for (const name of ['retryCount', 'maxRetries', 'timeoutMs'] as const) {
    const value = update[name] ?? undefined;
    if (value !== undefined) changes[name] = value;
  }
  if (update.status) changes.status = update.status;
  for (const name of ['startedAt', 'suspendedAt', 'completedAt'] as const) {
    const time = update[name];
    if (name in update) changes[TASK_TIMES[name]] = time ? instant(time, `${its} ${name}`) : undefined;
  }
  if ('error' in update) changes.error = jsonText(update.error, `${its} error`);
  if ('result' in update) {
    const { text, form } = valueText(update.result ?? undefined, `${its} result`);
    Object.assign(changes, { result: text, resultForm: form });
  }
  if ('suspendPayload' in update) {
    const { text, form } = valueText(update.suspendPayload ?? undefined, `${its} suspendPayload`);
    Object.assign(changes, { suspendPayload: text, suspendPayloadForm: form, suspendData: undefined });
  }
  return changes;
}

/** A task as Mastra knows it: its fields and nothing else of the item. */
export function backgroundTask(item: BackgroundTaskItem): BackgroundTask {
  const date = (text: string | undefined) => (text ? new Date(text) : undefined);
  const fields = {
    threadId: item.threadId || undefined,
    resourceId: item.resourceId || undefined,
    result: textValue(item.result, item.resultForm),
    error: jsonObject(item.error) as BackgroundTask['error'],
    suspendPayload: textValue(item.suspendPayload ?? item.suspendData, item.suspendPayloadForm),
    startedAt: date(item.startedAtIso),
    suspendedAt: date(item.suspendedAtIso),
    completedAt: date(item.completedAtIso),
  };
  return {
    id: item.id,
    status: item.status as BackgroundTask['status'],
    toolName: item.toolName,
    toolCallId: item.toolCallId,
    args: jsonObject(item.args) ?? {},
    agentId: item.agentId,
    runId: item.runId,
    retryCount: item.retryCount,
    maxRetries: item.maxRetries,
    timeoutMs: item.timeoutMs,
    createdAt: new Date(item.createdAt),
    ...(Object.fromEntries(
      Object.entries(fields).filter(([, value]) => value !== undefined),
    ) as Partial<BackgroundTask>),
  };
}
