import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import { encodeItem } from '../../src/client/codec/encode.ts';
import type { NumberText } from '../../src/expressions/operators.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineTable } from '../../src/table/table.ts';
import { key, Order, order, refusal, User } from './orders.ts';

const hidden = { ...key, EntityType: 'Order', GSI1PK: 'ORDER#a1', GSI1SK: 'ORDER', thinPK: 'ORDERS' };

describe('An item that is read', () => {
  it('is without every key attribute of the table and without the name of its entity', () => {
    const stale = { GSI2PK: 'left', GSI2SK: 'behind', LSI1SK: 'x' };
    expect(Order.get(order).read({ Item: { ...hidden, ...stale, ...order, expiresAt: 5 } })).toEqual({
      ...order,
      expiresAt: 5,
    });
  });

  it('takes nothing from a prototype, and leaves its own alone', () => {
    const inheriting = Object.assign(Object.create({ admin: true }), hidden, order);
    const item = Order.get(order).read({ Item: inheriting });
    expect(item).toEqual(order);
    expect('admin' in (item ?? {})).toBe(false);
    const odd = { ...hidden, ...order, ...(JSON.parse('{"__proto__":{"admin":true}}') as object) };
    const read = Order.get(order).read({ Item: odd }) as object;
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
    expect('admin' in read).toBe(false);
    expect(Object.keys(read)).toContain('__proto__');
  });
});

describe('Numbers', () => {
  const Account = defineEntity<{ id: string; seq?: bigint; price?: NumberText | string; free?: unknown }>()({
    name: 'Account',
    table: defineTable({ name: 'bank' }),
    keys: { PK: 'A#{id}', SK: 'A' },
    numbers: { seq: 'bigint', price: 'text' },
  });
  const read = (attributes: object) =>
    Account.get({ id: '1' }).read({
      Item: { PK: 'A#1', SK: 'A', id: '1', EntityType: 'Account', ...attributes },
    });

  it('are bigints whatever their size, where the entity says so', () => {
    expect(read({ seq: 5 })).toEqual({ id: '1', seq: 5n });
    expect(read({ seq: 10n ** 20n })).toEqual({ id: '1', seq: 10n ** 20n });
  });

  it('are exact numbers by their text whatever their size, where the entity says so', () => {
    const text = (price: unknown) => String((read({ price }) as { price: NumberText }).price);
    expect(text(12.5)).toBe('12.5');
    expect(text(10n ** 20n)).toBe('100000000000000000000');
    expect(text(NumberValue.from('0.12345678901234567890123'))).toBe('0.12345678901234567890123');
  });

  it('go back as the same numbers when such an item is written', () => {
    const item = read({ price: 12.5, seq: 5 }) as { id: string; price: NumberText; seq: bigint };
    expect(encodeItem(Account.put(item).input.Item, 'Account')).toMatchObject({
      price: { N: '12.5' },
      seq: { N: '5' },
    });
  });

  it('stay as they are when the form cannot hold them, and so does what is no number', () => {
    expect(read({ seq: 1.5, price: 'free' })).toEqual({ id: '1', seq: 1.5, price: 'free' });
    expect(read({ seq: null })).toEqual({ id: '1', seq: null });
    expect(read({ free: 5 })).toEqual({ id: '1', free: 5 });
    expect(read({})).toEqual({ id: '1' });
  });

  it('have their form also in a part of an item, and in what a write gives back', () => {
    const Item = { seq: 5, price: 1, EntityType: 'Account' };
    expect(Account.get({ id: '1' }, { select: ['seq'] }).read({ Item })).toEqual({ seq: 5n });
    expect(Account.delete({ id: '1' }, { return: 'old' }).read({ Attributes: Item })).toEqual({
      seq: 5n,
      price: expect.objectContaining({ value: '1' }),
    });
  });
});

