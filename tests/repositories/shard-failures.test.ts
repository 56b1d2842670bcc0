import { hidden, idsOf, signalOf, stored, tasksOver } from './sharded.ts';

const args = { status: 'open' };
const failure = Object.assign(new Error('the shard is gone'), { name: 'ResourceNotFoundException' });

type Tasks = ReturnType<typeof tasksOver>['tasks'];

const READS: readonly (readonly [
  string,
  (tasks: Tasks, options?: { abortSignal: AbortSignal }) => Promise<unknown>,
])[] = [
  ['a page', (tasks, options) => tasks.withStatus(args, { limit: 9, ...options })],
  ['the first', (tasks, options) => tasks.newest(args, options)],
  ['a count', (tasks, options) => tasks.withStatus.count(args, options)],
  ['iterate', (tasks, options) => tasks.withStatus.iterate(args, options).next()],
];

/** Requests that never answer, and end some turns after their signal. */
function hanging(mocked: ReturnType<typeof tasksOver>['mocked']) {
  const ended: number[] = [];
  return {
    ended,
    answer: (place: number) =>
      new Promise<never>((_, reject) => {
        signalOf(mocked, place).addEventListener('abort', async () => {
          for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
          ended.push(place);
          reject(Object.assign(new Error('Request aborted'), { name: 'AbortError' }));
        });
      }),
  };
}

describe('The failure of one shard', () => {
  it.each(READS)('fails %s, after the others were aborted and have ended', async (_, read) => {
    const { tasks, mocked } = tasksOver([[], [], []]);
    const { ended, answer } = hanging(mocked);
    mocked.answers((_input, place) => {
      if (place === 1) throw failure;
      return answer(place);
    });
    await expect(read(tasks)).rejects.toBe(failure);
    expect(ended).toEqual([0, 2]);
    expect(mocked.sent()).toHaveLength(3);
    expect(signalOf(mocked, 0).aborted).toBe(true);
  });

  it.each(READS)('fails %s without the requests that did not have their turn', async (_, read) => {
    const { tasks, mocked } = tasksOver(Array.from({ length: 50 }, () => []));
    const { ended, answer } = hanging(mocked);
    mocked.answers(async (_input, place) => {
      if (place !== 31) return answer(place);
      await new Promise(setImmediate);
      throw failure;
    });
    await expect(read(tasks)).rejects.toBe(failure);
    expect(mocked.sent()).toHaveLength(32);
    expect(ended).toHaveLength(31);
    await new Promise(setImmediate);
    expect(mocked.sent()).toHaveLength(32);
  });

  it('in a later round fails the page as well', async () => {
    const { tasks, mocked } = tasksOver([[], [], []]);
    mocked.answers((input, place) => {
      if (place === 3) throw failure;
      const GSI1PK = (input.ExpressionAttributeValues as Record<string, unknown>)[':v0'];
      const item = { ...stored(`a${place}`), GSI1PK };
      return place === 0 ? { Items: [item], LastEvaluatedKey: item } : { Items: [] };
    });
    await expect(tasks.withStatus(args, { limit: 2 })).rejects.toBe(failure);
    expect(mocked.sent()).toHaveLength(4);
  });

  it('comes after the items before it, when they are gone through', async () => {
    const { tasks, mocked } = tasksOver([[], [], []]);
    mocked.answers((_input, place) => {
      if (place === 3) throw failure;
      return { Items: [stored(`a${place}`)], ...(place === 0 ? { LastEvaluatedKey: stored('a0') } : {}) };
    });
    const seen: string[] = [];
    const reading = async () => {
      for await (const { id } of tasks.withStatus.iterate(args)) seen.push(id);
    };
    await expect(reading()).rejects.toBe(failure);
    expect(seen).toEqual(['a0']);
  });

  it('is that of the first to fail', async () => {
    const { tasks, mocked } = tasksOver([[], [], []]);
    mocked.answers(async (_input, place) => {
      if (place !== 2) await new Promise(setImmediate);
      throw place === 2 ? failure : new Error(`also shard ${place}`);
    });
    await expect(tasks.withStatus(args)).rejects.toBe(failure);
  });
});

describe('An abort', () => {
  it.each(READS)('of %s beforehand sends nothing, and gives its reason', async (_, read) => {
    const { tasks, mocked } = tasksOver([['a'], ['b'], ['c']]);
    const reason = new Error('no longer wanted');
    await expect(read(tasks, { abortSignal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(mocked.sent()).toEqual([]);
  });

  it.each(READS)('of %s reaches all its requests', async (_, read) => {
    const { tasks, mocked } = tasksOver(Array.from({ length: 40 }, () => []));
    const { ended, answer } = hanging(mocked);
    const controller = new AbortController();
    mocked.answers((_input, place) => {
      if (place === 31) setImmediate(() => controller.abort());
      return answer(place);
    });
    await expect(read(tasks, { abortSignal: controller.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(ended).toHaveLength(32);
    expect(mocked.sent()).toHaveLength(32);
  });

  it('between two rounds ends the page', async () => {
    const { tasks, mocked } = tasksOver([[], [], []]);
    const controller = new AbortController();
    mocked.answers((_input, place) => {
      if (place === 2) controller.abort();
      return { Items: [], LastEvaluatedKey: stored(`a${place}`) };
    });
    const page = tasks.withStatus(args, { limit: 1, abortSignal: controller.signal });
    await expect(page).rejects.toMatchObject({ name: 'AbortError' });
    expect(mocked.sent()).toHaveLength(3);
  });
});

describe('More than 32 shards', () => {
  it.each(READS)('are asked by %s, at most 32 at once', async (_, read) => {
    const { tasks, mocked } = tasksOver(Array.from({ length: 75 }, () => []));
    let open = 0;
    let most = 0;
    mocked.answers(async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise(setImmediate);
      open -= 1;
      return { Items: [], Count: 0 };
    });
    await read(tasks);
    expect(most).toBe(32);
    expect(mocked.sent()).toHaveLength(75);
  });

  it('are all in the cursor', async () => {
    const letters = Array.from({ length: 40 }, (_, n) => [`t${String(n + 10)}`, `u${String(n + 10)}`]);
    const { tasks } = tasksOver(letters);
    const page = await tasks.withStatus(args, { limit: 50 });
    const rest = await tasks.withStatus(args, { limit: 50, cursor: page.cursor });
    expect(`${idsOf(page.items)} ${idsOf(rest.items)}`).toBe(letters.flat().sort().join(' '));
  });
});

it('hidden items cost what they cost', async () => {
  const { tasks } = tasksOver([[hidden('a')], ['b'], []], { connection: { capacity: true } });
  expect(await tasks.withStatus(args, { filter: { total: 5 } })).toMatchObject({ scanned: 2, capacity: 2 });
});
