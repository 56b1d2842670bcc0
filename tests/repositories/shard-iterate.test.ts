import { lt } from '../../src/expressions/operators.ts';
import type { RejectedItem } from '../../src/operations/operation.ts';
import { hidden, stored, tasksOver } from './sharded.ts';

const args = { status: 'open' };
const SPREAD = [
  ['a', 'd', 'g', 'j'],
  ['b', 'e', 'h'],
  ['c', 'f', 'i'],
];

async function idsOf(items: AsyncIterable<{ readonly id: string }>): Promise<string> {
  const ids = [];
  for await (const { id } of items) ids.push(id);
  return ids.join(' ');
}

describe('iterate over shards', () => {
  it('goes through all of them in one order, each shard read on when it is wanted', async () => {
    const { tasks, asked } = tasksOver(SPREAD, { megabyte: 2 });
    expect(await idsOf(tasks.withStatus.iterate(args))).toBe('a b c d e f g h i j');
    expect(asked().filter(([shard]) => shard === 0)).toEqual([
      [0, undefined, undefined],
      [0, undefined, 'd'],
      [0, undefined, 'j'],
    ]);
    expect(await idsOf(tasks.withStatus.iterate(args, { order: 'descending' }))).toBe('j i h g f e d c b a');
    expect(await idsOf(tasks.newest.iterate(args))).toBe('j i h g f e d c b a');
  });

  it('reads on only the shards that could hold the next item, and after break none', async () => {
    const { tasks, asked } = tasksOver([['a', 'b', 'c', 'd'], ['m'], ['n']], { megabyte: 2 });
    const seen: [string, number][] = [];
    for await (const { id } of tasks.withStatus.iterate(args)) {
      seen.push([id, asked().length]);
      if (id === 'd') break;
    }
    expect(seen).toEqual([
      ['a', 3],
      ['b', 3],
      ['c', 4],
      ['d', 4],
    ]);
    await new Promise(setImmediate);
    expect(asked()).toHaveLength(4);
  });

  it('sends nothing before the loop begins', () => {
    const { tasks, asked } = tasksOver(SPREAD);
    tasks.withStatus.iterate(args);
    expect(asked()).toEqual([]);
  });

  it('ends after its limit, of which each shard is asked its share', async () => {
    const { tasks, asked } = tasksOver(SPREAD);
    expect(await idsOf(tasks.withStatus.iterate(args, { limit: 6 }))).toBe('a b c d e f');
    expect(asked().map(([, limit]) => limit)).toEqual([5, 5, 5]);
  });

  it('with a limit reads on a shard that has more than its share', async () => {
    const names = Array.from({ length: 20 }, (_, n) => `a${n + 10}`);
    const { tasks, asked } = tasksOver([names, ['b'], []]);
    expect(await idsOf(tasks.withStatus.iterate(args, { limit: 12 }))).toBe(names.slice(0, 12).join(' '));
    expect(asked()).toEqual([
      [0, 8, undefined],
      [1, 8, undefined],
      [2, 8, undefined],
      [0, 8, 'a17'],
    ]);
  });

  it('with a limit and a filter lets the service read as many as it wants to', async () => {
    const { tasks, asked } = tasksOver([[hidden('a'), 'd'], ['b', 'e'], ['c']], { megabyte: 1 });
    const options = { limit: 3, filter: { total: lt(9) } };
    expect(await idsOf(tasks.withStatus.iterate(args, options))).toBe('b c d');
    expect(new Set(asked().map(([, limit]) => limit))).toEqual(new Set([undefined]));
  });

  it('begins where a cursor stands', async () => {
    const { tasks } = tasksOver(SPREAD);
    const { cursor } = await tasks.withStatus(args, { limit: 5 });
    expect(await idsOf(tasks.withStatus.iterate(args, { cursor }))).toBe('f g h i j');
  });

  it('ends with an AbortError when it is aborted between two items', async () => {
    const { tasks, asked } = tasksOver(SPREAD);
    const controller = new AbortController();
    const seen: string[] = [];
    const reading = async () => {
      for await (const { id } of tasks.withStatus.iterate(args, { abortSignal: controller.signal })) {
        seen.push(id);
        if (id === 'c') controller.abort();
      }
    };
    await expect(reading()).rejects.toMatchObject({ name: 'AbortError' });
    expect(seen).toEqual(['a', 'b', 'c']);
    expect(asked()).toHaveLength(3);
  });

  it('refuses maxRequests, however large', async () => {
    const { tasks, asked } = tasksOver(SPREAD);
    await expect(tasks.withStatus.iterate(args, { maxRequests: 9 } as object).next()).rejects.toThrow(
      'Task.withStatus: maxRequests is for pages; whoever iterates ends the loop.',
    );
    expect(asked()).toEqual([]);
  });

  it('ends with the first item that does not belong, or tells of it and goes on', async () => {
    const rows = [['a', 'd'], [stored('b', { total: -1 })], [stored('c', { EntityType: 'Legacy' })]];
    const { tasks } = tasksOver(rows);
    const loop = tasks.withStatus.iterate(args);
    expect((await loop.next()).value).toMatchObject({ id: 'a' });
    await expect(loop.next()).rejects.toMatchObject({ name: 'InvalidItem', operation: 'Task.withStatus' });
    const rejected: RejectedItem[] = [];
    const onRejected = (one: RejectedItem) => rejected.push(one);
    expect(await idsOf(tasks.withStatus.iterate(args, { onRejected, limit: 2 }))).toBe('a d');
    expect(rejected.map(({ item }) => item.id)).toEqual(['b', 'c']);
  });
});
