import type { Connection } from '../../src/client/connect.ts';
import { AlreadyClaimed, ConditionFailed, NotFound, TransactionCancelled } from '../../src/errors.ts';
import { defineClaim } from '../../src/operations/define-claim.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { repository } from '../../src/repositories/repository.ts';
import { send } from '../../src/repositories/send.ts';
import { defineTable } from '../../src/table/table.ts';
import { transactWrite } from '../../src/transactions/transact-write.ts';
import { freshTable } from '../integration/clients.ts';
import { describeEngines } from '../support/engines.ts';
import { failureOf } from './contenders.ts';
import { changeEmail, leave, shop, signUp, User, UserEmail, userOf } from './shop.ts';

/** Other key names, no sort key, no time to live; unique in each tenant. */
const tenants = defineTable({ name: 'tenants', partitionKey: 'id', sortKey: null, discriminator: 'type' });
const Member = defineEntity<{ tenant: string; no: bigint; login: string; domain: string }>()({
  name: 'Member',
  table: tenants,
  keys: { id: 'MEMBER#{tenant}#{no:int12}' },
  numbers: { no: 'bigint' },
});
const MemberLogin = defineClaim({
  name: 'MemberLogin',
  owner: Member,
  keys: { id: 'LOGIN#{tenant}#{domain}#{login}' },
});

/** The refusal among the failures of a cancelled transaction, which is the only one. */
async function refusalOf(call: Promise<unknown>): Promise<Error | undefined> {
  const error = await failureOf(call);
  expect(error).toBeInstanceOf(TransactionCancelled);
  const { failures } = error as TransactionCancelled;
  expect(failures).toHaveLength(1);
  return failures[0]?.error;
}

