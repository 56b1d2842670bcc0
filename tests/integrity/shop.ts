import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Connection } from '../../src/client/connect.ts';
import { defineClaim } from '../../src/operations/define-claim.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { repository } from '../../src/repositories/repository.ts';
import { send } from '../../src/repositories/send.ts';
import { defineTable } from '../../src/table/table.ts';
import { transactWrite } from '../../src/transactions/transact-write.ts';

export const shop = defineTable({ name: 'integrity', ttl: 'expiresAt' });

/** Counted by its version, which older carts have not. */
export interface CartItem {
  cartId: string;
  count: number;
  writers?: ReadonlySet<string>;
  note?: string;
  version: number | undefined;
}
export const Cart = defineEntity<CartItem>()({
  name: 'Cart',
  table: shop,
  keys: { PK: 'CART#{cartId}', SK: 'CART' },
  version: 'version',
});

/** Without a version. */
export interface TallyItem {
  tallyId: string;
  count: number;
  note?: string;
}
export const Tally = defineEntity<TallyItem>()({
  name: 'Tally',
  table: shop,
  keys: { PK: 'TALLY#{tallyId}', SK: 'TALLY' },
});

export interface UserItem {
  run: string;
  userId: string;
  email?: string | undefined;
  expiresAt?: number | undefined;
  version: number;
}
export const User = defineEntity<UserItem>()({
  name: 'User',
  table: shop,
  keys: { PK: 'RUN#{run}', SK: 'USER#{userId}' },
  patterns: { ofRun: {} },
  version: 'version',
});
/** Unique in a run of a test, so that each has a place of its own. */
export const UserEmail = defineClaim({
  name: 'UserEmail',
  owner: User,
  keys: { PK: 'EMAILS#{run}', SK: 'EMAIL#{email:lower}' },
});

export type NewUser = Omit<UserItem, 'version' | 'email'> & { email: string };

export async function signUp(db: Connection, user: NewUser): Promise<UserItem> {
  const now = db.now();
  const [created] = await transactWrite(db, [User.create(user, { now }), UserEmail.claim(user, { now })]);
  return created;
}

/** The user as read, with another e-mail, or none. */
export async function changeEmail(db: Connection, user: UserItem, email: string | undefined): Promise<void> {
  const changed = { ...user, email };
  await transactWrite(db, [User.put(changed), ...UserEmail.move(user, changed, { now: db.now() })]);
}

export async function leave(db: Connection, user: UserItem): Promise<void> {
  const release = user.email === undefined ? [] : [UserEmail.release({ ...user, email: user.email })];
  await transactWrite(db, [User.delete(user), ...release]);
}

/** The present user, who must be there. */
export function userOf(db: Connection, run: string, userId: string): Promise<UserItem> {
  return send(db, User.getOrThrow({ run, userId }, { consistent: true }));
}

/** Which user has which key of an e-mail, by the users and by the claims; both are sorted. */
export async function emailsOf(db: Connection, run: string): Promise<{ users: string[]; claims: string[] }> {
  const users: string[] = [];
  for await (const { userId, email } of repository(db, User).ofRun.iterate({ run }, { consistent: true })) {
    if (email !== undefined) users.push(`${email.toLowerCase()} ${userId} ${email}`);
  }
  const output = await (db.client as DynamoDBClient).send(
    new QueryCommand({
      TableName: db.tableName,
      ConsistentRead: true,
      KeyConditionExpression: 'PK = :pk',
      ExpressionAttributeValues: { ':pk': { S: `EMAILS#${run}` } },
    }),
  );
  const claims = (output.Items ?? []).map(
    ({ SK, userId, email }) => `${SK?.S?.replace('EMAIL#', '')} ${userId?.S} ${email?.S}`,
  );
  return { users: users.sort(), claims: claims.sort() };
}
