import { getEventListeners } from 'node:events';
import { mockedClient } from './mocked-client.ts';
import { ordersOver, stored } from './orders.ts';
import { tasksOver } from './sharded.ts';

const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

describe("a caller's signal", () => {
  it('is let go by the page of a sharded query, answered or failed', async () => {
    const { tasks, mocked } = tasksOver([[stored('a')], [], []]);
    const { signal } = new AbortController();
    const page = () => tasks.withStatus({ status: 'open' }, { limit: 9, abortSignal: signal });
    const pages = Array.from({ length: 20 }, page);
    expect(listeners(signal)).toBe(1);
    await Promise.all(pages);
    expect(listeners(signal)).toBe(0);
    mocked.answers(() => {
      throw new Error('the shard is gone');
    });
    await expect(page()).rejects.toThrow('the shard is gone');
    expect(listeners(signal)).toBe(0);
  });

  it('is let go by a scan in segments, at its end and after a break', async () => {
    const mocked = mockedClient('DynamoDBDocumentClient');
    const { orders } = ordersOver(mocked.client);
    mocked.answers(({ Segment }) => ({ Items: [stored(`${Segment}`)] }));
    const { signal } = new AbortController();
    const all = () => orders.allAtOnce.iterate({ abortSignal: signal });
    for await (const _ of all()) expect(listeners(signal)).toBe(1);
    expect(listeners(signal)).toBe(0);
    for await (const _ of all()) break;
    expect(listeners(signal)).toBe(0);
  });

  it('that was aborted before is let go as well', async () => {
    const { tasks, mocked } = tasksOver([[], []]);
    const signal = AbortSignal.abort();
    await expect(tasks.withStatus({ status: 'open' }, { abortSignal: signal })).rejects.toBe(signal.reason);
    expect(mocked.sent()).toEqual([]);
    expect(listeners(signal)).toBe(0);
  });
});
