import { AlreadyClaimed, TransactionCancelled } from '../../errors.ts';

/** Out of a cancelled transaction that wanted an e-mail, the AlreadyClaimed which says that it is taken; else the error as it is. */
export function emailTaken(error: unknown): unknown {
  return (error instanceof TransactionCancelled && error.find(AlreadyClaimed)) || error;
}
