import { AlreadyClaimed } from '../../src/index.ts';
import type { Commerce, NewUser, User } from '../../src/repositories/commerce/index.ts';
import { newCustomer } from './newCustomer.ts';
import { exactly, type Trial } from './trial.ts';

const CONSISTENT = { consistent: true } as const;

/** Two customers sign up at once with one e-mail. */
export async function sameEmail(shop: Commerce, run: string): Promise<Trial> {
  const email = `${run}-shared@example.com`;
  const users = ['first', 'second'].map((name) => ({ ...newCustomer(`${run}-${name}`), email }));
  const signedUp = await Promise.all(users.map((user) => isSignedUp(shop, user)));
  const count = signedUp.filter((yes) => yes).length;
  const found = await Promise.all(users.map(({ userId }) => shop.users.get({ userId }, CONSISTENT)));
  const present = found.filter((user) => user !== undefined);
  return exactly(
    {
      what: '2 sign-ups at once with one e-mail',
      outcome: { 'signed up': count, 'e-mail taken': users.length - count },
      readBack: { user: present.length, 'claim of theirs': await claims(shop, present, email) },
    },
    { outcome: { 'signed up': 1, 'e-mail taken': 1 }, readBack: { user: 1, 'claim of theirs': 1 } },
  );
}

/** A customer gets another e-mail. */
export async function changedEmail(shop: Commerce, run: string): Promise<Trial> {
  const before = newCustomer(`${run}-mover`);
  const user = await shop.signUp(before);
  const email = `${run}-moved@example.com`;
  await shop.changeEmail(user, email);
  const { userId } = user;
  const { email: present } = await shop.users.getOrThrow({ userId }, CONSISTENT);
  return exactly(
    {
      what: '1 change of an e-mail',
      outcome: { changed: present === email ? 1 : 0 },
      readBack: {
        'claim of the new one': await claims(shop, [user], email),
        'of the old one': await claims(shop, [user], before.email),
      },
    },
    { outcome: { changed: 1 }, readBack: { 'claim of the new one': 1, 'of the old one': 0 } },
  );
}

async function isSignedUp(shop: Commerce, user: NewUser): Promise<boolean> {
  try {
    await shop.signUp(user);
    return true;
  } catch (error) {
    if (error instanceof AlreadyClaimed) return false;
    throw error;
  }
}

/** How many of these users have claimed the e-mail. */
async function claims(shop: Commerce, users: readonly User[], email: string): Promise<number> {
  const claim = await shop.userEmails.get({ email }, CONSISTENT);
  return users.filter(({ userId }) => userId === claim?.userId).length;
}
