import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from '../../src/client/create-client.ts';
import type { DatabaseConfig } from '../../src/mastra/database.ts';
import { MemoryStorageDynamoDB } from '../../src/mastra/memory/memory-storage.ts';
import { describeMastra } from './databases.ts';
import { message, THREAD } from './sample-messages.ts';

const COUNT = 12;
const ids = Array.from({ length: COUNT }, (_, n) => `m${n}`);

describeMastra('several processes with one memory', (engine) => {
  /** Two stores on one table, as two processes have them. */
  async function pair(config?: Partial<DatabaseConfig>) {
    const database = await engine.open(config);
    const [first, second] = [database, database].map((one) => new MemoryStorageDynamoDB({ database: one }));
    for (const id of ['t1', 't2', 't3']) await first?.saveThread({ thread: { ...THREAD, id } });
    return [first, second] as [MemoryStorageDynamoDB, MemoryStorageDynamoDB];
  }

  /** Each message is once in the threads, and found there by its id. */
  async function expectWhole(memory: MemoryStorageDynamoDB) {
    const listed = await memory.listMessages({ threadId: ['t1', 't2', 't3'], perPage: false });
    expect(listed.messages).toHaveLength(listed.total);
    const known = listed.messages.map(({ id }) => id);
    expect(new Set(known).size).toBe(known.length);
    const byId = await memory.listMessagesById({ messageIds: ids });
    expect(byId.messages.map(({ id, threadId }) => `${id} ${threadId}`).sort()).toEqual(
      listed.messages.map(({ id, threadId }) => `${id} ${threadId}`).sort(),
    );
    await memory.deleteMessages(ids);
    expect((await memory.listMessages({ threadId: ['t1', 't2', 't3'] })).total).toBe(0);
  }

  test('save the same new message at different times', async () => {
    const [first, second] = await pair();
    await Promise.all(
      [first, second].map((memory, k) =>
        memory.saveMessages({
          messages: ids.map((_, n) => message(n, { createdAt: new Date(Date.UTC(2026, 0, 1 + k)) })),
        }),
      ),
    );
    await expectWhole(first);
  });

  test('save one message into two threads', async () => {
    const [first, second] = await pair();
    await Promise.all(
      ids.flatMap((_, n) => [
        first.saveMessages({ messages: [message(n, { threadId: 't2' })] }),
        second.saveMessages({ messages: [message(n, { threadId: 't3' })] }),
      ]),
    );
    await expectWhole(first);
  });

  test('move a message that another deletes, or saves in its old place', async () => {
    const [first, second] = await pair();
    await first.saveMessages({ messages: ids.map((_, n) => message(n)) });
    await Promise.all(
      ids.flatMap((id, n) => [
        first.updateMessages({ messages: [{ id, threadId: 't2' }] }),
        n % 2 === 0 ? second.deleteMessages([id]) : second.saveMessages({ messages: [message(n)] }),
      ]),
    );
    await expectWhole(first);
  });

  test('delete a thread of which another moves the messages', async () => {
    const [first, second] = await pair();
    await first.saveMessages({ messages: ids.map((_, n) => message(n)) });
    await Promise.all([
      first.deleteThread({ threadId: 't1' }),
      ...ids.map((id) => second.updateMessages({ messages: [{ id, threadId: 't2' }] })),
    ]);
    await expectWhole(first);
  });

  test('have clocks that differ, and no thread goes back in time', async () => {
    let now = new Date('2026-05-01T12:10:00.000Z');
    const [memory] = await pair({ now: () => now });
    await memory.saveMessages({ messages: [message(0)] });
    now = new Date('2026-05-01T12:00:00.000Z');
    await memory.saveMessages({ messages: [message(1)] });
    const thread = await memory.getThreadById({ threadId: 't1' });
    expect(thread?.updatedAt).toEqual(new Date('2026-05-01T12:10:00.001Z'));
  });

  test('change metadata once, also when the answer is lost', async () => {
    const client = createClient(engine.settings);
    let lost = 0;
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          const answer = await next(args);
          if (!/Update|Transact/.test(commandName) || lost > 0 || !armed) return answer;
          lost += 1;
          throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError', $retryable: {} });
        },
      { step: 'finalizeRequest', priority: 'low' },
    );
    let armed = false;
    const [memory] = await pair({ client });
    armed = true;
    await memory.updateThreadMetadata({
      id: 't1',
      update: ({ metadata }) => ({ count: Number(metadata?.count ?? 0) + 1 }),
    });
    expect([lost, (await memory.getThreadById({ threadId: 't1' }))?.metadata]).toEqual([1, { count: 1 }]);
    client.destroy();
  });

  test('copy a thread, whose last answer is lost for good', async () => {
    const client = createClient({ ...engine.settings, maxAttempts: 1 });
    let armed = false;
    client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          const answer = await next(args);
          if (commandName !== 'PutItemCommand' || !armed) return answer;
          throw Object.assign(new Error('socket hang up'), { name: 'TimeoutError' });
        },
      { step: 'finalizeRequest', priority: 'low' },
    );
    const [memory] = await pair({ client });
    await memory.saveMessages({ messages: [message(0)] });
    armed = true;
    await expect(memory.copyThread({ sourceThreadId: 't1', newThreadId: 'copy' })).rejects.toThrow(
      'socket hang up',
    );
    armed = false;
    expect(await memory.getThreadById({ threadId: 'copy' })).toBeNull();
    const again = await memory.copyThread({ sourceThreadId: 't1', newThreadId: 'copy' });
    expect(again.thread.id).toBe('copy');
    await wait(0);
    client.destroy();
  });
});
