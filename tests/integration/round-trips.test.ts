import { gt, missing } from '../../src/expressions/operators.ts';
import { increment } from '../../src/expressions/patch.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { repository } from '../../src/repositories/repository.ts';
import type { Repository } from '../../src/repositories/repository-types.ts';
import { defineTable } from '../../src/table/table.ts';
import { describeClients, freshTable } from './clients.ts';

const table = defineTable({ name: 'users', indexes: ['GSI1'] });
interface User {
  userId: string;
  email: string;
  visits: number;
  note?: string;
  createdAt: string;
  updatedAt: string;
}
const User = defineEntity<User>()({
  name: 'User',
  table,
  keys: { PK: 'USER#{userId}', SK: 'PROFILE', GSI1PK: 'EMAIL#{email:lower}', GSI1SK: 'USER' },
  patterns: { byEmail: { index: 'GSI1', one: true } },
  stamps: true,
});

const monday = new Date('2026-11-16T00:00:00Z');
const tuesday = new Date('2026-11-17T00:00:00Z');

describeClients('an item', (engine, client) => {
  let users: Repository<typeof User>;
  let ids = 0;
  const fresh = () => {
    ids += 1;
    return { userId: `${ids}`, email: `Ada${ids}@example.com`, visits: 0 };
  };
  beforeAll(async () => {
    users = repository(await freshTable(engine, table, { client: client() }), User);
  });

  it('is created, read, found, changed and deleted', async () => {
    const ada = fresh();
    const created = await users.create(ada, { now: monday });
    expect(created).toEqual({
      ...ada,
      createdAt: '2026-11-16T00:00:00.000Z',
      updatedAt: '2026-11-16T00:00:00.000Z',
    });
    expect(await users.get(ada, { consistent: true })).toEqual(created);
    expect(await users.byEmail({ email: ada.email.toUpperCase() })).toEqual(created);
    const changed = await users.update(ada, { set: { visits: increment<number>(2) } }, { now: tuesday });
    expect(changed).toEqual({ ...created, visits: 2, updatedAt: '2026-11-17T00:00:00.000Z' });
    expect(await users.getOrThrow(ada, { select: ['visits', 'note'] })).toEqual({ visits: 2 });
    expect(await users.delete(ada, { return: 'old' })).toEqual(changed);
    expect(await users.delete(ada, { return: 'old' })).toBeUndefined();
    expect(await users.get(ada)).toBeUndefined();
    await expect(users.getOrThrow(ada)).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('is not created twice, and the error shows the one that is there', async () => {
    const ada = fresh();
    const created = await users.create(ada);
    await expect(users.create({ ...ada, visits: 9 })).rejects.toMatchObject({
      name: 'AlreadyExists',
      key: { PK: `USER#${ada.userId}`, SK: 'PROFILE' },
      item: created,
      cause: expect.objectContaining({ name: 'ConditionalCheckFailedException' }),
    });
    expect(await users.get(ada)).toEqual(created);
  });

  it('is replaced as a whole by put', async () => {
    const ada = fresh();
    const first = await users.put({ ...ada, note: 'first' });
    expect(await users.put(ada, { return: 'old' })).toEqual(first);
    expect(await users.get(ada)).not.toHaveProperty('note');
    expect(await users.put(fresh(), { return: 'old' })).toBeUndefined();
  });

  it('is put under a condition only where it holds', async () => {
    const ada = fresh();
    await users.put(ada, { if: { userId: missing() } });
    await expect(users.put(ada, { if: { userId: missing() } })).rejects.toMatchObject({
      name: 'ConditionFailed',
      item: expect.objectContaining(ada),
    });
    await users.put({ ...ada, visits: 5 }, { if: { visits: 0 } });
    expect(await users.get(ada)).toMatchObject({ visits: 5 });
  });

  it('that is absent is not made by update', async () => {
    const ada = fresh();
    await expect(users.update(ada, { set: { visits: 1 } })).rejects.toMatchObject({ name: 'NotFound' });
    expect(await users.get(ada)).toBeUndefined();
  });

  it('is changed under a condition only where it holds, and nothing of the patch happens otherwise', async () => {
    const ada = fresh();
    await users.create(ada);
    const patch = { set: { visits: increment<number>(1), note: 'seen' } };
    const guarded = users.update(ada, patch, { if: { visits: gt(0) } });
    await expect(guarded).rejects.toMatchObject({
      name: 'ConditionFailed',
      item: expect.objectContaining({ visits: 0 }),
    });
    expect(await users.get(ada)).not.toHaveProperty('note');
    expect(await users.update(ada, patch, { if: { visits: 0 }, return: 'old' })).toMatchObject({ visits: 0 });
    expect(await users.update(ada, patch, { return: 'none' })).toBeUndefined();
    expect(await users.get(ada)).toMatchObject({ visits: 2, note: 'seen' });
  });

  it('is made or completed by upsert, and keeps what is not given', async () => {
    const ada = fresh();
    const old = await users.upsert({ ...ada, note: 'kept' }, { return: 'old', now: monday });
    // dynoxide answers an empty item in the place of none.
    if (engine.name !== 'dynoxide') expect(old).toBeUndefined();
    const { note: _, ...rest } = { ...ada, note: '' };
    expect(await users.upsert({ ...rest, visits: 3 }, { now: tuesday })).toEqual({
      ...ada,
      visits: 3,
      note: 'kept',
      createdAt: '2026-11-16T00:00:00.000Z',
      updatedAt: '2026-11-17T00:00:00.000Z',
    });
    expect(await users.byEmail({ email: ada.email })).toMatchObject({ visits: 3 });
  });

  it('is deleted under a condition only where it holds', async () => {
    const ada = fresh();
    await users.create(ada);
    await expect(users.delete(ada, { if: { visits: gt(0) } })).rejects.toMatchObject({
      name: 'ConditionFailed',
      item: expect.objectContaining(ada),
    });
    expect(await users.delete(ada, { if: { visits: 0 } })).toBeUndefined();
    await expect(users.delete(ada, { if: { visits: 0 } })).rejects.toMatchObject({ name: 'NotFound' });
  });

  it('created by many at once is created by exactly one', async () => {
    const ada = fresh();
    const attempts = Array.from({ length: 12 }, (_, visits) => users.create({ ...ada, visits }));
    const outcomes = await Promise.allSettled(attempts);
    const won = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const lost = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(won).toHaveLength(1);
    expect(await users.get(ada, { consistent: true })).toEqual(won[0]);
    for (const error of lost) expect(error).toMatchObject({ name: 'AlreadyExists', item: won[0] });
  });

  it('counted up by many at once loses no count', async () => {
    const ada = fresh();
    await users.create(ada);
    const visits = Array.from({ length: 20 }, () => users.update(ada, { add: { visits: 1 } }));
    await Promise.all(visits);
    expect(await users.get(ada, { consistent: true })).toMatchObject({ visits: 20 });
  });
});
