import type { FirstOperation, PageOperation } from './operation.ts';

/** The same read with each item given in another form. */
export function mapResult<A, B>(operation: PageOperation<A>, change: (item: A) => B): PageOperation<B>;
export function mapResult<A, B>(operation: FirstOperation<A>, change: (item: A) => B): FirstOperation<B>;
export function mapResult<A, B>(
  operation: PageOperation<A> | FirstOperation<A>,
  change: (item: A) => B,
): unknown {
  const { read } = operation.plan;
  const plan = {
    ...operation.plan,
    read: (raw: Record<string, unknown>) => {
      const reading = read(raw);
      return reading !== undefined && 'item' in reading ? { item: change(reading.item) } : reading;
    },
  };
  return { ...operation, plan };
}
