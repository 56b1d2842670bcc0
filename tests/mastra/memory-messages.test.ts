import type { MastraDBMessage } from '@mastra/core/agent';
import type { MastraDatabase } from '../../src/mastra/database.ts';
import { MemoryStorageDynamoDB } from '../../src/mastra/memory/memory-storage.ts';
import { describeMastra } from './databases.ts';
import { message, THREAD } from './sample-messages.ts';

const messages = (count: number, more?: Partial<MastraDBMessage>) =>
  Array.from({ length: count }, (_, n) => message(n, more));
const ids = (found: { messages: MastraDBMessage[] }) => found.messages.map(({ id }) => id);
const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => `m${from + n}`);

describeMastra('messages of Mastra', (engine) => {
  async function open(): Promise<{ database: MastraDatabase; memory: MemoryStorageDynamoDB }> {
    const database = await engine.open();
    const memory = new MemoryStorageDynamoDB({ database });
    await memory.saveThread({ thread: THREAD });
    return { database, memory };
  }

  test('what is saved is listed in the order of time, and by ids', async () => {
    const { memory } = await open();
    const saved = await memory.saveMessages({ messages: messages(3) });
    expect(saved.messages).toEqual(messages(3));
    const listed = await memory.listMessages({ threadId: 't1' });
    expect(listed).toEqual({ messages: messages(3), total: 3, page: 0, perPage: 40, hasMore: false });
    expect(await memory.listMessagesById({ messageIds: ['m2', 'm0', 'nobody'] })).toEqual({
      messages: [message(0), message(2)],
    });
    expect(await memory.listMessages({ threadId: 'nobody' })).toEqual({
      ...{ messages: [], total: 0, page: 0, perPage: 40, hasMore: false },
    });
    expect(await memory.listMessagesById({ messageIds: [] })).toEqual({ messages: [] });
    expect(await memory.saveMessages({ messages: [] })).toEqual({ messages: [] });
  });

  test('pages, both ways', async () => {
    const { memory } = await open();
    await memory.saveMessages({ messages: messages(60) });
    const list = (page: number, direction: 'ASC' | 'DESC', includeTotal?: boolean) =>
      memory.listMessages({
        threadId: 't1',
        perPage: 25,
        page,
        orderBy: { field: 'createdAt', direction },
        ...(includeTotal !== undefined && { includeTotal }),
      });
    expect(ids(await list(0, 'ASC'))).toEqual(numbered(0, 25));
    expect(ids(await list(2, 'ASC'))).toEqual(numbered(50, 60));
    expect(ids(await list(0, 'DESC'))).toEqual(numbered(35, 60).reverse());
    expect(ids(await list(0, 'DESC', false))).toEqual(numbered(35, 60).reverse());
    expect(await list(1, 'ASC')).toMatchObject({ total: 60, page: 1, perPage: 25, hasMore: true });
    expect(await list(2, 'ASC', false)).toMatchObject({ page: 2, hasMore: false });
    expect(await list(1, 'DESC', false)).toMatchObject({ page: 1, hasMore: true });
    const all = await memory.listMessages({ threadId: 't1', perPage: false });
    expect(all).toMatchObject({ total: 60, perPage: false, hasMore: false });
    expect(all.messages).toHaveLength(60);
  });

  test('a thread over 1 MB keeps its newest messages', async () => {
    const { memory } = await open();
    const large = Array.from({ length: 30 }, (_, n) =>
      message(n, { content: { format: 2, parts: [{ type: 'text', text: 'x'.repeat(60_000) }] } }),
    );
    await memory.saveMessages({ messages: large });
    const listed = await memory.listMessages({ threadId: 't1', perPage: false });
    expect(ids(listed)).toEqual(numbered(0, 30));
    const last = await memory.listMessages({
      ...{ threadId: 't1', perPage: 2, includeTotal: false },
      orderBy: { field: 'createdAt', direction: 'DESC' },
    });
    expect(ids(last)).toEqual(['m29', 'm28']);
    await memory.deleteThread({ threadId: 't1' });
    expect((await memory.listMessages({ threadId: 't1' })).total).toBe(0);
    expect(await memory.getThreadById({ threadId: 't1' })).toBeNull();
  });

  test('several threads are listed as one', async () => {
    const { memory } = await open();
    const saved = messages(10).map((one, n) => ({ ...one, threadId: n % 2 === 0 ? 't1' : 't2' }));
    await memory.saveMessages({ messages: saved });
    const listed = await memory.listMessages({ threadId: ['t1', 't2'], perPage: 6 });
    expect(ids(listed)).toEqual(numbered(0, 6));
    expect(listed).toMatchObject({ total: 10, hasMore: true });
  });

  test('filters by resource, time and metadata', async () => {
    const { memory } = await open();
    const saved = messages(10).map((one, n) => ({
      ...one,
      resourceId: n < 5 ? 'r1' : 'r2',
      content: { ...one.content, metadata: { even: n % 2 === 0 } },
    }));
    await memory.saveMessages({ messages: saved });
    expect(ids(await memory.listMessages({ threadId: 't1', resourceId: 'r2' }))).toEqual(numbered(5, 10));
    const at = (n: number) => message(n).createdAt;
    const within = (dateRange: object) => memory.listMessages({ threadId: 't1', filter: { dateRange } });
    expect(ids(await within({ start: at(3), end: at(6) }))).toEqual(numbered(3, 7));
    expect(ids(await within({ start: at(3), end: at(6), startExclusive: true, endExclusive: true }))).toEqual(
      numbered(4, 6),
    );
    expect(ids(await within({ start: at(8) }))).toEqual(['m8', 'm9']);
    expect(ids(await within({ end: at(1) }))).toEqual(['m0', 'm1']);
    expect(ids(await within({ start: at(6), end: at(3) }))).toEqual([]);
    const even = await memory.listMessages({
      threadId: 't1',
      perPage: 2,
      filter: { metadata: { even: true } },
    });
    expect(ids(even)).toEqual(['m0', 'm2']);
    expect(even).toMatchObject({ total: 5, hasMore: true });
    expect(ids(await memory.listMessagesByResourceId({ resourceId: 'r2', perPage: 3 }))).toEqual(
      numbered(5, 8),
    );
  });

  test('inclusions bring their neighbours, and nothing of another resource', async () => {
    const { memory } = await open();
    await memory.saveMessages({ messages: messages(20) });
    await memory.saveMessages({
      messages: [message(30, { threadId: 't2', resourceId: 'r2' }), message(31, { threadId: 't2' })],
    });
    const include = [
      { id: 'm10', withPreviousMessages: 2, withNextMessages: 1 },
      { id: 'm30' },
      { id: 'm31' },
      { id: 'nobody' },
    ];
    const scoped = await memory.listMessages({ threadId: 't1', resourceId: 'r1', perPage: 2, include });
    expect(ids(scoped)).toEqual(['m0', 'm1', 'm8', 'm9', 'm10', 'm11', 'm31']);
    expect(scoped).toMatchObject({ total: 20, hasMore: true });
    const all = await memory.listMessages({ threadId: 't1', perPage: 0, include });
    expect(ids(all)).toEqual(['m8', 'm9', 'm10', 'm11', 'm30', 'm31']);
    expect(all).toMatchObject({ total: 0, hasMore: false });
  });

  test('a message that is saved again is replaced, at the time at which it was created', async () => {
    const { memory } = await open();
    await memory.saveMessages({ messages: messages(3) });
    await memory.saveMessages({
      messages: [
        message(1, { createdAt: new Date('2027-01-01'), content: { format: 2, parts: [], content: 'new' } }),
      ],
    });
    const { messages: found } = await memory.listMessages({ threadId: 't1' });
    expect(found.map(({ id, content }) => [id, content.content])).toEqual([
      ['m0', 'text 0'],
      ['m1', 'new'],
      ['m2', 'text 2'],
    ]);
  });

  test('a message that is saved into another thread is in that alone', async () => {
    const { memory } = await open();
    await memory.saveMessages({ messages: messages(3) });
    await memory.saveMessages({ messages: [message(1, { threadId: 't2' })] });
    expect(ids(await memory.listMessages({ threadId: 't1' }))).toEqual(['m0', 'm2']);
    expect(ids(await memory.listMessages({ threadId: 't2' }))).toEqual(['m1']);
    expect(ids(await memory.listMessagesById({ messageIds: ['m1'] }))).toEqual(['m1']);
  });

  test('saving touches the threads that there are, and makes none', async () => {
    const { memory } = await open();
    await memory.saveMessages({ messages: [message(0), message(1, { threadId: 'ghost' })] });
    const thread = await memory.getThreadById({ threadId: 't1' });
    expect(thread?.updatedAt.getTime()).toBeGreaterThan(THREAD.updatedAt.getTime());
    expect(thread?.title).toBe('First');
    expect(await memory.getThreadById({ threadId: 'ghost' })).toBeNull();
    expect((await memory.listThreads({})).threads.map(({ id }) => id)).toEqual(['t1']);
  });

  test('a save that is refused leaves what was there', async () => {
    const { memory } = await open();
    await memory.saveMessages({ messages: messages(2) });
    const tooLarge = message(2, {
      content: { format: 2, parts: [{ type: 'text', text: 'x'.repeat(500_000) }] },
    });
    await expect(memory.saveMessages({ messages: [message(0), message(1), tooLarge] })).rejects.toThrow(
      /^Saving message "m2" writes an item of 500\d{3} bytes with .*; an item has 409600 at most\.$/,
    );
    await expect(memory.saveMessages({ messages: [message(5, { threadId: '' })] })).rejects.toThrow(
      'Message "m5" needs a thread to be saved in; its threadId is "".',
    );
    expect(ids(await memory.listMessages({ threadId: 't1' }))).toEqual(['m0', 'm1']);
  });

  test('a message is not moved into a thread that there cannot be', async () => {
    const { memory } = await open();
    await memory.saveMessages({ messages: [message(0)] });
    // Of the compatible layout, threads have their ids in the sort key, which has 1,024 bytes, and messages in an index's partition key.
    const threadId = 'x'.repeat(engine.layout === 'compatible' ? 1_100 : 2_100);
    await expect(memory.updateMessages({ messages: [{ id: 'm0', threadId }] })).rejects.toThrow(/bytes/);
    expect(ids(await memory.listMessages({ threadId: 't1' }))).toEqual(['m0']);
  });

  test('updates merge content and metadata, and move messages', async () => {
    const { memory } = await open();
    await memory.saveThread({ thread: { ...THREAD, id: 't2' } });
    await memory.saveMessages({
      messages: [
        message(0, { content: { format: 2, parts: [], content: 'a', metadata: { x: 1, y: 1 } } }),
        message(1),
      ],
    });
    const updated = await memory.updateMessages({
      messages: [
        { id: 'm0', content: { metadata: { y: 2 } } as never, role: 'assistant' },
        { id: 'm1', threadId: 't2' },
        { id: 'nobody', role: 'user' },
      ],
    });
    expect(updated.map(({ id, role, threadId }) => [id, role, threadId])).toEqual([
      ['m0', 'assistant', 't1'],
      ['m1', 'assistant', 't2'],
    ]);
    const [first] = (await memory.listMessages({ threadId: 't1' })).messages;
    expect(first?.content).toEqual({ format: 2, parts: [], content: 'a', metadata: { x: 1, y: 2 } });
    expect(ids(await memory.listMessages({ threadId: 't1' }))).toEqual(['m0']);
    expect(ids(await memory.listMessages({ threadId: 't2' }))).toEqual(['m1']);
    expect(ids(await memory.listMessagesById({ messageIds: ['m0', 'm1'] }))).toEqual(['m0', 'm1']);
    expect(await memory.updateMessages({ messages: [] })).toEqual([]);
  });

  test('twenty updates of one message at once all survive', async () => {
    const { memory } = await open();
    await memory.saveMessages({ messages: [message(0)] });
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        memory.updateMessages({ messages: [{ id: 'm0', content: { metadata: { [`k${n}`]: n } } as never }] }),
      ),
    );
    const [found] = (await memory.listMessagesById({ messageIds: ['m0'] })).messages;
    expect(Object.keys(found?.content.metadata ?? {})).toHaveLength(20);
  });

  test('messages are deleted by id, and their threads touched', async () => {
    const { memory } = await open();
    await memory.saveMessages({ messages: messages(4) });
    const before = await memory.getThreadById({ threadId: 't1' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    await memory.deleteMessages(['m1', 'm3', 'nobody']);
    await memory.deleteMessages([]);
    expect(ids(await memory.listMessages({ threadId: 't1' }))).toEqual(['m0', 'm2']);
    expect(ids(await memory.listMessagesById({ messageIds: ['m1', 'm2'] }))).toEqual(['m2']);
    const after = await memory.getThreadById({ threadId: 't1' });
    expect(after?.updatedAt.getTime()).toBeGreaterThan(before?.updatedAt.getTime() ?? 0);
  });

  test('a thread is copied with its messages, all or the last ones', async () => {
    const { memory } = await open();
    await memory.saveMessages({ messages: messages(5) });
    const { thread, messageIdMap } = await memory.copyThread({ sourceThreadId: 't1', newThreadId: 'c1' });
    expect(thread).toMatchObject({ id: 'c1', resourceId: 'r1', title: 'Clone of First' });
    expect(thread.metadata).toMatchObject({ clone: { sourceThreadId: 't1', lastMessageId: 'm4' } });
    expect(Object.keys(messageIdMap ?? {}).sort()).toEqual(numbered(0, 5));
    const copied = await memory.listMessages({ threadId: 'c1' });
    expect(copied.messages.map(({ content }) => content.content)).toEqual(
      [0, 1, 2, 3, 4].map((n) => `text ${n}`),
    );
    expect(ids(await memory.listMessages({ threadId: 't1' }))).toEqual(numbered(0, 5));
    const two = await memory.cloneThread({
      ...{ sourceThreadId: 't1', newThreadId: 'c2', resourceId: 'r9', title: 'Mine' },
      options: { messageLimit: 2 },
    });
    expect(two.thread).toMatchObject({ resourceId: 'r9', title: 'Mine' });
    expect(two.clonedMessages.map(({ content }) => content.content)).toEqual(['text 3', 'text 4']);
    expect(two.clonedMessages.every(({ resourceId }) => resourceId === 'r9')).toBe(true);
    await expect(memory.copyThread({ sourceThreadId: 't1', newThreadId: 'c1' })).rejects.toThrow(
      'Thread with id c1 already exists',
    );
    await expect(memory.copyThread({ sourceThreadId: 'nobody' })).rejects.toThrow(
      'Source thread with id nobody not found',
    );
  });

  test('the last message of a copy is the last in its order, also of several of one moment', async () => {
    const { memory } = await open();
    const createdAt = message(9).createdAt;
    await memory.saveMessages({ messages: [5, 6, 7].map((n) => message(n, { createdAt })) });
    for (const options of [{}, { messageLimit: 2 }]) {
      const { thread } = await memory.copyThread({ sourceThreadId: 't1', options });
      expect(thread.metadata).toMatchObject({ clone: { lastMessageId: 'm7' } });
    }
  });

  test('a thread and its messages change their owner', async () => {
    const { memory } = await open();
    await memory.saveMessages({ messages: messages(3) });
    await memory.updateThreadResourceId({ threadId: 't1', resourceId: 'r2' });
    expect(ids(await memory.listMessages({ threadId: 't1', resourceId: 'r2' }))).toEqual(numbered(0, 3));
    expect((await memory.listThreads({ filter: { resourceId: 'r2' } })).total).toBe(1);
    expect((await memory.listThreads({ filter: { resourceId: 'r1' } })).total).toBe(0);
  });

  test('clearing deletes all of it', async () => {
    const { memory } = await open();
    await memory.saveMessages({ messages: messages(30) });
    await memory.dangerouslyClearAll();
    expect((await memory.listThreads({})).total).toBe(0);
    expect((await memory.listMessages({ threadId: 't1' })).total).toBe(0);
  });
});
