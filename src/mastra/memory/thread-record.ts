import type { StorageThreadType } from '@mastra/core/memory';
import { shown, ValueError } from '../../errors.ts';
import type { ThreadItem } from '../../repositories/mastra/items.ts';
import { instant } from '../instant.ts';
import { jsonObject, jsonText } from '../json.ts';

/**
 * A thread as it is stored. ElectroDB reads none without a title, so the compatible layout gives it one: the name that Mastra's
 * store gives it, too. An empty title is one.
 *
 * @throws ValueError for a thread without an id or a resource.
 */
export function threadItem(
  thread: StorageThreadType,
  layout: 'compatible' | 'native',
  now: Date,
): ThreadItem {
  if (typeof thread.id !== 'string' || thread.id === '')
    throw new ValueError(`A thread has the id ${shown(thread.id)}.`);
  if (typeof thread.resourceId !== 'string')
    throw new ValueError(
      `Thread ${shown(thread.id)} needs a resource; its resourceId is ${shown(thread.resourceId)}.`,
    );
  const title = thread.title ?? (layout === 'compatible' ? `Thread ${thread.id}` : undefined);
  const its = `The thread ${shown(thread.id)} cannot be stored: its`;
  return {
    id: thread.id,
    resourceId: thread.resourceId,
    title,
    metadata: jsonText(thread.metadata, `${its} metadata`),
    createdAt: instant(thread.createdAt ?? now, `${its} createdAt`),
    updatedAt: instant(thread.updatedAt ?? now, `${its} updatedAt`),
  };
}

/** What the old store left behind when it saved messages of a thread that was not there: no owner, no times. */
export function isGhost(item: Partial<ThreadItem>): boolean {
  return item.resourceId === undefined || item.createdAt === undefined;
}

/** A stored thread as Mastra knows it, without what else lies in the item. */
export function threadOf(item: ThreadItem): StorageThreadType {
  const metadata = jsonObject(item.metadata);
  return {
    id: item.id,
    resourceId: item.resourceId,
    ...(item.title !== undefined && { title: item.title }),
    ...(metadata !== undefined && { metadata }),
    createdAt: new Date(item.createdAt),
    updatedAt: new Date(item.updatedAt),
  };
}
