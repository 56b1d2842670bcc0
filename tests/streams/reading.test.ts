import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineStream } from '../../src/streams/define-stream.ts';
import type { StreamRecord } from '../../src/streams/stream-record.ts';
import { defineTable } from '../../src/table/table.ts';
import { changes, lambdaRecord, order, sdkRecord, stored, User } from './shop.ts';

const SPELLINGS = [
  ['a Lambda event', lambdaRecord],
  ['GetRecords', sdkRecord],
] as const;

describe.each(SPELLINGS)('A record of %s', (_, record) => {
  it('of an item that is new is a creation', () => {
    const created = record('INSERT', { new: stored() });
    expect(changes.read(created)).toEqual({
      entity: 'Order',
      type: 'created',
      key: { userId: '7', orderId: 'a1' },
      new: order,
      old: undefined,
      item: order,
      primaryKey: { PK: 'USER#7', SK: 'ORDER#a1' },
      sequenceNumber: '111',
      at: new Date('2026-01-01T00:00:00.000Z'),
      record: created,
    });
  });

  it('of an item that was there is a change, with the item before', () => {
    const change = changes.read(record('MODIFY', { new: stored({ total: 5 }), old: stored() }));
    const now = { ...order, total: 5 };
    expect(change).toMatchObject({ type: 'changed', new: now, old: order, item: now });
  });

  it('of an item that is gone is a removal', () => {
    const change = changes.read(record('REMOVE', { old: stored() }));
    const key = { userId: '7', orderId: 'a1' };
    expect(change).toMatchObject({ type: 'removed', key, old: order, item: order });
    expect(change.new).toBeUndefined();
  });

  it('has binary as bytes, at any depth and in sets', () => {
    const bytes = Uint8Array.of(0, 1, 254, 255);
    const deep = { photo: bytes, extra: { list: [{ bytes }], set: new Set([bytes, new Uint8Array()]) } };
    expect(changes.read(record('INSERT', { new: stored(deep) })).new).toEqual({ ...order, ...deep });
  });

  it('has exact numbers, in the form that the entity declares', () => {
    const numbers = { serial: 1, long: 12345678901234567890n, price: 0.1 };
    expect(changes.read(record('INSERT', { new: stored(numbers) })).new).toEqual({
      ...order,
      serial: 1n,
      long: 12345678901234567890n,
      price: 0.1,
    });
  });

  it('has each image brought up to date', () => {
    const { currency: _currency, ...old } = stored();
    expect(changes.read(record('REMOVE', { old })).old).toEqual(order);
  });
});

describe('Time to live', () => {
  const removed = lambdaRecord('REMOVE', { old: stored() });
  const typeOf = (userIdentity: object, record: StreamRecord = removed) =>
    changes.read({ ...record, userIdentity }).type;

  it('is what removed an item by the word of a Lambda event', () => {
    const userIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };
    expect(changes.read({ ...removed, userIdentity })).toMatchObject({ type: 'expired', item: order });
  });

  it('is what removed an item by the word of the SDK', () => {
    expect(typeOf({ Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' })).toBe('expired');
  });

  it('is not somebody else, nor anything but a removal', () => {
    expect(typeOf({ type: 'AssumedRole', principalId: 'dynamodb.amazonaws.com' })).toBe('removed');
    expect(typeOf({ type: 'Service', principalId: 'replication.dynamodb.amazonaws.com' })).toBe('removed');
    expect(typeOf({})).toBe('removed');
    const created = lambdaRecord('INSERT', { new: stored() });
    expect(typeOf({ type: 'Service', principalId: 'dynamodb.amazonaws.com' }, created)).toBe('created');
  });
});

describe('The time of a change', () => {
  const at = (time: unknown) => {
    const record = lambdaRecord('INSERT', { new: stored() });
    const dynamodb = { ...record.dynamodb, ApproximateCreationDateTime: time };
    return changes.read({ ...record, dynamodb } as StreamRecord).at;
  };

  it('is read from seconds, from a Date, and from the text that JSON makes of a Date', () => {
    const time = new Date('2026-01-01T00:00:00.500Z');
    expect([at(1767225600.5), at(time), at(time.toJSON())]).toEqual([time, time, time]);
  });

  it('is undefined where the record has none, as in the console’s sample event', () => {
    expect(at(undefined)).toBeUndefined();
  });

  it('is undefined where the record has no time that there is', () => {
    expect([at('yesterday'), at(Number.NaN), at(1e13), at(new Date(Number.NaN)), at({})]).toEqual(
      Array(5).fill(undefined),
    );
  });
});

describe('A key', () => {
  it('is made of the attributes of the item, whatever formats its template has', () => {
    const table = defineTable({ name: 'log', sortKey: null });
    const Entry = defineEntity<{ at: number }>()({ name: 'Entry', table, keys: { PK: 'LOG#{at:iso}' } });
    const PK = 'LOG#2026-01-01T00:00:00.000Z';
    const image = { PK, EntityType: 'Entry', at: 1767225600000 };
    const read = (view: 'NEW_IMAGE' | 'KEYS_ONLY') =>
      defineStream({ entities: [Entry], view }).read(lambdaRecord('INSERT', { keys: { PK }, new: image }));
    expect(read('NEW_IMAGE')).toMatchObject({ key: { at: 1767225600000 } });
    expect(read('KEYS_ONLY')).toMatchObject({ key: { at: '2026-01-01T00:00:00.000Z' } });
  });

  it('takes from its text what an older item lacks', () => {
    const image = { PK: 'USER#7', SK: 'PROFILE', EntityType: 'User', name: 'Ann' };
    const change = changes.read(
      lambdaRecord('INSERT', { keys: { PK: 'USER#7', SK: 'PROFILE' }, new: image }),
    );
    expect(change).toMatchObject({ entity: User.name, key: { userId: '7' }, new: { name: 'Ann' } });
  });
});
