import { Memory } from '@mastra/memory';
import { DynamoDBStore } from '../../src/mastra/store.ts';
import { describeMastra } from './databases.ts';
import { message } from './sample-messages.ts';

describeMastra('the Memory of @mastra/memory', (engine) => {
  test('keeps threads, messages and what it knows of a user', async () => {
    const storage = new DynamoDBStore({
      id: 'dynamodb',
      config: { tableName: engine.tableName('mastra'), client: engine.client(), layout: engine.layout },
    });
    await storage.ensureTable();
    const memory = new Memory({
      storage,
      options: { lastMessages: 3, workingMemory: { enabled: true, scope: 'resource' } },
    });

    const thread = await memory.createThread({
      resourceId: 'user-7',
      threadId: 'chat-1',
      title: 'Trip to Rome',
    });
    expect(thread).toMatchObject({ id: 'chat-1', resourceId: 'user-7', title: 'Trip to Rome' });
    const said = Array.from({ length: 8 }, (_, n) =>
      message(n, { threadId: 'chat-1', resourceId: 'user-7' }),
    );
    await memory.saveMessages({ messages: said });

    const last = await memory.recall({ threadId: 'chat-1', resourceId: 'user-7' });
    expect(last.messages.map(({ id }) => id)).toEqual(['m5', 'm6', 'm7']);
    const all = await memory.recall({ threadId: 'chat-1', perPage: false });
    expect(all.messages).toEqual(said);

    await memory.updateWorkingMemory({
      threadId: 'chat-1',
      resourceId: 'user-7',
      workingMemory: '# Likes pasta',
    });
    expect(await memory.getWorkingMemory({ threadId: 'chat-1', resourceId: 'user-7' })).toBe('# Likes pasta');
    await memory.updateThread({ id: 'chat-1', title: 'Trip to Naples', metadata: { done: true } });
    expect(await memory.getThreadById({ threadId: 'chat-1' })).toMatchObject({
      ...{ title: 'Trip to Naples', metadata: { done: true } },
    });

    const copy = await memory.cloneThread({ sourceThreadId: 'chat-1', newThreadId: 'chat-2' });
    expect(copy.clonedMessages).toHaveLength(8);
    const { threads, total } = await memory.listThreads({ filter: { resourceId: 'user-7' } });
    expect([total, threads.map(({ id }) => id).sort()]).toEqual([2, ['chat-1', 'chat-2']]);

    await memory.deleteMessages(['m7']);
    expect((await memory.recall({ threadId: 'chat-1', perPage: false })).messages).toHaveLength(7);
    await memory.deleteThread('chat-1');
    expect(await memory.getThreadById({ threadId: 'chat-1' })).toBeNull();
    expect((await memory.recall({ threadId: 'chat-2', perPage: false })).messages).toHaveLength(8);
  });
});
