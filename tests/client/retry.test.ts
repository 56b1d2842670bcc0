import { getEventListeners } from 'node:events';
import fc from 'fast-check';
import { MAX_ATTEMPTS, type RetryOptions, retry } from '../../src/client/retry.ts';
import { isMomentary } from '../../src/client/sdk-error.ts';

/** An attempt that fails with these errors in turn, and then succeeds. */
function failing(...errors: readonly unknown[]) {
  const attempts: number[] = [];
  const attempt = async () => {
    attempts.push(attempts.length + 1);
    if (attempts.length <= errors.length) throw errors[attempts.length - 1];
    return `attempt ${attempts.length}`;
  };
  return { attempt, attempts };
}

/** Waits in no time, and notes how long they were to be. */
function waits(options: RetryOptions = {}) {
  const slept: number[] = [];
  const sleep = async (ms: number) => {
    slept.push(ms);
  };
  return { slept, options: { ...options, sleep } };
}

const always = () => true;
const errors = (count: number) => Array.from({ length: count }, (_, i) => new Error(`error ${i + 1}`));

describe('retry', () => {
  it('makes one attempt, and waits for nothing, when it succeeds', async () => {
    const { attempt, attempts } = failing();
    const { slept, options } = waits();
    expect(await retry(attempt, always, options)).toBe('attempt 1');
    expect(attempts).toHaveLength(1);
    expect(slept).toEqual([]);
  });

  it('makes attempts until one succeeds', async () => {
    const { attempt } = failing(...errors(5));
    const { slept, options } = waits();
    expect(await retry(attempt, always, options)).toBe('attempt 6');
    expect(slept).toHaveLength(5);
  });

  it('makes eight attempts in all, unless told otherwise, and throws the last error itself', async () => {
    const all = errors(20);
    for (const maxAttempts of [undefined, 1, 2, 8, 13]) {
      const { attempt, attempts } = failing(...all);
      const { slept, options } = waits({ maxAttempts });
      const count = maxAttempts ?? MAX_ATTEMPTS;
      await expect(retry(attempt, always, options)).rejects.toBe(all[count - 1]);
      expect(attempts).toHaveLength(count);
      expect(slept).toHaveLength(count - 1);
    }
    expect(MAX_ATTEMPTS).toBe(8);
  });

  it('throws at once what does not pass by itself, as it is', async () => {
    const [first, second, third] = errors(3);
    const { attempt, attempts } = failing(first, second, third);
    const { slept, options } = waits();
    await expect(retry(attempt, (error) => error === first, options)).rejects.toBe(second);
    expect(attempts).toHaveLength(2);
    expect(slept).toHaveLength(1);
    const { attempt: text } = failing('no error at all');
    await expect(retry(text, isMomentary, options)).rejects.toBe('no error at all');
  });

  it('waits up to 50 ms at first, twice as long each time, and never more than 5 s', async () => {
    const { slept, options } = waits({ maxAttempts: 12, random: () => 1 });
    await retry(failing(...errors(11)).attempt, always, options);
    expect(slept).toEqual([50, 100, 200, 400, 800, 1600, 3200, 5000, 5000, 5000, 5000]);
  });

  it('waits for anything between nothing and that limit', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { maxLength: 40 }),
        async (dice) => {
          const { slept, options } = waits({ maxAttempts: dice.length + 1 });
          const thrown = [...dice];
          const random = () => thrown.shift() ?? Number.NaN;
          await retry(failing(...errors(dice.length)).attempt, always, { ...options, random });
          expect(slept).toHaveLength(dice.length);
          for (const [n, ms] of slept.entries()) {
            expect(ms).toBeGreaterThanOrEqual(0);
            expect(ms).toBeLessThanOrEqual(Math.min(5000, 50 * 2 ** n));
            // Full jitter: the wait is the dice's share of the limit.
            expect(ms).toBeCloseTo((dice[n] ?? Number.NaN) * Math.min(5000, 50 * 2 ** n), 6);
          }
        },
      ),
    );
  });

  it('throws a new dice for each wait', async () => {
    const { slept, options } = waits();
    await retry(failing(...errors(7)).attempt, always, options);
    const shares = slept.map((ms, n) => ms / (50 * 2 ** n));
    expect(new Set(shares).size).toBeGreaterThan(1);
    for (const share of shares) expect(share).toBeLessThan(1);
  });

  it('hands the signal to the wait', async () => {
    const { signal } = new AbortController();
    const seen: unknown[] = [];
    const sleep = async (_: number, given: AbortSignal | undefined) => {
      seen.push(given);
    };
    await retry(failing(...errors(2)).attempt, always, { abortSignal: signal, sleep });
    await retry(failing(...errors(1)).attempt, always, { sleep });
    expect(seen).toEqual([signal, signal, undefined]);
  });

  it('ends in a wait that is aborted, with an AbortError and no further attempt', async () => {
    const controller = new AbortController();
    const { attempt, attempts } = failing(...errors(3));
    // A wait of hours, if it were not ended.
    const random = () => {
      setImmediate(() => controller.abort());
      return 1e6;
    };
    const call = retry(attempt, always, { abortSignal: controller.signal, random });
    await expect(call).rejects.toMatchObject({ name: 'AbortError' });
    expect(attempts).toHaveLength(1);
    expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
  });

  it('waits by the clock of the system where no other is given', async () => {
    const { attempt } = failing(...errors(2));
    expect(await retry(attempt, always, { random: () => 0.01 })).toBe('attempt 3');
  });
});

describe('a transaction is sent again', () => {
  const error = (name: string, fields: object = {}) => Object.assign(new Error(name), { name, ...fields });
  const cancelled = (...codes: readonly (string | undefined)[]) =>
    error('TransactionCanceledException', { CancellationReasons: codes.map((Code) => ({ Code })) });

  it.each([
    ['another request with its token is under way', error('TransactionInProgressException')],
    ['it met another transaction', cancelled('TransactionConflict')],
    ['one of its actions was throttled', cancelled('None', 'ThrottlingError', 'None')],
    [
      'all of its reasons pass by themselves',
      cancelled('ProvisionedThroughputExceeded', 'TransactionConflict'),
    ],
  ])('when %s', (_, given) => {
    expect(isMomentary(given)).toBe(true);
  });

  it.each([
    ['a condition was false as well', cancelled('TransactionConflict', 'ConditionalCheckFailed')],
    ['a value was invalid as well', cancelled('ValidationError', 'TransactionConflict')],
    ['a collection of items is too large', cancelled('ItemCollectionSizeLimitExceeded')],
    ['a reason is one that came later', cancelled('None', 'SomethingNew')],
    ['a reason has no code', cancelled(undefined)],
    ['nothing went wrong with any action', cancelled('None', 'None')],
    ['its reasons are an empty list', cancelled()],
    ['it has no reasons', error('TransactionCanceledException')],
    ['its reasons are no list', error('TransactionCanceledException', { CancellationReasons: 'none' })],
    ['it is of another class', error('ThrottlingException')],
    ['it is the conflict of a single write', error('TransactionConflictException')],
    ['it has no name', {}],
    ['it is nothing', undefined],
  ])('but not when %s', (_, given) => {
    expect(isMomentary(given)).toBe(false);
  });
});
