import { type MastraDBMessage, MessageList } from '@mastra/core/agent';
import type { StorageThreadType } from '@mastra/core/memory';
import {
  calculatePagination,
  compareByField,
  type MemoryStorage,
  normalizePerPage,
  type PruneOptions,
  type PruneResult,
  type StorageCloneThreadInput,
  type StorageCopyThreadOutput,
  type StorageListMessagesByResourceIdInput,
  type StorageListMessagesInput,
  type StorageListMessagesOutput,
  type StorageListThreadsInput,
  type StorageListThreadsOutput,
  type StorageResourceType,
  type TableRetentionPolicy,
} from '@mastra/core/storage';
import { clearStored } from '../clear-stored.ts';
import { type DomainConfig, databaseOf, type MastraDatabase } from '../database.ts';
import { ObservationalMemoryStorage } from '../observational-memory/observational-memory-storage.ts';
import { sortedPage } from '../sorted-page.ts';
import { attempt } from '../store-error.ts';
import { copyThread } from './copy-thread.ts';
import { deleteMessages, deleteThread } from './delete-messages.ts';
import { findMessages } from './find-messages.ts';
import { listResourceMessages, listThreadMessages } from './list-messages.ts';
import { listThreads } from './list-threads.ts';
import { messageOf } from './message-record.ts';
import { MEMORY_RETENTION, pruneMemory } from './prune-memory.ts';
import { resourceOf } from './resource-record.ts';
import { changeResource, findResource, saveResource } from './resources.ts';
import { saveMessages } from './save-messages.ts';
import { threadOf } from './thread-record.ts';
import { changeThread, findThread, saveThread, threadMissing } from './threads.ts';
import { type MessageChange, updateMessages } from './update-messages.ts';

/** Mastra's default for threads. */
const DEFAULT_PER_PAGE = 100;

/** Threads, messages, resources and observations of Mastra in a DynamoDB table. */
export class MemoryStorageDynamoDB extends ObservationalMemoryStorage {
  static override readonly retentionTables = MEMORY_RETENTION;
  override readonly supportsPartialThreadUpdate = true;
  readonly #database: MastraDatabase;

  constructor(config: DomainConfig) {
    const database = databaseOf(config);
    super(database);
    this.#database = database;
  }

