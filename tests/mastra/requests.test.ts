import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { MemoryStorage } from '@mastra/core/storage';
import { DynamoDBStore as ElectroStore } from '@mastra/dynamodb';
import { DynamoDBStore } from '../../src/mastra/store.ts';
import { describeEngines } from '../support/engines.ts';
import { createTable } from './databases.ts';
import { message, THREAD } from './sample-messages.ts';

describeEngines('requests, next to the store that ElectroDB writes', (engine) => {
  /** A store of either kind, and what it sends. */
  async function counted(kind: 'ours' | 'electro') {
    const tableName = engine.tableName('mastra');
    await createTable(engine, 'compatible', tableName);
    const client = new DynamoDBClient(engine.settings);
    let sent: string[] = [];
    client.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          sent.push(commandName ?? '');
          return next(args);
        },
      { step: 'finalizeRequest', name: 'count', priority: 'low' },
    );
    const config = { id: 's', tableName, client: DynamoDBDocumentClient.from(client) };
    const store = kind === 'ours' ? new DynamoDBStore({ config }) : new ElectroStore({ name: 's', config });
    const memory = store.stores?.memory as MemoryStorage;
    const count = async (work: () => Promise<unknown>): Promise<string[]> => {
      sent = [];
      await work();
      return sent;
    };
    await memory.saveThread({ thread: THREAD });
    return { memory, count, close: () => client.destroy() };
  }

  const messages = (count: number) => Array.from({ length: count }, (_, n) => message(n));
  const ids = messages(100).map(({ id }) => id);

  test.each([
    [
      'saving 100 messages',
      6,
      101,
      (memory: MemoryStorage) => memory.saveMessages({ messages: messages(100) }),
    ],
    [
      'reading 100 messages by id',
      1,
      100,
      (memory: MemoryStorage) => memory.listMessagesById({ messageIds: ids }),
    ],
    [
      'listing a thread',
      1,
      1,
      (memory: MemoryStorage) => memory.listMessages({ threadId: 't1', perPage: false }),
    ],
    [
      'listing its last ten',
      1,
      1,
      (memory: MemoryStorage) =>
        memory.listMessages({
          ...{ threadId: 't1', perPage: 10, includeTotal: false },
          orderBy: { field: 'createdAt', direction: 'DESC' },
        }),
    ],
    [
      'deleting a thread of 200 messages',
      10,
      202,
      (memory: MemoryStorage) => memory.deleteThread({ threadId: 't1' }),
    ],
  ])('%s takes %d, not %d', async (title, ours, theirs, work) => {
    for (const [kind, expected] of [
      ['ours', ours],
      ['electro', theirs],
    ] as const) {
      const { memory, count, close } = await counted(kind);
      const before = title.startsWith('deleting') ? 200 : title.startsWith('saving') ? 0 : 100;
      await memory.saveMessages({ messages: messages(before) });
      const sent = await count(() => work(memory));
      expect({ kind, requests: sent.length }).toEqual({ kind, requests: expected });
      close();
    }
  });
});
