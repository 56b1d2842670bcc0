import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineStream } from '../../src/streams/define-stream.ts';
import { defineTable } from '../../src/table/table.ts';
import { lambdaRecord, Order, order, refusal, stored, User, UserEmail } from './shop.ts';

const key = { userId: '7', orderId: 'a1' };

describe('A stream of KEYS_ONLY', () => {
  const changes = defineStream({ entities: [Order, User, UserEmail], view: 'KEYS_ONLY' });
  const read = (PK: string, SK: string, name = 'MODIFY') =>
    changes.read(lambdaRecord(name, { keys: { PK, SK }, view: 'KEYS_ONLY' }));

  it('tells the entity by the templates of its key, and gives their parts', () => {
    expect(read('USER#7', 'ORDER#a1')).toMatchObject({ entity: 'Order', type: 'changed', key });
    expect(read('USER#a$Sb', 'PROFILE')).toMatchObject({ entity: 'User', key: { userId: 'a#b' } });
    expect(read('EMAIL#ann@example.org', 'EMAIL')).toMatchObject({
      entity: 'UserEmail',
      key: { email: 'ann@example.org' },
    });
  });

  it('has no images', () => {
    expect(read('USER#7', 'ORDER#a1')).toMatchObject({ new: undefined, old: undefined });
  });

  it('gives a key that no template makes to other', () => {
    expect(read('USER#7', 'CART', 'REMOVE')).toMatchObject({
      entity: undefined,
      type: 'removed',
      reason: 'other entity',
      message: 'Stream of shop: PK "USER#7", SK "CART" is a key of none of its entities.',
      primaryKey: { PK: 'USER#7', SK: 'CART' },
    });
  });

  it('leaves out images that there are all the same', () => {
    const change = changes.read(lambdaRecord('INSERT', { new: stored() }));
    expect(change).toMatchObject({ entity: 'Order', new: undefined });
  });
});

describe('A part that stands on both sides of a key', () => {
  const table = defineTable({ name: 'both' });
  const Twin = defineEntity<{ id: string }>()({
    name: 'Twin',
    table,
    keys: { PK: 'A#{id}', SK: 'A#{id}' },
  });
  const Mail = defineEntity<{ email: string }>()({
    name: 'Mail',
    table,
    keys: { PK: 'M#{email:lower}', SK: 'M#{email}' },
  });
  const Liam = defineEntity<{ email: string }>()({
    name: 'Liam',
    table,
    keys: { PK: 'L#{email}', SK: 'L#{email:lower}' },
  });
  const changes = defineStream({ entities: [Twin, Mail, Liam], view: 'KEYS_ONLY' });
  const read = (PK: string, SK: string) => changes.read(lambdaRecord('INSERT', { keys: { PK, SK } }));

  it('has one value', () => {
    expect(read('A#1', 'A#1')).toMatchObject({ entity: 'Twin', key: { id: '1' } });
    expect(read('A#1', 'A#2')).toMatchObject({ entity: undefined });
  });

  it('is taken from the side that keeps its case', () => {
    expect(read('M#ann@x', 'M#Ann@x')).toMatchObject({ entity: 'Mail', key: { email: 'Ann@x' } });
    expect(read('L#Ann@x', 'L#ann@x')).toMatchObject({ entity: 'Liam', key: { email: 'Ann@x' } });
    expect(read('M#bob@x', 'M#Ann@x')).toMatchObject({ entity: undefined });
  });
});

describe('A stream of NEW_IMAGE', () => {
  const changes = defineStream({ entities: [Order, User], view: 'NEW_IMAGE' });

  it('has the item as it is, and not as it was', () => {
    expect(changes.read(lambdaRecord('MODIFY', { new: stored() }))).toMatchObject({
      entity: 'Order',
      key,
      new: order,
      old: undefined,
      item: order,
    });
  });

  it('knows a removed item by its key', () => {
    expect(changes.read(lambdaRecord('REMOVE'))).toMatchObject({
      entity: 'Order',
      type: 'removed',
      key,
      new: undefined,
      old: undefined,
      item: undefined,
    });
  });
});

describe('A stream of OLD_IMAGE', () => {
  const changes = defineStream({ entities: [Order, User], view: 'OLD_IMAGE' });

  it('has the item as it was, and not as it is', () => {
    expect(changes.read(lambdaRecord('MODIFY', { old: stored() }))).toMatchObject({
      old: order,
      new: undefined,
      item: undefined,
    });
    expect(changes.read(lambdaRecord('REMOVE', { old: stored() }))).toMatchObject({
      old: order,
      item: order,
    });
  });

  it('knows a created item by its key', () => {
    expect(changes.read(lambdaRecord('INSERT'))).toMatchObject({ entity: 'Order', type: 'created', key });
  });
});

test.each([
  ['NEW_AND_OLD_IMAGES', 'INSERT', {}, 'NewImage'],
  ['NEW_AND_OLD_IMAGES', 'MODIFY', { new: stored() }, 'OldImage'],
  ['NEW_AND_OLD_IMAGES', 'REMOVE', {}, 'OldImage'],
  ['NEW_IMAGE', 'MODIFY', { old: stored() }, 'NewImage'],
  ['OLD_IMAGE', 'REMOVE', {}, 'OldImage'],
] as const)('a stream of %s refuses %s without its image', (view, eventName, parts, image) => {
  const changes = defineStream({ entities: [Order], view });
  expect(() => changes.read(lambdaRecord(eventName, { ...parts, view: 'KEYS_ONLY' }))).toThrow(
    refusal(
      'RequestError',
      `Stream of shop: record 111 has no ${image}: the stream is declared with the view ${view}, and the table's has KEYS_ONLY.`,
    ),
  );
});
