import { expectTypeOf } from 'expect-type';
import {
  type BatchGetReport,
  type BatchIncomplete,
  type BatchOperation,
  type BatchWriteOperation,
  type BatchWriteReport,
  batchGet,
  batchWrite,
  type Connection,
  defineClaim,
  defineEntity,
  defineTable,
  type GetStatus,
  type ItemOf,
  type ItemOperation,
  type PlainWrite,
  type WriteStatus,
} from '../../src/index.ts';

const bank = defineTable({ name: 'bank' });
const Account = defineEntity<{ accountId: string; balance: number }>()({
  name: 'Account',
  table: bank,
  keys: { PK: 'ACCOUNT#{accountId}', SK: 'ACCOUNT' },
  patterns: { all: { operation: 'scan' }, ofId: {}, byId: { operation: 'get' } },
});
const User = defineEntity<{ userId: string; email: string; createdAt: string }>()({
  name: 'User',
  table: bank,
  keys: { PK: 'USER#{userId}', SK: 'USER' },
  stamps: { createdAt: 'createdAt' },
});
const Owner = defineEntity<{ ownerId: string; version: number }>()({
  name: 'Owner',
  table: bank,
  keys: { PK: 'OWNER#{ownerId}', SK: 'OWNER' },
  version: 'version',
});
const Email = defineClaim({ name: 'Email', owner: User, keys: { PK: 'EMAIL#{email}', SK: 'EMAIL' } });
type AccountItem = ItemOf<typeof Account>;
type UserItem = ItemOf<typeof User>;
declare const db: Connection;

const key = { accountId: 'a' };
const account = { accountId: 'a', balance: 1 };
const user = { userId: '7', email: 'ann@example.org' };

/** A report is of the operations that were given. */
const puts = [account].map((item) => Account.put(item));
expectTypeOf(puts).toEqualTypeOf<PlainWrite<AccountItem, 'put'>[]>();
const report = await batchWrite(db, puts, { duplicates: 'last' });
expectTypeOf(report).toEqualTypeOf<BatchWriteReport<PlainWrite<AccountItem, 'put'>>>();
expectTypeOf(report.entries[0]?.status).toEqualTypeOf<WriteStatus | undefined>();
expectTypeOf(report.counts).toEqualTypeOf<Readonly<Record<WriteStatus, number>>>();
expectTypeOf(report.throwIfIncomplete()).toEqualTypeOf<typeof report>();
await batchWrite(db, report.remaining);
expectTypeOf<BatchIncomplete['report']['remaining']>().toEqualTypeOf<BatchOperation[]>();

/** Puts and deletes of several entities and tables, with a time of their own. */
await batchWrite([db, db], [Account.put(account), User.put(user, { now: new Date() }), Account.delete(key)]);
const list: BatchWriteOperation[] = [];
list.push(...puts, User.put(user), User.delete({ userId: '7' }, {}));
await batchWrite(db, list);
await batchWrite(db, puts as readonly (typeof puts)[number][]);

// @ts-expect-error a read is not written
await batchWrite(db, [Account.get(key)]);
// @ts-expect-error nor can a batch hold an update
await batchWrite(db, [Account.update(key, { add: { balance: 1 } })]);
// @ts-expect-error or an upsert
await batchWrite(db, [Account.upsert(account)]);
// @ts-expect-error or a check
await batchWrite(db, [Account.check(key)]);
// @ts-expect-error a create has a condition
await batchWrite(db, [Account.create(account)]);
// @ts-expect-error and so has a put with `if`
await batchWrite(db, [Account.put(account, { if: { balance: 1 } })]);
// @ts-expect-error or a delete
await batchWrite(db, [Account.delete(key, { if: { balance: 1 } })]);
// @ts-expect-error the service returns no old items
await batchWrite(db, [Account.put(account, { return: 'old' })]);
// @ts-expect-error of a delete neither
await batchWrite(db, [Account.delete(key, { return: 'old' })]);
// @ts-expect-error a version is a condition
await batchWrite(db, [Owner.put({ ownerId: '1' })]);
// @ts-expect-error of a delete, too
await batchWrite(db, [Owner.delete({ ownerId: '1', version: 3 })]);
// @ts-expect-error a claim is made on condition that the value is free
await batchWrite(db, [Email.claim(user)]);
// @ts-expect-error and moved on condition that it is its owner's
await batchWrite(db, Email.move(user, user));
declare const condition: { readonly if?: { readonly balance: number }; readonly now?: Date };
// @ts-expect-error options that may have a condition may make one
await batchWrite(db, [Account.put(account, condition)]);
// @ts-expect-error a list is needed
await batchWrite(db, Account.put(account));
// @ts-expect-error the policies have names
await batchWrite(db, puts, { duplicates: 'first' });
// @ts-expect-error there are no attempts to count
await batchWrite(db, puts, { maxAttempts: 3 });

/** By place, what each read gives, or nothing. */
const gotten = await batchGet(db, [
  Account.get(key),
  User.getOrThrow({ userId: '7' }),
  User.get({ userId: '7' }, { select: ['email'] }),
  Owner.get({ ownerId: '1' }),
  Account.byId(key),
]);
expectTypeOf(gotten.items).toEqualTypeOf<
  [
    AccountItem | undefined,
    UserItem | undefined,
    Pick<UserItem, 'email'> | undefined,
    ItemOf<typeof Owner> | undefined,
    AccountItem | undefined,
  ]
>();
expectTypeOf(gotten.entries[0]?.status).toEqualTypeOf<GetStatus | undefined>();
const gets = ['a'].map((accountId) => Account.get({ accountId }));
expectTypeOf((await batchGet(db, gets)).items).toEqualTypeOf<(AccountItem | undefined)[]>();
expectTypeOf((await batchGet(db, gets)).throwIfIncomplete()).toEqualTypeOf<
  BatchGetReport<ItemOperation<AccountItem | undefined, 'get'>[]>
>();

// @ts-expect-error a write is not read
await batchGet(db, [Account.put(account)]);
// @ts-expect-error nor is a query
await batchGet(db, [Account.ofId(key)]);
// @ts-expect-error or a scan
await batchGet(db, [Account.all()]);
// @ts-expect-error reads have no order to keep
await batchGet(db, gets, { duplicates: 'last' });