describe('An upgrade', () => {
  interface Profile {
    id: string;
    name: string;
  }
  const upgraded = (upgrade: (item: Record<string, unknown>) => Profile) =>
    defineEntity<Profile>()({
      name: 'Profile',
      table: defineTable({ name: 'people' }),
      keys: { PK: 'P#{id}', SK: 'P' },
      patterns: { all: {} },
      upgrade,
    });
  const old = { id: '1', firstName: 'Ann', lastName: 'Lee' };
  const Item = { ...old, PK: 'P#1', SK: 'P', EntityType: 'Profile' };
  const join = (item: Record<string, unknown>) => ({
    id: String(item.id),
    name: `${item.firstName} ${item.lastName}`,
  });

  it('brings an item to its present shape, without keys before and after', () => {
    const seen: unknown[] = [];
    const Profile = upgraded((item) => {
      seen.push({ ...item });
      return join(item);
    });
    const wanted = { id: '1', name: 'Ann Lee' };
    expect(Profile.get({ id: '1' }).read({ Item })).toEqual(wanted);
    expect(Profile.all({ id: '1' }).plan.read(Item)).toEqual({ item: wanted });
    expect(Profile.update({ id: '1' }, { set: { name: 'x' } }).read({ Attributes: Item })).toEqual(wanted);
    expect(seen).toEqual([old, old, old]);
  });

  it('is not asked about a part of an item', () => {
    expect(
      upgraded(join)
        .get({ id: '1' }, { select: ['name'] })
        .read({ Item }),
    ).toEqual({});
  });

  it('that fails makes a read fail, a page go on, and a write give the item as it is', () => {
    const Profile = upgraded((item) => {
      item.id = 'spoilt';
      throw new TypeError('no first name');
    });
    const message = (name: string) => `Profile.${name}: the upgrade of Profile failed: no first name`;
    expect(() => Profile.get({ id: '1' }).read({ Item })).toThrow(refusal('InvalidItem', message('get')));
    expect(Profile.all({ id: '1' }).plan.read(Item)).toEqual({
      rejected: { reason: 'invalid', entity: 'Profile', message: message('all'), item: Item },
    });
    expect(Profile.update({ id: '1' }, { set: { name: 'x' } }).read({ Attributes: Item })).toEqual(old);
    expect(Profile.create({ id: '1', name: 'x' }).refused(Item, undefined)).toMatchObject({ item: old });
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a list', [], 'an array of 0'],
    ['a promise', Promise.resolve({}), 'an object of Promise'],
  ])('that gives %s has failed: the item would seem to be absent', (_, result, text) => {
    const Profile = upgraded(() => result as never);
    expect(() => Profile.get({ id: '1' }).read({ Item })).toThrow(
      refusal('InvalidItem', `Profile.get: the upgrade of Profile failed: it gave ${text}, not an item`),
    );
  });

  it('may give an item with an attribute called then', () => {
    const name = 'then';
    const Profile = upgraded((item) => ({ ...join(item), [name]: 'now' }));
    expect(Profile.get({ id: '1' }).read({ Item })).toEqual({ id: '1', name: 'Ann Lee', [name]: 'now' });
  });
});

describe('A page', () => {
  const { read } = Order.ofUser({ userId: '7' }).plan;

  it('passes over items of another entity of the table', () => {
    expect(User.model.name).toBe('User');
    expect(read({ PK: 'USER#7', SK: 'ORDER#x', EntityType: 'User' })).toBeUndefined();
  });

  it.each<[string, unknown, string | undefined, string]>([
    [
      'of an unknown entity',
      'Ghost',
      'Ghost',
      'Order.ofUser read an item of Ghost, which is no entity of table shop.',
    ],
    [
      'named like what every object has',
      'constructor',
      'constructor',
      'Order.ofUser read an item of constructor, which is no entity of table shop.',
    ],
    [
      'without a name',
      undefined,
      undefined,
      'Order.ofUser read an item without the name of an entity in EntityType.',
    ],
    [
      'whose name is no text',
      5,
      undefined,
      'Order.ofUser read an item without the name of an entity in EntityType.',
    ],
  ])('reports items %s as they are', (_, EntityType, entity, message) => {
    const raw = { PK: 'USER#7', SK: 'ORDER#x', EntityType };
    expect(read(raw)).toEqual({ rejected: { reason: 'unknown entity', entity, message, item: raw } });
  });
});
