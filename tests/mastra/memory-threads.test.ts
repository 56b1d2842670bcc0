import type { DatabaseConfig } from '../../src/mastra/database.ts';
import { MemoryStorageDynamoDB } from '../../src/mastra/memory/memory-storage.ts';
import { describeMastra } from './databases.ts';
import { message, THREAD } from './sample-messages.ts';

const day = (n: number) => new Date(Date.UTC(2026, 0, n));

describeMastra('threads and resources of Mastra', (engine) => {
  const open = async (config?: Partial<DatabaseConfig>, indexes?: string[]) =>
    new MemoryStorageDynamoDB({ database: await engine.open(config, indexes) });

  test('a thread is saved and read', async () => {
    const memory = await open();
    const thread = { ...THREAD, metadata: { a: 1, nested: { b: [1, null] } } };
    expect(await memory.saveThread({ thread })).toEqual(thread);
    expect(await memory.getThreadById({ threadId: 't1' })).toEqual(thread);
    expect(await memory.getThreadById({ threadId: 't1', resourceId: 'r1' })).toEqual(thread);
    expect(await memory.getThreadById({ threadId: 't1', resourceId: 'r2' })).toBeNull();
    expect(await memory.getThreadById({ threadId: 'nobody' })).toBeNull();
  });

  test('an empty title is kept', async () => {
    const memory = await open();
    await memory.saveThread({ thread: { ...THREAD, title: '' } });
    expect((await memory.getThreadById({ threadId: 't1' }))?.title).toBe('');
  });

  test('an update changes what is given and nothing else', async () => {
    const memory = await open();
    await memory.saveThread({ thread: { ...THREAD, metadata: { a: 1, b: 1 } } });
    const titled = await memory.updateThread({ id: 't1', title: 'Second' });
    expect(titled).toMatchObject({ title: 'Second', metadata: { a: 1, b: 1 }, createdAt: THREAD.createdAt });
    expect(titled.updatedAt.getTime()).toBeGreaterThan(THREAD.updatedAt.getTime());
    const patched = await memory.patchThread({ id: 't1', metadata: { b: 2, c: 3 } });
    expect(patched).toMatchObject({ title: 'Second', metadata: { a: 1, b: 2, c: 3 } });
    expect(await memory.getThreadById({ threadId: 't1' })).toEqual(patched);
    await expect(memory.updateThread({ id: 'nobody', title: 'x' })).rejects.toThrow(
      'Thread with id nobody not found',
    );
  });

  test('twenty changes of metadata at once, through several stores, all survive', async () => {
    const database = await engine.open();
    const stores = [1, 2, 3].map(() => new MemoryStorageDynamoDB({ database }));
    await stores[0]?.saveThread({ thread: THREAD });
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => {
        const store = stores[n % 3] as MemoryStorageDynamoDB;
        return n % 2 === 0
          ? store.updateThread({ id: 't1', metadata: { [`k${n}`]: n } })
          : store.updateThreadMetadata({
              id: 't1',
              update: ({ metadata }) => ({ count: Number(metadata?.count ?? 0) + 1, [`k${n}`]: n }),
            });
      }),
    );
    const thread = await stores[0]?.getThreadById({ threadId: 't1' });
    expect(Object.keys(thread?.metadata ?? {})).toHaveLength(21);
    expect(thread?.metadata?.count).toBe(10);
  });

  test('metadata are changed for the owner alone, and not without need', async () => {
    const memory = await open();
    await memory.saveThread({ thread: THREAD });
    const update = () => ({ x: 1 });
    expect(await memory.updateThreadMetadata({ id: 't1', resourceId: 'r2', update })).toBeNull();
    expect(await memory.updateThreadMetadata({ id: 'nobody', update })).toBeNull();
    expect(await memory.updateThreadMetadata({ id: 't1', update: () => undefined })).toEqual(THREAD);
    expect(await memory.updateThreadMetadata({ id: 't1', resourceId: 'r1', update })).toMatchObject({
      metadata: { x: 1 },
    });
  });

  test('threads are listed by owner and metadata, in either order, in pages', async () => {
    const memory = await open();
    for (let n = 0; n < 12; n += 1) {
      const thread = {
        ...{ ...THREAD, id: `t${n}`, resourceId: n < 10 ? 'r1' : 'r2' },
        ...{ createdAt: day(n + 1), updatedAt: day(20 - n), metadata: { even: n % 2 === 0, deep: { n } } },
      };
      await memory.saveThread({ thread });
    }
    const list = async (input: Parameters<typeof memory.listThreads>[0]) => {
      const found = await memory.listThreads(input);
      return { ...found, threads: found.threads.map(({ id }) => id) };
    };
    expect(await list({ filter: { resourceId: 'r1' }, perPage: 3 })).toEqual({
      ...{ threads: ['t9', 't8', 't7'], total: 10, page: 0, perPage: 3, hasMore: true },
    });
    expect(await list({ filter: { resourceId: 'r1' }, perPage: 3, page: 3 })).toEqual({
      ...{ threads: ['t0'], total: 10, page: 3, perPage: 3, hasMore: false },
    });
    const byChange = { field: 'updatedAt', direction: 'ASC' } as const;
    expect((await list({ perPage: 2, orderBy: byChange })).threads).toEqual(['t11', 't10']);
    expect(await list({ filter: { metadata: { even: true } }, perPage: false })).toMatchObject({ total: 6 });
    expect((await list({ filter: { resourceId: 'r1', metadata: { deep: { n: 4 } } } })).threads).toEqual([
      't4',
    ]);
    expect(await list({ filter: { resourceId: 'nobody' } })).toMatchObject({ threads: [], total: 0 });
    await expect(memory.listThreads({ page: -1 })).rejects.toThrow(/page/);
  });

  test('a resource is saved, changed and read', async () => {
    const memory = await open();
    const resource = {
      id: 'r1',
      workingMemory: '# md',
      metadata: { a: 1 },
      createdAt: day(1),
      updatedAt: day(1),
    };
    await memory.saveResource({ resource });
    expect(await memory.getResourceById({ resourceId: 'r1' })).toMatchObject({
      ...{ id: 'r1', workingMemory: '# md', metadata: { a: 1 }, createdAt: day(1) },
    });
    const changed = await memory.updateResource({ resourceId: 'r1', metadata: { b: 2 } });
    expect(changed).toMatchObject({ workingMemory: '# md', metadata: { a: 1, b: 2 }, createdAt: day(1) });
    await memory.updateResource({ resourceId: 'r1', workingMemory: '' });
    expect(await memory.getResourceById({ resourceId: 'r1' })).toMatchObject({ workingMemory: '' });
    expect(await memory.updateResource({ resourceId: 'r2', workingMemory: 'wm' })).toMatchObject({
      ...{ id: 'r2', workingMemory: 'wm', metadata: {} },
    });
    expect(await memory.getResourceById({ resourceId: 'nobody' })).toBeNull();
  });

  test('twenty changes of a resource that is not there yet all survive', async () => {
    const memory = await open();
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        memory.updateResource({ resourceId: 'r1', metadata: { [`k${n}`]: n } }),
      ),
    );
    const resource = await memory.getResourceById({ resourceId: 'r1' });
    expect(Object.keys(resource?.metadata ?? {})).toHaveLength(20);
  });

  test('ids that differ only in case are two, or the second is refused by name', async () => {
    const memory = await open();
    await memory.saveThread({ thread: { ...THREAD, id: 'Abc' } });
    await memory.saveMessages({ messages: [message(0, { threadId: 'Abc', id: 'M0' })] });
    await memory.updateResource({ resourceId: 'User', workingMemory: 'a' });
    const second = [
      () => memory.saveThread({ thread: { ...THREAD, id: 'aBC' } }),
      () => memory.saveMessages({ messages: [message(0, { threadId: 'Abc', id: 'm0' })] }),
      () => memory.updateResource({ resourceId: 'user', workingMemory: 'b' }),
    ];
    for (const save of second) {
      if (engine.layout === 'native') await save();
      else await expect(save()).rejects.toThrow(/in lower case, and the table has "(?:Abc|M0|User)"/);
    }
    expect((await memory.getThreadById({ threadId: 'Abc' }))?.id).toBe('Abc');
    expect((await memory.getResourceById({ resourceId: 'User' }))?.workingMemory).toBe('a');
    if (engine.layout === 'native') return;
    expect(await memory.getThreadById({ threadId: 'ABC' })).toBeNull();
    expect(await memory.getResourceById({ resourceId: 'USER' })).toBeNull();
    expect((await memory.listMessagesById({ messageIds: ['m0'] })).messages).toEqual([]);
    expect((await memory.listMessages({ threadId: 'ABC' })).total).toBe(0);
    expect((await memory.listThreads({ filter: { resourceId: 'R1' } })).total).toBe(0);
    await memory.deleteThread({ threadId: 'ABC' });
    await memory.deleteMessages(['m0']);
    expect((await memory.listMessages({ threadId: 'Abc' })).total).toBe(1);
    await expect(
      memory.saveMessages({ messages: [message(0, { id: 'X' }), message(1, { id: 'x' })] }),
    ).rejects.toThrow('The message "x" cannot be stored');
  });

  test('what has expired is not there, and activity puts the end off', async () => {
    let now = day(1);
    const live = { enabled: true, attributeName: 'purgeAt', defaultTtlSeconds: 60 };
    const memory = await open({ now: () => now, ttl: { thread: live, message: live, resource: live } });
    await memory.saveThread({ thread: THREAD });
    await memory.saveMessages({ messages: [message(0)] });
    await memory.updateResource({ resourceId: 'r1', workingMemory: 'a' });
    const seconds = (n: number) => {
      now = new Date(day(1).getTime() + n * 1_000);
    };
    seconds(50);
    await memory.saveMessages({ messages: [message(1)] });
    await memory.updateMessages({ messages: [{ id: 'm0', content: { content: 'again' } as never }] });
    await memory.updateResource({ resourceId: 'r1', metadata: { seen: true } });
    seconds(100);
    expect((await memory.getThreadById({ threadId: 't1' }))?.title).toBe('First');
    expect((await memory.listMessages({ threadId: 't1' })).total).toBe(2);
    expect((await memory.getResourceById({ resourceId: 'r1' }))?.workingMemory).toBe('a');
    await memory.updateThread({ id: 't1', title: 'Later' });
    seconds(140);
    expect((await memory.getThreadById({ threadId: 't1' }))?.title).toBe('Later');
    expect((await memory.listMessages({ threadId: 't1' })).total).toBe(0);
    expect((await memory.listMessagesById({ messageIds: ['m0'] })).messages).toEqual([]);
    expect(await memory.getResourceById({ resourceId: 'r1' })).toBeNull();
    seconds(200);
    expect(await memory.getThreadById({ threadId: 't1' })).toBeNull();
    expect((await memory.listThreads({})).total).toBe(0);
    await expect(memory.updateThread({ id: 't1', title: 'x' })).rejects.toThrow(
      'Thread with id t1 not found',
    );
    expect(await memory.updateResource({ resourceId: 'r1', metadata: { anew: true } })).toMatchObject({
      metadata: { anew: true },
    });
    expect((await memory.getResourceById({ resourceId: 'r1' }))?.workingMemory).toBeUndefined();
  });

  test('errors come as Mastra expects them, with their cause', async () => {
    const database = await engine.open();
    const memory = new MemoryStorageDynamoDB({
      ...{ tableName: 'no-such-table', client: database.connection.client, layout: engine.layout },
    });
    const failed = memory.listMessages({ threadId: 't1' });
    await expect(failed).rejects.toMatchObject({
      id: 'MASTRA_STORAGE_DYNAMODB_LIST_MESSAGES_FAILED',
      details: { threadId: 't1' },
      cause: { name: 'ResourceNotFoundException' },
    });
    await expect(memory.listMessages({ threadId: ' ' })).rejects.toThrow(
      'threadId must be a non-empty string or array of non-empty strings',
    );
  });

  test('pruning deletes what is old, and counts it', async () => {
    const memory = await open();
    await memory.saveThread({ thread: THREAD });
    const recent = message(1, { createdAt: new Date() });
    await memory.saveMessages({ messages: [message(0), recent] });
    await memory.saveThread({ thread: { ...THREAD, id: 'old' } });
    const policy = { maxAge: '1d' } as const;
    const results = await memory.prune({ messages: policy, threads: policy, resources: policy });
    expect(results.map(({ deleted, done }) => [deleted, done])).toEqual([
      [1, true],
      [1, true],
      [0, true],
    ]);
    expect((await memory.listMessages({ threadId: 't1' })).messages.map(({ id }) => id)).toEqual(['m1']);
    expect((await memory.listThreads({})).threads.map(({ id }) => id)).toEqual(['t1']);
  });
});
