import {
  type AttributeValue,
  DeleteItemCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import type { MastraDatabase } from '../../src/mastra/database.ts';
import { MemoryStorageDynamoDB } from '../../src/mastra/memory/memory-storage.ts';
import { describeMastra } from './databases.ts';
import { message, THREAD } from './sample-messages.ts';

const LIVE = { enabled: true, defaultTtlSeconds: 60 };
const START = Date.UTC(2026, 5, 1);

describeMastra('memory that has expired', (engine) => {
  let now = new Date(START);
  const pass = (seconds: number) => {
    now = new Date(now.getTime() + seconds * 1_000);
  };

  async function open(): Promise<{ database: MastraDatabase; memory: MemoryStorageDynamoDB }> {
    now = new Date(START);
    const database = await engine.open({
      now: () => now,
      ttl: { thread: LIVE, message: LIVE, resource: LIVE },
    });
    return { database, memory: new MemoryStorageDynamoDB({ database }) };
  }

  async function stored({ connection }: MastraDatabase): Promise<Record<string, AttributeValue>[]> {
    const { Items = [] } = await engine
      .client()
      .send(new ScanCommand({ TableName: connection.tableName, ConsistentRead: true }));
    return Items;
  }

  /** Deletes what has expired, as DynamoDB does in the end. */
  async function sweep(database: MastraDatabase) {
    const { tableName: TableName, table } = database.connection;
    const [pk = '', sk = ''] = [table.primary.partition, table.primary.sort].map(
      (side) => side?.attributes[0]?.name,
    );
    for (const item of await stored(database)) {
      if (Number(item.ttl?.N) > now.getTime() / 1_000) continue;
      const Key = { [pk]: item[pk] ?? { S: '' }, [sk]: item[sk] ?? { S: '' } };
      await engine.client().send(new DeleteItemCommand({ TableName, Key }));
    }
  }

  test('is not brought back by activity', async () => {
    const { memory } = await open();
    await memory.saveThread({ thread: { ...THREAD, resourceId: 'alice', metadata: { secret: true } } });
    await memory.saveMessages({ messages: [message(0)] });
    pass(100);
    await memory.saveMessages({ messages: [message(1, { resourceId: 'bob' })] });
    await memory.updateMessages({ messages: [{ id: 'm1', role: 'system' }] });
    await memory.deleteMessages(['m1']);
    expect(await memory.getThreadById({ threadId: 't1' })).toBeNull();
  });

  test('lends nothing to what takes its place', async () => {
    const { memory } = await open();
    await memory.saveThread({ thread: { ...THREAD, resourceId: 'alice', metadata: { secret: true } } });
    await memory.updateResource({ resourceId: 'r1', workingMemory: 'secret' });
    await memory.saveMessages({ messages: [message(0)] });
    pass(100);
    const { title, metadata, ...bare } = { ...THREAD, metadata: undefined, createdAt: now, updatedAt: now };
    await memory.saveThread({ thread: bare });
    const thread = await memory.getThreadById({ threadId: 't1' });
    expect([thread?.resourceId, thread?.metadata]).toEqual(['r1', undefined]);
    await memory.saveResource({ resource: { id: 'r1', createdAt: now, updatedAt: now } });
    expect((await memory.getResourceById({ resourceId: 'r1' }))?.workingMemory).toBeUndefined();
    await memory.saveMessages({ messages: [message(0, { createdAt: now })] });
    const { messages } = await memory.listMessages({ threadId: 't1' });
    expect(messages.map(({ createdAt }) => createdAt)).toEqual([now]);
    expect((await memory.listMessagesById({ messageIds: ['m0'] })).messages).toHaveLength(1);
  });

  test('makes way for another id, and for a copy', async () => {
    const { memory } = await open();
    await memory.saveThread({ thread: { ...THREAD, id: 'ABC' } });
    await memory.saveThread({ thread: { ...THREAD, id: 'copy' } });
    await memory.updateResource({ resourceId: 'USER', workingMemory: 'a' });
    await memory.updateResource({ resourceId: 'OTHER', workingMemory: 'a' });
    await memory.saveMessages({ messages: [message(0, { id: 'MSG' })] });
    pass(100);
    await memory.saveThread({ thread: { ...THREAD, id: 'abc' } });
    await memory.updateResource({ resourceId: 'user', workingMemory: 'b' });
    await memory.saveResource({
      resource: { id: 'other', workingMemory: 'b', createdAt: now, updatedAt: now },
    });
    await memory.saveMessages({ messages: [message(0, { id: 'msg', threadId: 'abc' })] });
    await memory.copyThread({ sourceThreadId: 'abc', newThreadId: 'copy' });
    for (const threadId of ['abc', 'copy'])
      expect((await memory.getThreadById({ threadId }))?.id).toBe(threadId);
    for (const resourceId of ['user', 'other'])
      expect((await memory.getResourceById({ resourceId }))?.workingMemory).toBe('b');
    expect(
      (await memory.listMessagesById({ messageIds: ['msg', 'MSG'] })).messages.map(({ id }) => id),
    ).toEqual(['msg']);
  });

  test('does not leave a message behind that no id leads to', async () => {
    const { database, memory } = await open();
    await memory.saveMessages({ messages: [message(0)] });
    pass(50);
    await memory.updateMessages({ messages: [{ id: 'm0', content: { metadata: { a: 1 } } as never }] });
    pass(20);
    await sweep(database);
    expect((await memory.listMessagesById({ messageIds: ['m0'] })).messages).toHaveLength(1);
    await memory.deleteMessages(['m0']);
    expect((await memory.listMessages({ threadId: 't1' })).total).toBe(0);
  });

  test('is nothing whose end is no number', async () => {
    const { database, memory } = await open();
    await memory.saveThread({ thread: THREAD });
    await memory.updateResource({ resourceId: 'r1', workingMemory: 'a' });
    const { tableName: TableName } = database.connection;
    for (const item of await stored(database))
      await engine.client().send(new PutItemCommand({ TableName, Item: { ...item, ttl: { S: 'soon' } } }));
    pass(100);
    await memory.saveThread({ thread: { ...THREAD, title: 'b' } });
    await memory.saveMessages({ messages: [message(0, { createdAt: now })] });
    await memory.saveResource({ resource: { id: 'r1', createdAt: now, updatedAt: now } });
    expect((await memory.getThreadById({ threadId: 't1' }))?.title).toBe('b');
    expect((await memory.getResourceById({ resourceId: 'r1' }))?.workingMemory).toBe('a');
  });

  test('keeps the time at which a resource was first written', async () => {
    const { memory } = await open();
    const first = new Date(START - 1_000);
    await memory.saveResource({ resource: { id: 'r1', createdAt: first, updatedAt: first } });
    pass(10);
    await memory.saveResource({ resource: { id: 'r1', workingMemory: 'b', createdAt: now, updatedAt: now } });
    expect(await memory.getResourceById({ resourceId: 'r1' })).toEqual({
      ...{ id: 'r1', workingMemory: 'b', createdAt: first, updatedAt: now },
    });
  });
});
