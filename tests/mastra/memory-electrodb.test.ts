import { BatchWriteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { MastraDBMessage } from '@mastra/core/agent';
import { MastraDatabase } from '../../src/mastra/database.ts';
import { MemoryStorageDynamoDB } from '../../src/mastra/memory/memory-storage.ts';
import { describeEngines } from '../support/engines.ts';
import { createTable } from './databases.ts';
import { describeItems, electrodbRuns, type StoredItem } from './electrodb-items.ts';

/** The settings with which the items were written, by a part of the run's name. */
const ENDS = [
  ['ttl_default', 'ttl'],
  ['ttl_expiresAt', 'expiresAt'],
] as const;

const text = (item: StoredItem, name: string) => item[name]?.S ?? '';

describeEngines('memory that the store of Mastra has written', (engine) => {
  describeItems.each(Object.entries(electrodbRuns))('in the run %s', (run, items) => {
    const kept = items.filter((item) => ['thread', 'message', 'resource'].includes(text(item, '__edb_e__')));
    const ghosts = kept.filter(
      (item) => text(item, '__edb_e__') === 'thread' && item.resourceId === undefined,
    );

    async function open(stored: readonly StoredItem[], now: Date = new Date('2026-01-02T03:05:00Z')) {
      const tableName = engine.tableName('electro');
      await createTable(engine, 'compatible', tableName);
      for (let n = 0; n < stored.length; n += 25) {
        const puts = stored.slice(n, n + 25).map((Item) => ({ PutRequest: { Item } }));
        await engine.client().send(new BatchWriteItemCommand({ RequestItems: { [tableName]: puts } }));
      }
      const [, attributeName] = ENDS.find(([part]) => run.startsWith(part)) ?? [];
      const end = { enabled: true, attributeName: attributeName ?? 'none' };
      const ttl = attributeName === undefined ? {} : { ttl: { thread: end, message: end, resource: end } };
      const database = new MastraDatabase({ tableName, client: engine.client(), now: () => now, ...ttl });
      return { tableName, memory: new MemoryStorageDynamoDB({ database }) };
    }

    test('every item is read, under its own id and with nothing else in it', async () => {
      const { memory } = await open(items);
      for (const item of kept) {
        const id = text(item, 'id');
        const found = await readBack(memory, item);
        if (ghosts.includes(item)) expect(found).toBeNull();
        else {
          expect(found).toMatchObject({ id, createdAt: new Date(text(item, 'createdAt')) });
          for (const stray of ['entity', '__edb_e__', 'pk', 'gsi1pk', 'ttl', 'expiresAt', 'purgeAt'])
            expect(found).not.toHaveProperty(stray);
        }
      }
      const threads = kept.filter((item) => text(item, '__edb_e__') === 'thread' && !ghosts.includes(item));
      expect((await memory.listThreads({ perPage: false })).total).toBe(threads.length);
    });

    test('what was read and is written again is the same item, attribute for attribute', async () => {
      for (const item of kept.filter((one) => !ghosts.includes(one))) {
        // The present form of a message takes the place of an old one.
        if (!text(item, 'content').startsWith('{') && item.content !== undefined) continue;
        const { memory } = await open(items);
        const found = await readBack(memory, item);
        const written = await open([], new Date(text(item, 'updatedAt')));
        await writeAgain(written.memory, item, found);
        const { Items = [] } = await engine.client().send(new ScanCommand({ TableName: written.tableName }));
        // The ends are counted from the time of the write, for which the settings of the run are not known.
        const { ttl, expiresAt, ...expected } = unmarshall(item);
        expect(Items.map((one) => unmarshall(one))).toEqual([expected]);
      }
    });
  });
});

function readBack(memory: MemoryStorageDynamoDB, item: StoredItem): Promise<unknown> {
  const id = text(item, 'id');
  switch (text(item, '__edb_e__')) {
    case 'thread':
      return memory.getThreadById({ threadId: id });
    case 'resource':
      return memory.getResourceById({ resourceId: id });
    default:
      return memory.listMessagesById({ messageIds: [id] }).then(({ messages }) => messages[0] ?? null);
  }
}

async function writeAgain(memory: MemoryStorageDynamoDB, item: StoredItem, found: unknown): Promise<void> {
  switch (text(item, '__edb_e__')) {
    case 'thread':
      await memory.saveThread({ thread: found as never });
      return;
    case 'resource':
      await memory.saveResource({ resource: found as never });
      return;
    default:
      await memory.saveMessages({ messages: [found as MastraDBMessage] });
  }
}
