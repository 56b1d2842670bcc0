import { connect } from '../../src/client/connect.ts';
import { between, lt } from '../../src/expressions/operators.ts';
import { defineCollection } from '../../src/operations/define-collection.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { collection } from '../../src/repositories/collection.ts';
import { defineTable } from '../../src/table/table.ts';
import { hidden, idsOf, stored, tasksIn, tasksOver } from './sharded.ts';

const args = { status: 'open' };
const filter = { total: lt(9) };
const SPREAD = [
  ['a', 'd', 'g', 'j'],
  ['b', 'e', 'h'],
  ['c', 'f', 'i'],
];

/** `a01 a02 a03`: names that sort as they are counted. */
function names(letter: string, count: number): string[] {
  return Array.from({ length: count }, (_, n) => `${letter}${String(n + 1).padStart(2, '0')}`);
}

describe('A page over shards', () => {
  it('without a limit is what one request to each gives, in one order', async () => {
    const { tasks, asked } = tasksOver(SPREAD);
    const page = await tasks.withStatus(args);
    expect(idsOf(page.items)).toBe('a b c d e f g h i j');
    expect(page).toMatchObject({ cursor: undefined, rejected: [], requests: 3, scanned: 10, capacity: 10 });
    expect(asked()).toEqual([
      [0, undefined, undefined],
      [1, undefined, undefined],
      [2, undefined, undefined],
    ]);
  });

  it('without a limit ends where a shard must be read on, and goes on from there', async () => {
    const { tasks, asked } = tasksOver(SPREAD, { megabyte: 2 });
    const page = await tasks.withStatus(args);
    // a and d were read of the first: g could be next, or anything after d.
    expect(idsOf(page.items)).toBe('a b c d');
    const rest = await tasks.withStatus(args, { cursor: page.cursor });
    expect(idsOf(rest.items)).toBe('e f g h');
    expect(idsOf((await tasks.withStatus(args, { cursor: rest.cursor })).items)).toBe('i j');
    expect(asked().slice(3, 6)).toEqual([
      [0, undefined, 'd'],
      [1, undefined, 'b'],
      [2, undefined, 'c'],
    ]);
  });

  it('backwards is the reverse, also where keys are equal', async () => {
    const shards = [
      ['p@1', 's@2', 'x@5'],
      ['q@1', 't@2'],
      ['r@1', 'u@2', 'v@3'],
    ];
    const { tasks } = tasksOver(shards);
    const forwards = await tasks.withStatus(args);
    expect(idsOf(forwards.items)).toBe('p q r s t u v x');
    const backwards = await tasks.withStatus(args, { order: 'descending' });
    expect(idsOf(backwards.items)).toBe('x v u t s r q p');
  });

  it.each(['ascending', 'descending'] as const)(
    'has every one of equal keys once, however it is cut: %s',
    async (order) => {
      const shards = [
        ['p@1', 's@1'],
        ['q@1', 't@1'],
        ['r@1', 'u@1'],
      ];
      for (const limit of [1, 2, 3, 4]) {
        const { tasks } = tasksOver(shards);
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await tasks.withStatus(args, { limit, order, cursor });
          expect(page.items.length).toBeLessThanOrEqual(limit);
          seen.push(...page.items.map(({ id }) => id));
          cursor = page.cursor;
        } while (cursor !== undefined);
        expect(seen).toEqual(order === 'ascending' ? [...'psqtru'] : [...'urtqsp']);
      }
    },
  );

  it.each([
    [1, 1],
    [2, 2],
    [3, 3],
    [6, 5],
    [12, 8],
    [30, 17],
    [100, 45],
    [300, 120],
    [3000, 1064],
  ])('of %i asks each of three for its share and two standard deviations: %i', async (limit, share) => {
    const { tasks, asked } = tasksOver([[], [], []]);
    await tasks.withStatus(args, { limit });
    expect(asked()).toEqual([
      [0, share, undefined],
      [1, share, undefined],
      [2, share, undefined],
    ]);
  });

  it('asks again only the shards that could hold what comes next, for what is missing', async () => {
    const { tasks, asked } = tasksOver([names('a', 30), names('m', 20), names('n', 20)]);
    const page = await tasks.withStatus(args, { limit: 12 });
    expect(idsOf(page.items)).toBe(names('a', 12).join(' '));
    expect(asked()).toEqual([
      [0, 8, undefined],
      [1, 8, undefined],
      [2, 8, undefined],
      [0, 4, 'a08'],
    ]);
    expect(page).toMatchObject({ requests: 4, scanned: 28, capacity: 28 });
  });

  it('goes on in each shard after the last item that was given, not after the last that was read', async () => {
    const { tasks, asked } = tasksOver([names('a', 30), names('b', 20), names('n', 20)]);
    const page = await tasks.withStatus(args, { limit: 30 });
    expect(idsOf(page.items)).toBe(names('a', 30).join(' '));
    const sent = asked().length;
    const next = await tasks.withStatus(args, { limit: 3, cursor: page.cursor });
    expect(idsOf(next.items)).toBe('b01 b02 b03');
    expect(asked().slice(sent)).toEqual([
      [0, 3, 'a30'],
      [1, 3, undefined],
      [2, 3, undefined],
    ]);
    await tasks.withStatus(args, { limit: 3, cursor: next.cursor });
    expect(asked().slice(sent + 3)).toEqual([
      [0, 3, 'a30'],
      [1, 3, 'b03'],
      [2, 3, undefined],
    ]);
  });

  it('does not wait for a shard whose last item lies behind what is given', async () => {
    // All of its share was read of each, and the page is full before any is dry.
    const { tasks, asked } = tasksOver([names('a', 9), names('b', 9), names('c', 9)]);
    expect((await tasks.withStatus(args, { limit: 3 })).requests).toBe(3);
    // A start behind the others is not read again once they are known, but the first round asks everyone.
    expect(asked()).toHaveLength(3);
  });

  it('waits at equal keys for the shard that comes first, and for no other', async () => {
    const forwards = tasksOver(
      [
        ['p@1', 's@1'],
        ['q@1', 't@1'],
        ['r@1', 'u@1'],
      ],
      { megabyte: 1 },
    );
    const page = await forwards.tasks.withStatus(args, { limit: 3 });
    expect(idsOf(page.items)).toBe('p s q');
    // After p the first shard is dry, and s may be there; then it is known to be at its end.
    expect(forwards.asked().slice(3)).toEqual([
      [0, 2, 'p'],
      [0, 1, 's'],
    ]);
  });

  it('exactly full at the end of all shards has no cursor, and one item before it has one', async () => {
    const { tasks } = tasksOver(SPREAD);
    expect((await tasks.withStatus(args, { limit: 10 })).cursor).toBeUndefined();
    const page = await tasks.withStatus(args, { limit: 9 });
    expect(page.items).toHaveLength(9);
    const rest = await tasks.withStatus(args, { limit: 9, cursor: page.cursor });
    expect(idsOf(rest.items)).toBe('j');
    expect(rest.cursor).toBeUndefined();
  });

  it('reads a shard that grows between two pages on from where it stood', async () => {
    const { tasks, rows } = tasksOver([['a'], ['b', 'd'], []]);
    const page = await tasks.withStatus(args, { limit: 2 });
    expect(idsOf(page.items)).toBe('a b');
    rows[0]?.push(stored('c'));
    rows[2]?.push(stored('e'));
    const rest = await tasks.withStatus(args, { cursor: page.cursor });
    expect(idsOf(rest.items)).toBe('c d e');
  });
});

