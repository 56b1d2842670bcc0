import { jest } from '@jest/globals';

/** What became of calls that were made at once. */
export interface Outcomes<T> {
  readonly won: readonly T[];
  /** What the others met, in the order of the calls. */
  readonly lost: readonly Error[];
}

/** Makes so many calls at once, and waits for all of them. */
export async function contend<T>(count: number, call: (place: number) => Promise<T>): Promise<Outcomes<T>> {
  const settled = await Promise.allSettled(Array.from({ length: count }, (_, place) => call(place)));
  return {
    won: settled.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : [])),
    lost: settled.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as Error] : [])),
  };
}

/** The error that a call comes to. */
export async function failureOf(call: Promise<unknown>): Promise<Error> {
  try {
    await call;
  } catch (error) {
    return error as Error;
  }
  throw new Error('The call went through.');
}

/** Makes the waits of the tests in this block a hundredth as long, so that twenty contenders do not take turns of seconds. */
export function shortWaits(): void {
  beforeEach(() => {
    const random = Math.random;
    jest.spyOn(Math, 'random').mockImplementation(() => random() / 100);
  });
  afterEach(() => jest.restoreAllMocks());
}