  override async dangerouslyClearAll(): Promise<void> {
    return attempt('CLEAR_MEMORY', {}, async () => {
      const { thread, message, messagePlace, resource } = this.#database.layout;
      const ids = { select: ['id'] } as const;
      await clearStored(this.#database, message.all(ids), message.model);
      if (messagePlace !== undefined)
        await clearStored(this.#database, messagePlace.all(ids), messagePlace.model);
      await clearStored(this.#database, thread.all(ids), thread.model);
      await clearStored(this.#database, resource.all(ids), resource.model);
      await this.observations.dangerouslyClearAll();
    });
  }

  override async prune(
    policies: Record<string, TableRetentionPolicy>,
    options?: PruneOptions,
  ): Promise<PruneResult[]> {
    return attempt('PRUNE_MEMORY', {}, () => pruneMemory(this.#database, policies, options));
  }

  override async getThreadById({
    threadId,
    resourceId,
  }: {
    threadId: string;
    resourceId?: string;
  }): Promise<StorageThreadType | null> {
    return attempt('GET_THREAD_BY_ID', { threadId, resourceId }, async () => {
      const item = await findThread(this.#database, threadId);
      return item === undefined || (resourceId !== undefined && item.resourceId !== resourceId)
        ? null
        : threadOf(item);
    });
  }

  override async saveThread({ thread }: { thread: StorageThreadType }): Promise<StorageThreadType> {
    return attempt('SAVE_THREAD', { threadId: thread.id }, () => saveThread(this.#database, thread));
  }

  override async updateThread({
    id,
    title,
    metadata,
  }: {
    id: string;
    title?: string;
    metadata?: Record<string, unknown>;
  }): Promise<StorageThreadType> {
    return attempt('UPDATE_THREAD', { threadId: id }, async () => {
      const item = await changeThread(this.#database, id, () => ({ title, metadata }), { once: false });
      if (item === undefined) throw threadMissing(id);
      return threadOf(item);
    });
  }

  /** Also of several processes each change is made of the metadata that the one before it has left. */
  override async updateThreadMetadata({
    id,
    resourceId,
    update,
  }: {
    id: string;
    resourceId?: string;
    update: (thread: StorageThreadType) => Record<string, unknown> | undefined;
  }): Promise<StorageThreadType | null> {
    return attempt('UPDATE_THREAD_METADATA', { threadId: id, resourceId }, async () => {
      let other = false;
      const item = await changeThread(
        this.#database,
        id,
        (stored) => {
          other = resourceId !== undefined && stored.resourceId !== resourceId;
          const metadata = other ? undefined : update(threadOf(stored));
          return metadata && { metadata };
        },
        { once: true },
      );
      return item === undefined || other ? null : threadOf(item);
    });
  }

  override async deleteThread({ threadId }: { threadId: string }): Promise<void> {
    return attempt('DELETE_THREAD', { threadId }, () => deleteThread(this.#database, this.logger, threadId));
  }

  override async listThreads(input: StorageListThreadsInput): Promise<StorageListThreadsOutput> {
    const { page = 0, filter } = input;
    return attempt('LIST_THREADS', { resourceId: filter?.resourceId, page }, async () => {
      const { field, direction } = this.parseOrderBy(input.orderBy);
      this.validatePaginationInput(page, input.perPage ?? DEFAULT_PER_PAGE);
      this.validateMetadataKeys(filter?.metadata);
      const perPage = normalizePerPage(input.perPage, DEFAULT_PER_PAGE);
      const { offset, perPage: perPageOut } = calculatePagination(page, input.perPage, perPage);
      const found = listThreads(this.#database, this.logger, { ...filter });
      const compare = compareByField<StorageThreadType>(field, direction);
      const { items, total } = await sortedPage(found, compare, offset, offset + perPage);
      return { threads: items, total, page, perPage: perPageOut, hasMore: offset + perPage < total };
    });
  }

  override async copyThread(input: StorageCloneThreadInput): Promise<StorageCopyThreadOutput> {
    return attempt('COPY_THREAD', { threadId: input.sourceThreadId }, () =>
      copyThread(this.#database, this.logger, input),
    );
  }

  override async listMessages(input: StorageListMessagesInput): Promise<StorageListMessagesOutput> {
    const threadId = Array.isArray(input.threadId) ? input.threadId.join(',') : input.threadId;
    return attempt('LIST_MESSAGES', { threadId, resourceId: input.resourceId }, async () =>
      listThreadMessages(this.#database, this.logger, input),
    );
  }

  override async listMessagesByResourceId(
    input: StorageListMessagesByResourceIdInput,
  ): Promise<StorageListMessagesOutput> {
    const { resourceId, ...options } = input;
    return attempt('LIST_MESSAGES_BY_RESOURCE_ID', { resourceId }, async () =>
      listResourceMessages(this.#database, this.logger, resourceId, options),
    );
  }

  override async listMessagesById({
    messageIds,
  }: {
    messageIds: string[];
  }): Promise<{ messages: MastraDBMessage[] }> {
    return attempt('LIST_MESSAGES_BY_ID', { count: messageIds.length }, async () => {
      const found = await findMessages(this.#database, messageIds);
      return { messages: asList([...found.values()].map(messageOf)) };
    });
  }

  override async saveMessages({
    messages,
  }: {
    messages: MastraDBMessage[];
  }): Promise<{ messages: MastraDBMessage[] }> {
    return attempt('SAVE_MESSAGES', { count: messages.length }, async () => {
      if (messages.length > 0) await saveMessages(this.#database, messages);
      return { messages: asList(messages) };
    });
  }

  override async updateMessages({
    messages,
  }: {
    messages: Parameters<MemoryStorage['updateMessages']>[0]['messages'];
  }): Promise<MastraDBMessage[]> {
    return attempt('UPDATE_MESSAGES', { count: messages.length }, () =>
      updateMessages(this.#database, messages as MessageChange[]),
    );
  }

  override async deleteMessages(messageIds: string[]): Promise<void> {
    return attempt('DELETE_MESSAGES', { count: messageIds.length }, () =>
      deleteMessages(this.#database, messageIds),
    );
  }

  override async getResourceById({
    resourceId,
  }: {
    resourceId: string;
  }): Promise<StorageResourceType | null> {
    return attempt('GET_RESOURCE_BY_ID', { resourceId }, async () => {
      const item = await findResource(this.#database, resourceId);
      return item === undefined ? null : resourceOf(item);
    });
  }

  override async saveResource({ resource }: { resource: StorageResourceType }): Promise<StorageResourceType> {
    return attempt('SAVE_RESOURCE', { resourceId: resource.id }, () =>
      saveResource(this.#database, resource),
    );
  }

  override async updateResource({
    resourceId,
    workingMemory,
    metadata,
  }: {
    resourceId: string;
    workingMemory?: string;
    metadata?: Record<string, unknown>;
  }): Promise<StorageResourceType> {
    return attempt('UPDATE_RESOURCE', { resourceId }, () =>
      changeResource(this.#database, resourceId, { workingMemory, metadata }),
    );
  }
}

/** In the order and the form in which Mastra's other stores give messages. */
function asList(messages: MastraDBMessage[]): MastraDBMessage[] {
  return new MessageList().add(messages, 'memory').get.all.db();
}
