import { TransactionCancelled } from '../errors.ts';

/** DynamoDB says `Item size to update has exceeded the maximum allowed size`. */
const TOO_LARGE = /item size/i;

/** Whether an update was refused because it would make its item too large, alone or in a transaction. */
export function isItemTooLarge(error: unknown): boolean {
  if (error instanceof TransactionCancelled) {
    return error.failures.some(({ message }) => TOO_LARGE.test(message)) || isItemTooLarge(error.cause);
  }
  return error instanceof Error && error.name === 'ValidationException' && TOO_LARGE.test(error.message);
}