describe('A filtered page over shards', () => {
  it('reads more and more of a shard that gives nothing, and of no other', async () => {
    const rows = [[...names('a', 20).map(hidden), 'b'], ['c'], ['d']];
    const { tasks, asked } = tasksOver(rows);
    const page = await tasks.withStatus(args, { limit: 1, filter });
    expect(idsOf(page.items)).toBe('b');
    expect(asked()).toEqual([
      [0, 1, undefined],
      [1, 1, undefined],
      [2, 1, undefined],
      [0, 2, 'a01'],
      [0, 4, 'a03'],
      [0, 8, 'a07'],
      [0, 16, 'a15'],
    ]);
    expect(page).toMatchObject({ requests: 7, scanned: 1 + 1 + 1 + 2 + 4 + 8 + 6 });
  });

  it('never asks a shard for more than 1000 at once, unless its share is larger', async () => {
    const rows = [Array.from({ length: 5000 }, (_, n) => hidden(`a${String(n).padStart(4, '0')}`)), [], []];
    const { tasks, asked } = tasksOver(rows, { megabyte: 9999 });
    await tasks.withStatus(args, { limit: 3, filter });
    const limits = asked().map(([, limit]) => limit);
    expect(limits.slice(0, 5)).toEqual([3, 3, 3, 6, 12]);
    expect(limits.at(-1)).toBe(1000);
    await tasks.withStatus(args, { limit: 3000, filter });
    expect(asked().at(-1)?.[1]).toBe(1064);
  });

  it('without a limit is read until there is something', async () => {
    const rows = [names('a', 6).map(hidden), [hidden('b'), 'c'], names('d', 4)];
    const { tasks, asked } = tasksOver(rows, { megabyte: 2 });
    const page = await tasks.withStatus(args, { filter });
    // The hidden ones before c are read through first.
    expect(idsOf(page.items)).toBe('c');
    expect(asked().map(([shard, , after]) => [shard, after])).toEqual([
      [0, undefined],
      [1, undefined],
      [2, undefined],
      [0, 'a02'],
      [0, 'a04'],
      [0, 'a06'],
    ]);
    const rest = await tasks.withStatus(args, { filter, cursor: page.cursor });
    expect(idsOf(rest.items)).toBe('d01 d02');
  });
});

