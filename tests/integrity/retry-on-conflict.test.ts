import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { Connection } from '../../src/client/connect.ts';
import {
  AlreadyExists,
  ConditionFailed,
  NotFound,
  RequestError,
  TransactionCancelled,
  VersionConflict,
} from '../../src/errors.ts';
import { repository } from '../../src/repositories/repository.ts';
import type { Repository } from '../../src/repositories/repository-types.ts';
import { send } from '../../src/repositories/send.ts';
import { retryOnConflict } from '../../src/transactions/retry-on-conflict.ts';
import { transactWrite } from '../../src/transactions/transact-write.ts';
import { freshTable } from '../integration/clients.ts';
import { describeEngines } from '../support/engines.ts';
import { contend, failureOf, shortWaits } from './contenders.ts';
import { Cart, shop, Tally } from './shop.ts';

const conflict = (n = 1) => new VersionConflict(`conflict ${n}`, {});
const failure = (error: Error | undefined, code = 'ConditionalCheckFailed') => ({
  index: 0,
  operation: 'Cart.put',
  entity: '',
  key: {},
  code,
  message: code,
  item: undefined,
  error,
});
const cancelled = (...failures: ReturnType<typeof failure>[]) =>
  new TransactionCancelled('transactWrite: nothing was done.', {
    failures,
    cause: new TransactionCanceledException({ message: 'cancelled', $metadata: { attempts: 2 } }),
  });

/** Calls `retryOnConflict` with changes that fail in turn; gives what came of it, and how often each side ran. */
async function run(errors: readonly unknown[], options?: Parameters<typeof retryOnConflict>[2]) {
  let reads = 0;
  const seen: number[] = [];
  const result = retryOnConflict(
    async () => ++reads,
    async (current) => {
      seen.push(current);
      if (seen.length <= errors.length) throw errors[seen.length - 1];
      return `done ${current}`;
    },
    options,
  );
  const outcome = await result.catch((error: unknown) => error);
  return { outcome, reads, seen };
}

describe('retryOnConflict', () => {
  shortWaits();

  it('gives what the change gives', async () => {
    expect(await run([])).toEqual({ outcome: 'done 1', reads: 1, seen: [1] });
  });

  it('reads anew after a conflict, and changes that', async () => {
    expect(await run([conflict(), conflict()])).toEqual({ outcome: 'done 3', reads: 3, seen: [1, 2, 3] });
  });

  it('gives up after so many readings, with the last conflict', async () => {
    const last = conflict(3);
    const gaveUp = await run([conflict(1), conflict(2), last, conflict(4)], { maxAttempts: 3 });
    expect(gaveUp.outcome).toBe(last);
    expect(gaveUp.reads).toBe(3);
    expect((await run([last], { maxAttempts: 1 })).outcome).toBe(last);
  });

  it('gives up after eight, unless it is told otherwise', async () => {
    expect((await run(Array.from({ length: 9 }, (_, n) => conflict(n + 1)))).outcome).toMatchObject({
      message: 'conflict 8',
    });
  });

  it.each([
    ['ConditionFailed', new ConditionFailed('x', {})],
    ['NotFound', new NotFound('x')],
    ['AlreadyExists', new AlreadyExists('x', {})],
    ['an error of its own', new Error('x')],
    ['what is no error', 'x'],
  ])('passes %s at once', async (_, error) => {
    expect(await run([error])).toEqual({ outcome: error, reads: 1, seen: [1] });
  });

  it('passes an error of the reading', async () => {
    const gone = new NotFound('x');
    await expect(
      retryOnConflict(
        () => Promise.reject(gone),
        async () => 1,
      ),
    ).rejects.toBe(gone);
  });

  it('takes a throw that is not of a promise for the same', async () => {
    let reads = 0;
    const change = () => {
      if (reads < 2) throw conflict();
      return Promise.resolve(reads);
    };
    expect(await retryOnConflict(async () => ++reads, change)).toBe(2);
  });

  it('does not repeat a conflict that may be the trace of its own write', async () => {
    const cause = Object.assign(new Error('x'), {
      name: 'ConditionalCheckFailedException',
      $metadata: { attempts: 2 },
    });
    const own = new VersionConflict('x', { cause });
    expect(own.maybeApplied).toBe(true);
    expect(await run([own])).toMatchObject({ outcome: own, reads: 1 });
  });

  it('repeats a transaction that nothing but versions stood in the way of, also after a lost answer', async () => {
    const two = cancelled(failure(conflict()), failure(conflict()));
    expect(await run([two])).toMatchObject({ outcome: 'done 2', reads: 2 });
  });

  it.each([
    ['another condition', failure(new ConditionFailed('x', {}))],
    ['the absence of another item', failure(new NotFound('x'))],
    ['another transaction', failure(undefined, 'TransactionConflict')],
  ])('repeats one that %s stood in the way of besides: what was read is stale', async (_, other) => {
    expect(await run([cancelled(other, failure(conflict()))])).toMatchObject({ outcome: 'done 2', reads: 2 });
  });

  it('does not repeat one when the other condition stands alone then', async () => {
    const alone = cancelled(failure(new ConditionFailed('x', {})));
    const both = cancelled(failure(conflict()), failure(new ConditionFailed('x', {})));
    expect(await run([both, alone])).toMatchObject({ outcome: alone, reads: 2 });
  });

  it('does not repeat one with an action that fails by itself', async () => {
    const error = cancelled(failure(conflict()), failure(undefined, 'ValidationError'));
    expect(await run([error])).toMatchObject({ outcome: error, reads: 1 });
  });

  it.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
    'does not repeat a transaction that met only %s: transactWrite has done so',
    async (code) => {
      const error = cancelled(failure(undefined, code));
      expect(await run([error])).toMatchObject({ outcome: error, reads: 1 });
    },
  );

  it('ends a wait that is aborted', async () => {
    const controller = new AbortController();
    const call = retryOnConflict(
      async () => 1,
      async () => {
        controller.abort();
        throw conflict();
      },
      { abortSignal: controller.signal },
    );
    expect(await failureOf(call)).toMatchObject({ name: 'AbortError' });
  });

  it.each([
    [{ maxAttempts: 0 }, 'retryOnConflict: maxAttempts is a whole number from 1 on, not 0.'],
    [{ maxAttempts: 1.5 }, 'retryOnConflict: maxAttempts is a whole number from 1 on, not 1.5.'],
    [{ maxAttempts: '3' }, 'retryOnConflict: maxAttempts is a whole number from 1 on, not "3".'],
    [{ attempts: 3 }, 'retryOnConflict has no option "attempts"; there are maxAttempts, abortSignal.'],
    [3, 'retryOnConflict: options are an object, not 3.'],
  ])('refuses %j before it reads', async (options, message) => {
    const refused = await run([], options as never);
    expect(refused).toEqual({ outcome: new RequestError(message), reads: 0, seen: [] });
    expect(refused.outcome).toBeInstanceOf(RequestError);
  });
});

