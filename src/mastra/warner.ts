import type { IterateOptions } from '../repositories/iterate.ts';

/** Where a warning goes. */
export interface Warner {
  warn(message: string): void;
}

/** For going through items: one that is of no entity is told, and keeps none of the others back. */
export function tellRejected(logger: Warner): Required<Pick<IterateOptions, 'onRejected'>> {
  return { onRejected: ({ message }) => logger.warn(message) };
}