describe('maxRequests over shards', () => {
  const rows = [names('a', 30), names('b', 30), names('z', 3)];

  it('ends a page before the round that would exceed it, and the next page goes on there', async () => {
    for (const [maxRequests, count, requests] of [
      [3, 8, 3],
      [4, 12, 4],
      [9, 12, 4],
    ] as const) {
      const { tasks } = tasksOver(rows);
      const page = await tasks.withStatus(args, { limit: 12, maxRequests });
      expect(idsOf(page.items)).toBe(names('a', count).join(' '));
      expect(page.requests).toBe(requests);
      const next = await tasks.withStatus(args, { limit: 1, cursor: page.cursor });
      expect(idsOf(next.items)).toBe(`a${String(count + 1).padStart(2, '0')}`);
    }
  });

  it.each([
    [3, 3],
    [4, 3],
    [5, 5],
    [6, 5],
  ])('of %i, where two shards are to be read on, makes %i', async (maxRequests, requests) => {
    const shards = [names('a', 9).map(hidden), names('b', 9).map(hidden), names('z', 9)];
    const { tasks } = tasksOver(shards);
    const page = await tasks.withStatus(args, { limit: 1, filter, maxRequests });
    expect(page).toMatchObject({ items: [], requests, cursor: expect.any(String) });
  });

  it('below the number of shards is refused before anything is sent', async () => {
    const { tasks, asked } = tasksOver(rows);
    await expect(tasks.withStatus(args, { maxRequests: 2 })).rejects.toMatchObject({
      name: 'RequestError',
      message: 'Task.withStatus reads 3 shards, each with a request, so maxRequests cannot be 2.',
    });
    expect(asked()).toEqual([]);
  });
});

describe('What does not belong on a page over shards', () => {
  it('is reported in its place, and does not count towards the limit', async () => {
    const negative = stored('b', { total: -1 });
    const legacy = stored('c', { EntityType: 'Legacy' });
    const { tasks } = tasksOver([['a', 'd'], [negative], [legacy, 'e']]);
    const page = await tasks.withStatus(args, { limit: 2 });
    expect(idsOf(page.items)).toBe('a d');
    expect(page.rejected.map(({ reason, entity }) => [reason, entity])).toEqual([
      ['invalid', 'Task'],
      ['unknown entity', 'Legacy'],
    ]);
    const { items, rejected } = await tasks.withStatus(args, { cursor: page.cursor });
    expect([idsOf(items), rejected]).toEqual(['e', []]);
  });

  it('makes a page without a limit enough', async () => {
    const negative = stored('a', { total: -1 });
    const { tasks, asked } = tasksOver([[negative, 'b'], ['c'], ['d']], { megabyte: 1 });
    const page = await tasks.withStatus(args);
    expect(page).toMatchObject({ items: [], rejected: [{ reason: 'invalid' }], requests: 3 });
    expect(page.cursor).toBeDefined();
    expect(asked()).toHaveLength(3);
  });
});

