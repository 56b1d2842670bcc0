import { jest } from '@jest/globals';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { expireNow, touch } from '../../src/operations/touch.ts';
import { refusal } from './orders.ts';
import { at, Cart, Draft, Job, NOW, now, Seat, Session, session, site, User } from './sessions.ts';

afterEach(() => {
  jest.useRealTimers();
});

describe('touch', () => {
  it('lets an item live as long as a new one, if it has not expired', () => {
    const { input, name, kind } = touch(Cart, { cartId: 'c1' }, { now });
    expect([name, kind]).toEqual(['Cart.update', 'update']);
    expect(input).toEqual({
      TableName: 'site',
      Key: { PK: 'CART#c1', SK: 'CART' },
      UpdateExpression: 'SET #n1 = :v1',
      ConditionExpression: 'attribute_exists(#n0) AND NOT #n1 <= :v0',
      ExpressionAttributeNames: { '#n0': 'PK', '#n1': 'expiresAt' },
      ExpressionAttributeValues: { ':v0': NOW, ':v1': NOW + 3600 },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('keeps index keys in step, and gives the item', () => {
    const operation = touch(Session, session, { now });
    expect(operation.input.ExpressionAttributeValues).toMatchObject({ ':v3': '004102446600' });
    expect(operation.read({ Attributes: { ...session, expiresAt: NOW + 1800 } })).toEqual({
      ...session,
      expiresAt: NOW + 1800,
    });
  });

  it('tells that an item which has expired is not there', () => {
    const operation = touch(Cart, { cartId: 'c1' }, { now });
    for (const present of [undefined, { EntityType: 'Cart', cartId: 'c1', expiresAt: NOW }]) {
      expect(operation.refused(present, undefined)).toMatchObject({
        name: 'NotFound',
        message: 'Cart.update: there is no Cart with PK "CART#c1", SK "CART".',
      });
    }
  });

  it('is for an entity that says how long its items live', () => {
    expect(() => touch(Draft, { draftId: 'd' })).toThrow(
      refusal('RequestError', 'touch: the expiry of Draft does not say how long its items live.'),
    );
    expect(() => touch(User, { userId: '7' })).toThrow(
      refusal('RequestError', 'touch: the expiry of User does not say how long its items live.'),
    );
    expect(() => touch(Cart, { cartId: 'c1' })).not.toThrow();
  });

  it('takes and raises the version of an entity with versions', () => {
    const Lease = defineEntity<{ id: string; version: number; expiresAt: number }>()({
      name: 'Lease',
      table: site,
      keys: { PK: 'LEASE#{id}', SK: 'LEASE' },
      version: 'version',
      expiry: { after: { minutes: 1 } },
    });
    const { input } = touch(Lease, { id: 'a', version: 3 }, { now });
    expect(input.UpdateExpression).toBe('SET #n1 = :v2, #n2 = :v3');
    expect(input.ExpressionAttributeValues).toEqual({ ':v0': NOW, ':v1': 3, ':v2': NOW + 60, ':v3': 4 });
    expect(() => touch(Lease, { id: 'a' } as never)).toThrow(
      'Lease.update needs the version that was read, beside the key: give the item as it was read, or version: undefined for an item that has none.',
    );
  });
});

describe('expireNow', () => {
  it('ends an item in this very second, whatever the entity says of updates', () => {
    for (const operation of [
      expireNow(Draft, { draftId: 'd' }, { now: at(0.9) }),
      expireNow(Cart, { cartId: 'c1' }, { now: at(0.9) }),
    ]) {
      expect(operation.input.UpdateExpression).toBe('SET #n1 = :v1');
      expect(operation.input.ExpressionAttributeValues).toEqual({ ':v0': NOW, ':v1': NOW });
    }
  });

  it('takes the version of an entity with versions', () => {
    expect(expireNow(Seat, { seat: '1A', version: 3 }, { now }).input.ConditionExpression).toBe(
      'attribute_exists(#n0) AND NOT #n1 <= :v0 AND #n2 = :v1',
    );
  });

  it('is for an entity that has an expiry', () => {
    expect(() => expireNow(User, { userId: '7' })).toThrow(
      refusal('RequestError', 'expireNow: User has no expiry, so its items would still be found; delete it.'),
    );
  });
});

it('without a time given, both take the clock of the system once', () => {
  jest.useFakeTimers({ now });
  const job = { queue: 'a', jobId: 'j' };
  expect(expireNow(Job, job).input.ExpressionAttributeValues).toEqual({ ':v0': NOW, ':v1': NOW });
  expect(touch(Cart, { cartId: 'c1' }).input.ExpressionAttributeValues).toEqual({
    ':v0': NOW,
    ':v1': NOW + 3600,
  });
});
