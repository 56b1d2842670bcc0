import { type MastraDBMessage, MessageList } from '@mastra/core/agent';
import { shown, ValueError } from '../../errors.ts';
import type { MessageItem } from '../../repositories/mastra/items.ts';
import { instant } from '../instant.ts';
import { jsonText } from '../json.ts';

/** What messages of old versions have beside the rest. */
interface ToolCalls {
  readonly toolCallIds?: unknown;
  readonly toolCallArgs?: unknown;
  readonly toolNames?: unknown;
}

/**
 * A message as it is stored.
 *
 * @param createdAt of the message that is stored under its id already, which keeps it
 * @throws ValueError for a message without an id, a thread or content.
 */
export function messageItem(
  message: MastraDBMessage,
  layout: 'compatible' | 'native',
  now: Date,
  createdAt?: string,
): MessageItem {
  const { id, threadId, resourceId, type, content } = message;
  // What came out of JSON may lack it.
  const role = message.role ?? 'user';
  const { toolCallIds, toolCallArgs, toolNames } = message as ToolCalls;
  if (typeof id !== 'string' || id === '') throw new ValueError(`A message has the id ${shown(id)}.`);
  if (typeof threadId !== 'string' || threadId === '')
    throw new ValueError(
      `Message ${shown(id)} needs a thread to be saved in; its threadId is ${shown(threadId)}.`,
    );
  if (content === undefined || content === null) throw new ValueError(`Message ${shown(id)} has no content.`);
  const its = `The message ${shown(id)} cannot be stored: its`;
  return {
    id,
    threadId,
    // The native layout has an index of resources, in which an empty name has no place.
    resourceId: (layout === 'native' ? resourceId || undefined : resourceId) ?? undefined,
    role,
    type: type ?? 'text',
    content: typeof content === 'string' ? content : (jsonText(content, `${its} content`) ?? ''),
    toolCallIds: jsonText(toolCallIds, `${its} toolCallIds`),
    toolCallArgs: jsonText(toolCallArgs, `${its} toolCallArgs`),
    toolNames: jsonText(toolNames, `${its} toolNames`),
    createdAt: createdAt ?? instant(message.createdAt ?? now, `${its} createdAt`),
    updatedAt: now.toISOString(),
  };
}

/** A stored message as Mastra knows it, without what else lies in the item. Content of old versions comes in the present form. */
export function messageOf(item: MessageItem): MastraDBMessage {
  const content = contentOf(item);
  const message = {
    id: item.id,
    threadId: item.threadId,
    ...(item.resourceId && { resourceId: item.resourceId }),
    role: item.role,
    ...(item.type !== undefined && { type: item.type }),
    content,
    createdAt: new Date(item.createdAt),
  };
  if (isPresentForm(content)) return message as MastraDBMessage;
  const old = { ...message, ...toolCallsOf(item) };
  const [converted] = new MessageList().add([old as never], 'memory').get.all.db();
  return converted ?? (message as unknown as MastraDBMessage);
}

/** Text that is not JSON is text that was said. */
function contentOf({ content }: MessageItem): unknown {
  if (!/^[{[]/.test(content)) return textContent(content);
  try {
    return JSON.parse(content);
  } catch {
    return textContent(content);
  }
}

function textContent(text: string): MastraDBMessage['content'] {
  return { format: 2, content: text, parts: [{ type: 'text', text }] };
}

function isPresentForm(content: unknown): boolean {
  return typeof content === 'object' && content !== null && !Array.isArray(content);
}

function toolCallsOf({ toolCallIds, toolCallArgs, toolNames }: MessageItem): ToolCalls {
  const list = (text: string | undefined) => (text === undefined ? undefined : JSON.parse(text));
  return {
    toolCallIds: list(toolCallIds),
    toolCallArgs: list(toolCallArgs),
    toolNames: list(toolNames),
  };
}
