import { lt } from '../../src/expressions/operators.ts';
import { writeCursor, writeShardCursor } from '../../src/repositories/cursor.ts';
import { cursorScope } from '../../src/repositories/requests.ts';
import { hidden, idsOf, tasksOver } from './sharded.ts';

const args = { status: 'open' };
const filter = { total: lt(9) };
const ROWS = [['a', 'd', 'g'], ['b', 'e'], []];
const OTHER_QUERY =
  'Task.withStatus: the cursor belongs to another query, or was changed. A cursor is good for the same table, index, arguments, order and filter.';
const SECRET = 'sixteen bytes or more';

type Page = { readonly cursor: string | undefined };

async function cursorOf(page: Promise<Page>): Promise<string> {
  return (await page).cursor ?? 'none';
}

/** What a cursor holds, as JSON. */
function heldBy(cursor: string): unknown {
  return JSON.parse(Buffer.from(cursor.slice(1).split('.')[0] ?? '', 'base64url').toString());
}

describe('A cursor over shards', () => {
  it('is url-safe and holds a position for each shard, without its partition', async () => {
    const cursor = await cursorOf(tasksOver(ROWS).tasks.withStatus(args, { limit: 3 }));
    expect(cursor).toMatch(/^[A-Za-z0-9._-]+$/);
    expect(heldBy(cursor)).toEqual([['TASK#d', 'TASK', 'd'], ['TASK#b', 'TASK', 'b'], null]);
  });

  it('leads back to the whole key, index and table, in each shard', async () => {
    const { tasks, mocked } = tasksOver(ROWS);
    const cursor = await cursorOf(tasks.withStatus(args, { limit: 3 }));
    mocked.mock.resetHistory();
    await tasks.withStatus(args, { cursor });
    expect(mocked.sent().map(({ input }) => input.ExclusiveStartKey)).toEqual([
      { PK: 'TASK#d', SK: 'TASK', GSI1PK: 'STATUS#open#0', GSI1SK: 'd' },
      { PK: 'TASK#b', SK: 'TASK', GSI1PK: 'STATUS#open#1', GSI1SK: 'b' },
      undefined,
    ]);
  });

  it('stands under a filter where the service stopped, not at the last item that was given', async () => {
    const rows = [[...'abcdefg'].map(hidden), ['n', 'o'], [hidden('h'), hidden('i'), 'p']];
    const { tasks, asked } = tasksOver(rows);
    const page = await tasks.withStatus(args, { limit: 1, filter });
    expect(idsOf(page.items)).toBe('n');
    // The first shard was read to its end, which has no key: it is read on from the last one that was told.
    expect(heldBy(page.cursor ?? '')).toEqual([
      ['TASK#g', 'TASK', 'g'],
      ['TASK#n', 'TASK', 'n'],
      ['TASK#h', 'TASK', 'h'],
    ]);
    const sent = asked().length;
    const rest = await tasks.withStatus(args, { limit: 5, filter, cursor: page.cursor });
    expect(idsOf(rest.items)).toBe('o p');
    expect(asked().slice(sent, sent + 3)).toEqual([
      [0, 5, 'g'],
      [1, 5, 'n'],
      [2, 5, 'h'],
    ]);
  });

  it('stands behind the hidden items that follow the last one given, where no other was read', async () => {
    const { tasks } = tasksOver([['a', hidden('b'), hidden('c'), 'x'], ['d'], []]);
    const page = await tasks.withStatus(args, { limit: 3, filter, maxRequests: 3 });
    expect(idsOf(page.items)).toBe('a');
    expect(heldBy(page.cursor ?? '')).toEqual([['TASK#c', 'TASK', 'c'], null, null]);
    expect(idsOf((await tasks.withStatus(args, { filter, cursor: page.cursor })).items)).toBe('d x');
  });

  it('without items stands where the service stopped in each shard', async () => {
    const { tasks, asked } = tasksOver([[...'ab'].map(hidden), [...'cd'].map(hidden), []]);
    const page = await tasks.withStatus(args, { limit: 1, filter, maxRequests: 3 });
    expect(page.items).toEqual([]);
    await tasks.withStatus(args, { limit: 1, filter, cursor: page.cursor });
    expect(asked().slice(3, 6)).toEqual([
      [0, 1, 'a'],
      [1, 1, 'c'],
      [2, 1, undefined],
    ]);
  });

  it('lets the items of a shard through that is read only because of it, in order', async () => {
    // The position of the third shard lies far behind the others.
    const { tasks, db, entity } = tasksOver([['a', 'b'], ['c'], ['x', 'y', 'z']]);
    const { shards } = entity.withStatus(args).plan;
    const at = { PK: 'TASK#x', SK: 'TASK', GSI1SK: 'x' };
    const scope = cursorScope(db, entity.withStatus(args));
    expect(shards?.partitions).toHaveLength(3);
    const cursor = writeShardCursor(scope, [undefined, undefined, at]);
    expect(idsOf((await tasks.withStatus(args, { cursor })).items)).toBe('a b c y z');
  });

  it.each([
    ['another partition', { status: 'done' }, {}],
    ['the other direction', args, { order: 'descending' }],
    ['a filter', args, { filter }],
    ['a key of the sort side', { status: 'open', rank: 'a' }, {}],
  ] as const)('is bound to its query: %s is refused, and nothing is sent', async (_, other, options) => {
    const { tasks, asked } = tasksOver(ROWS);
    const cursor = await cursorOf(tasks.withStatus(args, { limit: 2 }));
    await expect(tasks.withStatus(other, { ...options, cursor })).rejects.toMatchObject({
      name: 'CursorError',
      message: OTHER_QUERY,
      operation: 'Task.withStatus',
    });
    expect(asked()).toHaveLength(3);
  });

  it.each(['shard2', 'shard4', 'shard3of4', 'shard1'])('of 3 shards is refused by %s', async (shards) => {
    const cursor = await cursorOf(tasksOver(ROWS).tasks.withStatus(args, { limit: 2 }));
    const { tasks, asked } = tasksOver(ROWS, { shards });
    await expect(tasks.withStatus(args, { cursor })).rejects.toThrow(OTHER_QUERY);
    expect(asked()).toEqual([]);
  });

  it('is good for the same shards when fewer of them are written', async () => {
    const cursor = await cursorOf(tasksOver(ROWS).tasks.withStatus(args, { limit: 2 }));
    const { tasks } = tasksOver(ROWS, { shards: 'shard2of3' });
    expect(idsOf((await tasks.withStatus(args, { cursor })).items)).toBe('d e g');
  });

  it('of one partition is refused over shards', async () => {
    const single = tasksOver([['a', 'b']], { shards: 'shard1' });
    const cursor = await cursorOf(single.tasks.withStatus(args, { limit: 1 }));
    await expect(tasksOver(ROWS).tasks.withStatus(args, { cursor })).rejects.toThrow(OTHER_QUERY);
  });

  it('is refused with another position in it, whether it is signed or not', async () => {
    for (const connection of [{}, { cursorSecret: SECRET }]) {
      const { tasks, asked } = tasksOver(ROWS, { connection });
      const cursor = await cursorOf(tasks.withStatus(args, { limit: 3 }));
      const [, seal] = cursor.split('.');
      const other = Buffer.from('[null,null,null]').toString('base64url');
      for (const forged of [`1${other}.${seal}`, `${cursor}x`, cursor.slice(0, -1), `2${cursor.slice(1)}`]) {
        await expect(tasks.withStatus(args, { cursor: forged })).rejects.toMatchObject({
          name: 'CursorError',
        });
      }
      expect(asked()).toHaveLength(3);
      await tasks.withStatus(args, { cursor });
      expect(asked()).toHaveLength(6);
    }
  });

  it('signed with another secret is refused', async () => {
    const signed = tasksOver(ROWS, { connection: { cursorSecret: SECRET } });
    const cursor = await cursorOf(signed.tasks.withStatus(args, { limit: 3 }));
    for (const connection of [{}, { cursorSecret: `${SECRET}!` }]) {
      await expect(tasksOver(ROWS, { connection }).tasks.withStatus(args, { cursor })).rejects.toThrow(
        OTHER_QUERY,
      );
    }
  });

  it('is checked by iterate as well, and although the query can hold nothing', async () => {
    const { tasks, asked } = tasksOver(ROWS);
    const { cursor } = await tasks.withStatus(args, { limit: 2 });
    const elsewhere = tasks.withStatus.iterate({ status: 'done' }, { cursor });
    await expect(elsewhere.next()).rejects.toThrow(OTHER_QUERY);
    expect(asked()).toHaveLength(3);
  });
});