describeEngines('claims', (engine) => {
  let db: Connection;
  beforeAll(async () => {
    db = await freshTable(engine, shop);
  });
  const claimOf = (run: string, email: string) =>
    send(db, UserEmail.get({ run, email }, { consistent: true }));

  it('are written with their owners, and found by the value in any spelling', async () => {
    const ann = await signUp(db, { run: 'found', userId: '1', email: 'Ann@example.org' });
    expect(ann).toEqual({ run: 'found', userId: '1', email: 'Ann@example.org', version: 1 });
    expect(await claimOf('found', 'ANN@EXAMPLE.ORG')).toEqual({
      run: 'found',
      userId: '1',
      email: 'Ann@example.org',
    });
  });

  it('keep a second owner from the value, and from being made at all', async () => {
    await signUp(db, { run: 'second', userId: '1', email: 'ann@example.org' });
    const error = await refusalOf(signUp(db, { run: 'second', userId: '2', email: 'ANN@example.org' }));
    expect(error).toBeInstanceOf(AlreadyClaimed);
    expect(error).toMatchObject({
      message: 'UserEmail.claim: run "second", email "ANN@example.org" belongs to another User.',
      entity: 'User',
      operation: 'UserEmail.claim',
      key: { PK: 'EMAILS#second', SK: 'EMAIL#ann@example.org' },
      claimed: { run: 'second', email: 'ANN@example.org' },
      item: { run: 'second', userId: '1', email: 'ann@example.org' },
      maybeApplied: false,
      cause: expect.objectContaining({ name: 'TransactionCanceledException' }),
    });
    expect(await send(db, User.get({ run: 'second', userId: '2' }, { consistent: true }))).toBeUndefined();
  });

  it('are no obstacle to their owner, who signs up twice', async () => {
    const ann = { run: 'twice', userId: '1', email: 'ann@example.org' };
    await signUp(db, ann);
    const { failures } = (await failureOf(signUp(db, ann))) as TransactionCancelled;
    expect(failures.map((failure) => failure.error?.message)).toEqual([
      'User.create: there is an item with PK "RUN#twice", SK "USER#1" already.',
    ]);
    await send(db, UserEmail.claim(ann));
    expect(await claimOf('twice', 'ann@example.org')).toMatchObject({ userId: '1' });
  });

  it('say the same when they are sent alone', async () => {
    await signUp(db, { run: 'alone', userId: '1', email: 'ann@example.org' });
    const other = { run: 'alone', userId: '2', email: 'ann@example.org' };
    for (const [operation, type] of [
      [UserEmail.claim(other), AlreadyClaimed],
      // Who gives a value back wants none.
      [UserEmail.release(other), ConditionFailed],
    ] as const) {
      const error = await failureOf(send<unknown>(db, operation));
      expect(error).toBeInstanceOf(type);
      expect(error.message).toBe(
        `${operation.name}: run "alone", email "ann@example.org" belongs to another User.`,
      );
    }
    expect(await claimOf('alone', 'ann@example.org')).toMatchObject({ userId: '1' });
    const nobody = { ...other, email: 'nobody@example.org' };
    expect(await send(db, UserEmail.claim(nobody))).toEqual(nobody);
    expect(await send(db, UserEmail.release(nobody))).toBeUndefined();
    expect(await failureOf(send(db, UserEmail.release(nobody)))).toBeInstanceOf(NotFound);
  });

  it('move with their owner, and leave the old value free', async () => {
    const ann = await signUp(db, { run: 'move', userId: '1', email: 'ann@example.org' });
    await changeEmail(db, ann, 'ann@home.example');
    expect(await claimOf('move', 'ann@example.org')).toBeUndefined();
    expect(await claimOf('move', 'ann@home.example')).toMatchObject({ userId: '1' });
    await signUp(db, { run: 'move', userId: '2', email: 'ann@example.org' });
  });

  it('move to another spelling by one put', async () => {
    const ann = await signUp(db, { run: 'spelling', userId: '1', email: 'ann@example.org' });
    await changeEmail(db, ann, 'Ann@Example.org');
    expect(await claimOf('spelling', 'ann@example.org')).toMatchObject({ email: 'Ann@Example.org' });
    expect(await userOf(db, 'spelling', '1')).toMatchObject({ email: 'Ann@Example.org', version: 2 });
  });

  it('come and go with the value', async () => {
    const bob = await send(db, User.create({ run: 'none', userId: '1' }));
    await changeEmail(db, bob, 'bob@example.org');
    expect(await claimOf('none', 'bob@example.org')).toMatchObject({ userId: '1' });
    await changeEmail(db, await userOf(db, 'none', '1'), undefined);
    expect(await claimOf('none', 'bob@example.org')).toBeUndefined();
    expect(await userOf(db, 'none', '1')).toEqual({ run: 'none', userId: '1', version: 3 });
  });

  it('do not move to the value of another, nor leave their own for it', async () => {
    const ann = await signUp(db, { run: 'taken', userId: '1', email: 'ann@example.org' });
    await signUp(db, { run: 'taken', userId: '2', email: 'bob@example.org' });
    const error = await refusalOf(changeEmail(db, ann, 'bob@example.org'));
    expect(error?.message).toBe(
      'UserEmail.claim: run "taken", email "bob@example.org" belongs to another User.',
    );
    expect(await claimOf('taken', 'ann@example.org')).toMatchObject({ userId: '1' });
    expect(await userOf(db, 'taken', '1')).toEqual(ann);
  });

  it('are not swapped: one transaction would need each claim twice', async () => {
    const ann = await signUp(db, { run: 'swap', userId: '1', email: 'ann@example.org' });
    const bob = await signUp(db, { run: 'swap', userId: '2', email: 'bob@example.org' });
    const swap = () =>
      transactWrite(db, [
        ...UserEmail.move(ann, { ...ann, email: bob.email }),
        ...UserEmail.move(bob, { ...bob, email: ann.email }),
      ]);
    await expect(swap()).rejects.toThrow(
      'transactWrite has both UserEmail.claim and UserEmail.release for the item with PK "EMAILS#swap", SK "EMAIL#bob@example.org"; a transaction takes one operation for each item.',
    );
    expect(await claimOf('swap', 'ann@example.org')).toMatchObject({ userId: '1' });
  });

  it('of another are not released, of an owner that leaves they are', async () => {
    const ann = await signUp(db, { run: 'leave', userId: '1', email: 'ann@example.org' });
    const bob = await signUp(db, { run: 'leave', userId: '2', email: 'bob@example.org' });
    const error = await refusalOf(leave(db, { ...bob, email: ann.email }));
    expect(error?.message).toBe(
      'UserEmail.release: run "leave", email "ann@example.org" belongs to another User.',
    );
    await leave(db, bob);
    expect(await claimOf('leave', 'bob@example.org')).toBeUndefined();
    expect(await send(db, User.get({ run: 'leave', userId: '2' }, { consistent: true }))).toBeUndefined();
    expect(await claimOf('leave', 'ann@example.org')).toMatchObject({ userId: '1' });
  });

  it('are items like others, which a repository reads', async () => {
    await signUp(db, { run: 'repository', userId: '1', email: 'ann@example.org' });
    const emails = repository(db, UserEmail);
    expect(await emails.getOrThrow({ run: 'repository', email: 'ann@example.org' })).toMatchObject({
      userId: '1',
    });
  });

  it('work with other key names, without sort key and time to live, for each tenant', async () => {
    const other = await freshTable(engine, tenants);
    const join = (member: { tenant: string; no: bigint; login: string; domain: string }) =>
      transactWrite(other, [Member.create(member), MemberLogin.claim(member)]);
    const ann = { tenant: 't1', no: 7n, login: 'ann', domain: 'example.org' };
    await join(ann);
    await join({ ...ann, tenant: 't2' });
    await join({ ...ann, no: 8n, domain: 'home.example' });
    const refused = await refusalOf(join({ ...ann, no: 9n }));
    expect(refused?.message).toBe(
      'MemberLogin.claim: tenant "t1", domain "example.org", login "ann" belongs to another Member.',
    );
    const read = await send(other, Member.getOrThrow(ann, { consistent: true }));
    const moved = { ...read, login: 'anna' };
    await transactWrite(other, [
      Member.update(read, { set: { login: 'anna' } }),
      ...MemberLogin.move(read, moved),
    ]);
    expect(await send(other, MemberLogin.get(ann, { consistent: true }))).toBeUndefined();
    const claim = await send(other, MemberLogin.get(moved, { consistent: true }));
    expect(claim).toEqual({ tenant: 't1', no: 7n, login: 'anna', domain: 'example.org' });
  });
});
