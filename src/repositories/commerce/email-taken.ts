import { AlreadyClaimed, TransactionCancelled } from '../../errors.ts';

/**
 * Out of a cancelled transaction that wanted this e-mail, the AlreadyClaimed which says that it is taken; else the error as it
 * is. A user who was read too long ago may also fail to release their old e-mail: that is no reason to ask for another new one.
 */
export function emailTaken(error: unknown, email: string | undefined): unknown {
  if (!(error instanceof TransactionCancelled)) return error;
  const taken = error.failures.find(
    (failure) => failure.error instanceof AlreadyClaimed && failure.error.claimed.email === email,
  );
  return taken?.error ?? error;
}