describe('A cursor that is sealed for the query, and holds something else', () => {
  const { db, entity, tasks, asked } = tasksOver(ROWS);
  const scope = cursorScope(db, entity.withStatus(args));
  const at = { PK: 'TASK#a', SK: 'TASK', GSI1SK: 'a' };
  /** The names that the seal is made for, with other values than theirs. */
  const holding = (values: unknown) => Object.assign([...scope.free], { map: () => values });

  it.each([
    ['too few shards', writeShardCursor(scope, [at, at]), 'the cursor holds no position'],
    ['too many shards', writeShardCursor(scope, [at, at, at, undefined]), 'the cursor holds no position'],
    ['the position of one partition', writeCursor(scope, at), 'the cursor holds no position'],
    [
      'a shard without the key of the index',
      writeShardCursor(scope, [undefined, undefined, { PK: 'x' }]),
      'the cursor holds a value that is no key',
    ],
    [
      'a shard with too few values',
      writeShardCursor({ ...scope, free: holding(['TASK#a', 'TASK']) }, [at, at, at]),
      'the cursor holds no position',
    ],
    [
      'a shard that is no list',
      writeShardCursor({ ...scope, free: holding('') }, [at, at, at]),
      'the cursor holds no position',
    ],
    [
      'a value that no key has',
      writeShardCursor(scope, [undefined, { ...at, SK: true }, undefined]),
      'the cursor holds a value that is no key',
    ],
  ])('is refused: %s', async (_, cursor, problem) => {
    await expect(tasks.withStatus(args, { cursor })).rejects.toMatchObject({
      name: 'CursorError',
      message: `Task.withStatus: ${problem}.`,
    });
    expect(asked()).toEqual([]);
  });
});