describe('The first item over shards', () => {
  it('is the first of all, and one item is asked of each', async () => {
    const { tasks, asked } = tasksOver(SPREAD.toReversed());
    expect((await tasks.withStatus.first(args))?.id).toBe('a');
    expect((await tasks.newest(args))?.id).toBe('j');
    expect(asked().map(([, limit]) => limit)).toEqual([1, 1, 1, 1, 1, 1]);
    const none = tasksOver([[], [], []]);
    expect(await none.tasks.newest(args)).toBeUndefined();
  });

  it('is not looked for behind an invalid one, which is an error', async () => {
    const negative = stored('a', { total: -1 });
    const { tasks, asked } = tasksOver([['b'], [negative, 'c'], ['d']]);
    await expect(tasks.withStatus.first(args)).rejects.toMatchObject({
      name: 'InvalidItem',
      message: 'Task.withStatus read an item that is no valid Task: total: must not be negative',
      item: expect.objectContaining({ id: 'a' }),
    });
    expect(asked()).toHaveLength(3);
  });

  it('is given although another shard begins with an invalid one behind it', async () => {
    const { tasks } = tasksOver([['a'], [stored('b', { total: -1 })], []]);
    expect((await tasks.withStatus.first(args))?.id).toBe('a');
  });

  it('is looked for behind items of unknown entities, and behind filtered ones', async () => {
    const { tasks } = tasksOver([[stored('a', { EntityType: 'Legacy' }), 'd'], [hidden('b'), 'c'], []]);
    expect((await tasks.withStatus.first(args, { filter }))?.id).toBe('c');
  });
});

describe('A count over shards', () => {
  it('is the sum of all, each counted to its end', async () => {
    const { tasks, asked, mocked } = tasksOver([names('a', 5), ['b'], [hidden('c'), 'd']], { megabyte: 2 });
    expect(await tasks.withStatus.count(args)).toBe(8);
    expect(await tasks.withStatus.count(args, { filter })).toBe(7);
    const first = asked().slice(0, asked().length / 2);
    expect(first.filter(([shard]) => shard === 0).map(([, , after]) => after)).toEqual([
      undefined,
      'a02',
      'a04',
    ]);
    expect(mocked.sent().every(({ input }) => input.Select === 'COUNT')).toBe(true);
  });
});

it('a collection is read over shards in one order, each item with its entity', async () => {
  const { mocked } = tasksOver([
    ['a', stored('d', { EntityType: 'Note' })],
    [stored('b', { EntityType: 'Note' })],
    ['c'],
  ]);
  const table = defineTable({ name: 'tasks', indexes: ['GSI1'] });
  const index = { GSI1PK: 'STATUS#{status}#{id:shard3}', GSI1SK: '{id}' } as const;
  const [One, Note] = (['Task', 'Note'] as const).map((name) =>
    defineEntity<{ id: string; status: string }>()({
      name,
      table,
      keys: { PK: `${name}#{id}`, SK: 'X', ...index },
    }),
  );
  if (One === undefined || Note === undefined) throw new Error('There are two.');
  const board = defineCollection({ name: 'board', entities: [One, Note], index: 'GSI1' });
  const read = collection(connect({ table, client: mocked.client }), board);
  const { items, cursor } = await read(args, { limit: 3 });
  expect(items.map((found) => [found.entity, found.item.id])).toEqual([
    ['Task', 'a'],
    ['Note', 'b'],
    ['Task', 'c'],
  ]);
  const ids: string[] = [];
  for await (const { item } of read.iterate(args, { cursor })) ids.push(item.id);
  expect(ids).toEqual(['d']);
});

it('an empty range makes no request', async () => {
  const { tasks, asked } = tasksOver(SPREAD);
  const nothing = { status: 'open', rank: between<string>('b', 'a') };
  expect(await tasks.withStatus(nothing)).toMatchObject({ items: [], cursor: undefined, requests: 0 });
  expect(await tasks.withStatus.first(nothing)).toBeUndefined();
  expect(await tasks.withStatus.count(nothing)).toBe(0);
  for await (const _ of tasks.withStatus.iterate(nothing)) throw new Error('There is an item.');
  expect(asked()).toEqual([]);
});

it('an item is written to one shard alone', async () => {
  const { entity } = tasksIn('shard3of9');
  const { Item } = entity.put({ id: 'x', status: 'open', rank: 'x', total: 1 }).input;
  expect(Item.GSI1PK).toMatch(/^STATUS#open#[0-2]$/);
  expect(entity.withStatus(args).plan.shards?.partitions).toHaveLength(9);
});
