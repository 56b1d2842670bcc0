import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { MastraDBMessage } from '@mastra/core/agent';
import { MemoryStorageDynamoDB } from '../../src/mastra/memory/memory-storage.ts';
import { describeMastra } from './databases.ts';
import { message, THREAD } from './sample-messages.ts';

describeMastra('memory that is given what came out of JSON, or is damaged', (engine) => {
  async function open() {
    const database = await engine.open();
    const memory = new MemoryStorageDynamoDB({ database });
    await memory.saveThread({ thread: THREAD });
    return { database, memory };
  }

  /** Sets one attribute of a stored message or thread to a text, as another program may. */
  async function damage(database: Awaited<ReturnType<typeof open>>['database'], name: string, text: string) {
    const { connection, layout } = database;
    const { message: Message, thread } = layout;
    const operation =
      name === 'content'
        ? Message.get({ id: 'm0', threadId: 't1', createdAt: message(0).createdAt.toISOString() })
        : thread.get({ id: 't1' });
    const Key = Object.fromEntries(
      Object.entries(operation.input.Key).map(([key, value]) => [key, { S: String(value) }]),
    );
    await engine.client().send(
      new UpdateItemCommand({
        ...{ TableName: connection.tableName, Key, UpdateExpression: 'SET #n = :t' },
        ...{ ExpressionAttributeNames: { '#n': name }, ExpressionAttributeValues: { ':t': { S: text } } },
      }),
    );
  }

  test('null is what is not given', async () => {
    const { memory } = await open();
    const nothing = null as never;
    await memory.saveMessages({
      messages: [message(0, { createdAt: nothing }), message(1, { resourceId: nothing, role: nothing })],
    });
    const listed = await memory.listMessages({
      ...{ threadId: 't1', resourceId: nothing, include: nothing, page: nothing },
      filter: { metadata: nothing },
    });
    expect(listed.total).toBe(2);
    expect(listed.messages.find(({ id }) => id === 'm1')?.role).toBe('user');
    expect(listed.messages.find(({ id }) => id === 'm0')?.createdAt.getTime()).toBeGreaterThan(
      Date.now() - 60_000,
    );
    expect((await memory.listThreads({ filter: { resourceId: nothing, metadata: nothing } })).total).toBe(1);
    expect(await memory.saveThread({ thread: { ...THREAD, metadata: nothing } })).toEqual(THREAD);
    const moved = await memory.updateMessages({ messages: [{ id: 'm0', threadId: '', resourceId: '' }] });
    expect(moved.map(({ threadId }) => threadId)).toEqual(['t1']);
    expect((await memory.copyThread({ sourceThreadId: 't1', newThreadId: '' })).thread.id).toHaveLength(36);
  });

  test('times may be text', async () => {
    const { memory } = await open();
    const text = '2026-03-04T05:06:07.089Z' as never;
    await memory.saveMessages({ messages: [message(0, { createdAt: text })] });
    const [found] = (await memory.listMessages({ threadId: 't1', filter: { dateRange: { start: text } } }))
      .messages;
    expect(found?.createdAt).toEqual(new Date(text));
  });

  test('a message whose content has an old form keeps its text when it is changed', async () => {
    const { database, memory } = await open();
    for (const [stored, said] of [
      ['I said this', 'I said this'],
      ['[{"type":"text","text":"in a list"}]', 'in a list'],
    ] as const) {
      await memory.saveMessages({ messages: [message(0)] });
      await damage(database, 'content', stored);
      await memory.updateMessages({
        messages: [{ id: 'm0', content: { metadata: { seen: true } } as never }],
      });
      const [found] = (await memory.listMessages({ threadId: 't1' })).messages;
      expect(JSON.stringify(found?.content.parts)).toContain(said);
      expect(found?.content.metadata).toMatchObject({ seen: true });
    }
  });

  test('metadata that are damaged are not written over', async () => {
    const { database, memory } = await open();
    await damage(database, 'metadata', '{"a":');
    await expect(memory.updateThread({ id: 't1', metadata: { b: 1 } })).rejects.toThrow(
      'The thread "t1" cannot be changed: its metadata: it is stored as "{\\"a\\":", which is no object of JSON, so nothing can be merged into it.',
    );
    expect((await memory.updateThread({ id: 't1', title: 'x' })).title).toBe('x');
    await memory.saveThread({ thread: { ...THREAD, metadata: { c: 1 } } });
    expect((await memory.updateThread({ id: 't1', metadata: { b: 1 } })).metadata).toEqual({ c: 1, b: 1 });
  });

  const circle: Record<string, unknown> = {};
  circle.self = circle;

  test.each<[string, Partial<MastraDBMessage>, string | RegExp]>([
    ['no id', { id: '' }, 'A message has the id "".'],
    [
      'no thread',
      { threadId: undefined as never },
      'Message "m0" needs a thread to be saved in; its threadId is undefined.',
    ],
    ['no content', { content: null as never }, 'Message "m0" has no content.'],
    [
      'no time',
      { createdAt: new Date('x') },
      /^The message "m0" cannot be stored: its createdAt: an invalid Date is no time: it takes a Date or ISO text\.$/,
    ],
    [
      'a bigint',
      { content: { format: 2, parts: [1n] } as never },
      /^The message "m0" cannot be stored: its content: Do not know/,
    ],
    [
      'a circle',
      { content: circle as never },
      /^The message "m0" cannot be stored: its content: Converting circular structure to JSON$/,
    ],
  ])('a message with %s is refused before anything is written', async (_, wrong, error) => {
    const { memory } = await open();
    await expect(memory.saveMessages({ messages: [message(1), message(0, wrong)] })).rejects.toThrow(error);
    expect((await memory.listMessages({ threadId: 't1' })).total).toBe(0);
  });

  test('what is wrong with a thread is named', async () => {
    const { memory } = await open();
    const save = (more: object) => memory.saveThread({ thread: { ...THREAD, ...more } as never });
    await expect(save({ id: '' })).rejects.toThrow('A thread has the id "".');
    await expect(save({ resourceId: undefined })).rejects.toThrow(
      'Thread "t1" needs a resource; its resourceId is undefined.',
    );
    await expect(save({ metadata: circle })).rejects.toThrow(
      'The thread "t1" cannot be stored: its metadata: ',
    );
    await expect(save({ updatedAt: 'soon' })).rejects.toThrow(
      'The thread "t1" cannot be stored: its updatedAt: "soon" is no time: it takes a Date or ISO text.',
    );
    await expect(memory.saveThread(undefined as never)).rejects.toThrow(TypeError);
  });

  test('ids of any kind are ids', async () => {
    const { memory } = await open();
    const odd = ['__proto__', 'constructor', 'a#b$c', 'İß', '日本語', ' x '];
    await memory.saveMessages({ messages: odd.map((id, n) => message(n, { id })) });
    expect((await memory.listMessagesById({ messageIds: odd })).messages.map(({ id }) => id)).toEqual(odd);
    const { messageIdMap } = await memory.copyThread({ sourceThreadId: 't1' });
    expect(Object.keys(messageIdMap ?? {}).sort()).toEqual([...odd].sort());
    await memory.deleteMessages(odd);
    expect((await memory.listMessages({ threadId: 't1' })).total).toBe(0);
  });

  test('a page may be of any size', async () => {
    const { memory } = await open();
    await memory.saveMessages({ messages: [message(0)] });
    const listed = await memory.listMessages({ threadId: 't1', perPage: 1e10, includeTotal: false });
    expect(listed.messages).toHaveLength(1);
  });
});
