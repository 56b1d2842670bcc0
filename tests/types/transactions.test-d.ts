import { expectTypeOf } from 'expect-type';
import {
  AlreadyClaimed,
  AlreadyExists,
  type Connection,
  connect,
  defineClaim,
  defineEntity,
  defineTable,
  type Gotten,
  InvalidItem,
  type ItemOf,
  type ItemOperation,
  type TransactionCancelled,
  type TransactionFailure,
  transactGet,
  transactWrite,
  type WriteOperation,
  type Written,
} from '../../src/index.ts';

const bank = defineTable({ name: 'bank' });
const Account = defineEntity<{ accountId: string; balance: number }>()({
  name: 'Account',
  table: bank,
  keys: { PK: 'ACCOUNT#{accountId}', SK: 'ACCOUNT' },
  patterns: { all: { operation: 'scan' }, ofId: {} },
});
const User = defineEntity<{ userId: string; email: string; version: number; createdAt: string }>()({
  name: 'User',
  table: bank,
  keys: { PK: 'USER#{userId}', SK: 'USER' },
  version: 'version',
  stamps: { createdAt: 'createdAt' },
});
const Email = defineClaim({ name: 'Email', owner: User, keys: { PK: 'EMAIL#{email}', SK: 'EMAIL' } });
type AccountItem = ItemOf<typeof Account>;
type UserItem = ItemOf<typeof User>;
declare const db: Connection;
declare const caught: TransactionCancelled;

const account = { accountId: 'a', balance: 1 };
const key = { accountId: 'a' };
const user = { userId: '7', email: 'ann@example.org' };

/** By place: the items of creates and puts, with stamps and version; `undefined` for everything else. */
const written = await transactWrite(db, [
  Account.update(key, { add: { balance: 1 } }),
  User.create(user),
  Account.put(account),
  Account.check(key),
  Account.delete(key),
  Account.upsert(account),
  Account.update(key, { add: { balance: 1 } }, { return: 'none' }),
  User.checkAbsent({ userId: '7' }),
  Email.claim(user),
  Email.release(user),
]);
expectTypeOf(written).toEqualTypeOf<
  [
    undefined,
    UserItem,
    AccountItem,
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
    ItemOf<typeof Email>,
    undefined,
  ]
>();
// Their places are known, so that an index past the end does not compile.
// @ts-expect-error there are ten
written[10];

/** Lists of one kind, as `map` gives them. */
const items = [account].map((item) => Account.create(item));
expectTypeOf(await transactWrite(db, items)).toEqualTypeOf<AccountItem[]>();
expectTypeOf(await transactWrite(db, items as readonly (typeof items)[number][])).toEqualTypeOf<
  AccountItem[]
>();
expectTypeOf(await transactWrite(db, [User.create(user), ...items])).toEqualTypeOf<
  [UserItem, ...AccountItem[]]
>();
expectTypeOf(await transactWrite(db, [...items, Account.check({ accountId: 'b' })])).toEqualTypeOf<
  [...AccountItem[], undefined]
>();

/** A list in a variable, whose places the compiler has forgotten. */
const mixed = [User.create(user), Account.put(account), Account.check(key), Account.delete(key)];
expectTypeOf(await transactWrite(db, mixed)).toEqualTypeOf<(UserItem | AccountItem | undefined)[]>();
const moves = Email.move(user, user);
expectTypeOf(await transactWrite(db, [Account.create(account), ...moves])).toEqualTypeOf<
  [AccountItem, ...unknown[]]
>();
const perhaps = Math.random() < 0.5 ? Account.create(account) : Account.check(key);
expectTypeOf(await transactWrite(db, [perhaps])).toEqualTypeOf<[AccountItem | undefined]>();

/** A list that is put together piece by piece. */
const list: WriteOperation[] = [];
list.push(User.create(user), Account.delete(key), Account.check(key), ...Email.move(user, user));
expectTypeOf(await transactWrite(db, list)).toEqualTypeOf<unknown[]>();
expectTypeOf<Written<typeof items>>().toEqualTypeOf<AccountItem[]>();
expectTypeOf(
  await transactWrite(db, list, { token: 'x', maxAttempts: 3, abortSignal: undefined }),
).toEqualTypeOf<unknown[]>();

// @ts-expect-error a read is not for a writing transaction
await transactWrite(db, [Account.get(key)]);
// @ts-expect-error nor is a query
await transactWrite(db, [Account.ofId(key)]);
// @ts-expect-error nor is a promise of an item
await transactWrite(db, [Promise.resolve(account)]);
// @ts-expect-error nor is an input of the SDK
await transactWrite(db, [{ Put: { TableName: 'bank', Item: {} } }]);
// @ts-expect-error nor is nothing
await transactWrite(db, [undefined]);
// @ts-expect-error a list is needed, not one operation
await transactWrite(db, Account.create(account));
// @ts-expect-error the options have names of their own
await transactWrite(db, list, { ClientRequestToken: 'x' });

/** By place, what each read gives alone. */
const gotten = await transactGet(db, [
  Account.get(key),
  User.getOrThrow({ userId: '7' }),
  User.get({ userId: '7' }, { select: ['email'] }),
]);
expectTypeOf(gotten).toEqualTypeOf<
  [AccountItem | undefined, UserItem, Pick<UserItem, 'email'> | undefined]
>();
const gets = ['a'].map((accountId) => Account.get({ accountId }));
expectTypeOf(await transactGet(db, gets)).toEqualTypeOf<(AccountItem | undefined)[]>();
expectTypeOf(await transactGet(db, [User.getOrThrow({ userId: '7' }), ...gets])).toEqualTypeOf<
  [UserItem, ...(AccountItem | undefined)[]]
>();
const reads = [Account.get(key), User.getOrThrow({ userId: '7' })];
expectTypeOf(await transactGet(db, reads)).toEqualTypeOf<(AccountItem | undefined | UserItem)[]>();
expectTypeOf<Gotten<readonly [ItemOperation<AccountItem, 'get'>]>>().toEqualTypeOf<[AccountItem]>();

// @ts-expect-error a write is not for a reading transaction
await transactGet(db, [Account.create(account)]);
// @ts-expect-error nor is a check
await transactGet(db, [Account.check(key)]);
// @ts-expect-error nor is a scan
await transactGet(db, [Account.all()]);
// @ts-expect-error a read has no token
await transactGet(db, gets, { token: 'x' });

/** What a cancelled transaction tells. */
expectTypeOf(caught.failures).toEqualTypeOf<readonly TransactionFailure[]>();
expectTypeOf(caught.find(AlreadyExists)).toEqualTypeOf<AlreadyExists | undefined>();
expectTypeOf(caught.find(AlreadyClaimed)?.claimed).toEqualTypeOf<
  Readonly<Record<string, unknown>> | undefined
>();
expectTypeOf(caught.find(AlreadyExists, Account)?.item?.balance).toEqualTypeOf<number | undefined>();
// @ts-expect-error an Account has no e-mail
caught.find(AlreadyClaimed, Email)?.item?.balance.toFixed();
expectTypeOf(caught.find(InvalidItem)).toEqualTypeOf<InvalidItem | undefined>();
// @ts-expect-error errors are found by class
caught.find('AlreadyExists');
connect({ table: bank });
