import type { NewUser } from '../../src/repositories/commerce/index.ts';

/** Somebody who signs up, with an e-mail of their own. */
export function newCustomer(userId: string): NewUser {
  return { userId, name: 'Ann', email: `${userId}@example.com` };
}
