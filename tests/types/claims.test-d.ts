import { expectTypeOf } from 'expect-type';
import {
  connect,
  defineClaim,
  defineEntity,
  defineTable,
  type ItemOf,
  type ItemOperation,
  repository,
  transactWrite,
} from '../../src/index.ts';

const shop = defineTable({ name: 'shop', ttl: 'expiresAt', indexes: ['GSI1'] });
interface User {
  userId: string;
  email?: string | undefined;
  name: string;
  expiresAt?: number;
}
const User = defineEntity<User>()({
  name: 'User',
  table: shop,
  keys: { PK: 'USER#{userId}', SK: 'PROFILE' },
});
const UserEmail = defineClaim({
  name: 'UserEmail',
  owner: User,
  keys: { PK: 'EMAIL#{email:lower}', SK: 'EMAIL' },
});
const ann = { userId: '7', email: 'ann@example.org', name: 'Ann' };
const user: User = ann;

/** The value, whose it is, and the expiry; nothing else. */
interface EmailClaim {
  readonly userId: string;
  email: string;
  expiresAt?: number;
}
type Plain<T> = { [A in keyof T]: T[A] };
expectTypeOf<Plain<ItemOf<typeof UserEmail>>>().branded.toEqualTypeOf<EmailClaim>();
expectTypeOf(UserEmail.name).toEqualTypeOf<'UserEmail'>();
expectTypeOf(UserEmail.keys.PK({ email: 'x' })).toEqualTypeOf<`EMAIL#${string}`>();

UserEmail.claim(ann);
UserEmail.claim({ userId: '7', email: 'ann@example.org' }, { now: new Date() });
UserEmail.release(ann);
expectTypeOf(UserEmail.release(ann)).toEqualTypeOf<ItemOperation<undefined, 'delete'>>();
expectTypeOf(UserEmail.move(user, { ...user, email: undefined })).toEqualTypeOf<
  ItemOperation<unknown, 'put' | 'delete'>[]
>();
UserEmail.move({ userId: '7' }, ann);
UserEmail.get({ email: 'ann@example.org' });

// @ts-expect-error a claim needs a value, which this user may not have
UserEmail.claim(user);
// @ts-expect-error and so does a release
UserEmail.release({ userId: '7' });
// @ts-expect-error whose value it is
UserEmail.claim({ email: 'ann@example.org' });
// @ts-expect-error both sides of a move name the owner
UserEmail.move({ email: 'ann@example.org' }, ann);
// @ts-expect-error a value is of its attribute's type
UserEmail.move(ann, { userId: '7', email: 7 });
// @ts-expect-error a claim has no condition of the caller's
UserEmail.claim(ann, { if: { email: 'x' } });
// @ts-expect-error it is found by its value, not by its owner
UserEmail.get({ userId: '7' });

const db = connect({ table: shop });
export const signUp = () => transactWrite(db, [User.create(ann), UserEmail.claim(ann)]);
export const change = () =>
  transactWrite(db, [User.update(ann, { set: { email: 'x' } }), ...UserEmail.move(ann, user)]);
const emails = repository(db, UserEmail);
export const owner = async () => (await emails.get({ email: 'x' }))?.userId;
expectTypeOf(owner).returns.resolves.toEqualTypeOf<string | undefined>();

/** In other tables, of several fields, for an owner whose key is a number. */
const tenants = defineTable({ name: 'tenants', partitionKey: 'id', sortKey: null });
const Member = defineEntity<{ tenant: string; no: bigint; login: string }>()({
  name: 'Member',
  table: tenants,
  keys: { id: 'MEMBER#{tenant}#{no:int12}' },
});
const MemberLogin = defineClaim({
  name: 'MemberLogin',
  owner: Member,
  keys: { id: 'LOGIN#{tenant}#{login}' },
});
MemberLogin.claim({ tenant: 't1', no: 7n, login: 'ann' });
expectTypeOf<Plain<ItemOf<typeof MemberLogin>>>().branded.toEqualTypeOf<{
  tenant: string;
  readonly no: bigint;
  login: string;
}>();
// @ts-expect-error every field of the value
MemberLogin.claim({ tenant: 't1', no: 7n });

defineClaim({
  name: 'Misspelt',
  owner: User,
  // @ts-expect-error a field is an attribute of the owner
  keys: { PK: 'MISSPELT#{mail}', SK: 'EMAIL' },
});
defineClaim({
  name: 'Extra',
  owner: User,
  keys: { PK: 'EXTRA#{email}', SK: 'EMAIL' },
  // @ts-expect-error the fields are those of the key
  fields: ['email'],
});