describeEngines('retryOnConflict', (engine) => {
  shortWaits();
  let db: Connection;
  let carts: Repository<typeof Cart>;
  beforeAll(async () => {
    db = await freshTable(engine, shop);
    carts = repository(db, Cart);
  });
  // So many readings that none of the contenders gives up, however the waits fall.
  const patient = { maxAttempts: 60 };
  const read = (cartId: string) => () => carts.getOrThrow({ cartId }, { consistent: true });

  it.each([2, 20])('lets %i writers count exactly, each once, through put', async (count) => {
    const cartId = `put-${count}`;
    await carts.create({ cartId, count: 0 });
    const { won, lost } = await contend(count, () =>
      retryOnConflict(read(cartId), (cart) => carts.put({ ...cart, count: cart.count + 1 }), patient),
    );
    expect(lost).toEqual([]);
    const versions = won.map(({ version }) => version).sort((a, b) => Number(a) - Number(b));
    expect(versions).toEqual(Array.from({ length: count }, (_, place) => place + 2));
    for (const cart of won) expect(cart.count).toBe(Number(cart.version) - 1);
    expect(await read(cartId)()).toEqual({ cartId, count, version: count + 1 });
  });

  it.each([2, 20])('lets %i writers count exactly through update', async (count) => {
    const cartId = `update-${count}`;
    await carts.create({ cartId, count: 0 });
    const { won } = await contend(count, (place) =>
      retryOnConflict(
        read(cartId),
        (cart) =>
          carts.update(
            { ...cart, version: cart.version },
            { set: { count: cart.count + 1 }, add: { writers: new Set([`w${place}`]) } },
          ),
        patient,
      ),
    );
    expect(won).toHaveLength(count);
    const cart = await read(cartId)();
    expect(cart).toMatchObject({ count, version: count + 1 });
    expect(cart.writers?.size).toBe(count);
  });

  it.each([2, 12])('lets %i transactions over two items count exactly', async (count) => {
    const [cartId, tallyId] = [`transaction-${count}`, `t-${count}`];
    await carts.create({ cartId, count: 0 });
    await send(db, Tally.create({ tallyId, count: 0 }));
    const { lost } = await contend(count, () =>
      retryOnConflict(
        read(cartId),
        (cart) =>
          transactWrite(db, [
            Cart.put({ ...cart, count: cart.count + 1 }),
            Tally.update({ tallyId }, { add: { count: 1 } }),
          ]),
        patient,
      ),
    );
    expect(lost).toEqual([]);
    expect(await read(cartId)()).toMatchObject({ count, version: count + 1 });
    expect(await send(db, Tally.get({ tallyId }, { consistent: true }))).toMatchObject({ count });
  });

  it('tells the item that stands when it gives up', async () => {
    const cart = await carts.create({ cartId: 'overtaken', count: 0 });
    await carts.put({ ...cart, note: 'newer' });
    const call = retryOnConflict(
      async () => cart,
      (stale) => carts.put(stale),
      { maxAttempts: 2 },
    );
    expect(await failureOf(call)).toMatchObject({
      name: 'VersionConflict',
      item: { cartId: 'overtaken', note: 'newer', version: 2 },
    });
  });
});
