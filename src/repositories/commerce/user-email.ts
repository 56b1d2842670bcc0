import { defineClaim } from '../../operations/define-claim.ts';
import { User } from './user.ts';

/**
 * The e-mails in use, so that no two users have the same one, in whatever case it is written. `signUp` and `changeEmail`
 * keep them in step with the users; a user deleted is `User.delete` together with `UserEmail.release`.
 *
 * @example
 * ```ts
 * import { UserEmail } from 'monotable/commerce';
 *
 * UserEmail.get({ email: 'Ann@example.org' }).input.Key; // { PK: 'EMAIL#ann@example.org', SK: 'EMAIL' }
 * ```
 */
export const UserEmail = defineClaim({
  name: 'UserEmail',
  owner: User,
  keys: { PK: 'EMAIL#{email:lower}', SK: 'EMAIL' },
});
