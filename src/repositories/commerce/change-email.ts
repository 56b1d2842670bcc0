import { missing } from '../../expressions/operators.ts';
import type { ItemOperation } from '../../operations/operation.ts';
import { User } from './user.ts';
import { UserEmail } from './user-email.ts';

/** What of a user a change of e-mail needs: the user as read, or these parts. Without an `email` they had none. */
export type EmailOwner = Pick<User, 'userId' | 'email'>;

/**
 * The transaction that gives a user another e-mail, or with `undefined` none: the user, on condition that they still have
 * the e-mail that was read, and what moves its claim. That is a release and a claim; one of them when there was no e-mail or
 * shall be none; one put when only the case changes; nothing when nothing does, so that the user alone is written.
 *
 * @param now the time of the stamps. Default: now.
 * @example
 * ```ts
 * import { changeEmail } from 'monotable/commerce';
 *
 * const user = { userId: '7', email: 'ann@example.org' };
 * changeEmail(user, 'ann@example.com').map(({ name }) => name); // ['User.update', 'UserEmail.release', 'UserEmail.claim']
 * changeEmail(user, 'Ann@example.org').map(({ name }) => name); // ['User.update', 'UserEmail.move']
 * changeEmail(user, undefined).map(({ name }) => name); // ['User.update', 'UserEmail.release']
 * ```
 */
export function changeEmail(
  { userId, email: before }: EmailOwner,
  wanted: string | undefined,
  now: Date = new Date(),
): ItemOperation<unknown, 'put' | 'update' | 'delete'>[] {
  // JSON says null where there is none.
  const email = wanted ?? undefined;
  const patch = email === undefined ? { remove: ['email' as const] } : { set: { email } };
  return [
    User.update({ userId }, patch, { if: { email: before ?? missing() }, now }),
    ...UserEmail.move({ userId, email: before }, { userId, email }, { now }),
  ];
}
