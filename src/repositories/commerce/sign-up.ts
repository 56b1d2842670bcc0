import type { ItemOperation } from '../../operations/operation.ts';
import type { Unstamped } from './shop-items.ts';
import { User } from './user.ts';
import { UserEmail } from './user-email.ts';

/** A user who signs up: the e-mail is needed, and there are no orders yet. */
export type NewUser = Omit<Unstamped<User>, 'orderCount'> & { readonly email: string };

/**
 * The transaction of a sign-up: a new user and the claim of their e-mail. Sending it fails with AlreadyExists when there is a
 * user with this id, and with AlreadyClaimed when another one has the e-mail.
 *
 * @param now the time of the stamps. Default: now.
 * @example
 * ```ts
 * import { signUp } from 'monotable/commerce';
 *
 * const [user, email] = signUp({ userId: '7', name: 'Ann', email: 'Ann@example.org' });
 * user.key; // { PK: 'USER#7', SK: 'PROFILE' }
 * email.key; // { PK: 'EMAIL#ann@example.org', SK: 'EMAIL' }
 * ```
 */
export function signUp(
  user: NewUser,
  now: Date = new Date(),
): [user: ItemOperation<User, 'put'>, email: ItemOperation<unknown, 'put'>] {
  const { userId, name, email, company, phone } = user;
  const created = User.create({ userId, name, email, company, phone, orderCount: 0 }, { now });
  return [created, UserEmail.claim({ userId, email }, { now })];
}
