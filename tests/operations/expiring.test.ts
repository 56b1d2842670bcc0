import { between, gt, gte, lt, lte } from '../../src/expressions/operators.ts';
import { ifNotExists, increment } from '../../src/expressions/patch.ts';
import { defineCollection } from '../../src/operations/define-collection.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { epochSeconds } from '../../src/ttl/epoch-seconds.ts';
import { refusal } from './orders.ts';
import { at, Cart, Draft, Job, NOW, now, Seat, Session, session, site, User } from './sessions.ts';

const LIVE_ENDS = { ':v0': NOW };

describe('The expiry of a new item', () => {
  const cart = { cartId: 'c1', total: 5 };
  const expiryOf = (item: object) =>
    [Cart.create(item as never, { now }), Cart.put(item as never, { now })].map(
      ({ input }) => input.Item.expiresAt,
    );

  it('is what the entity says, unless the item says it itself, be it that it never expires', () => {
    expect(expiryOf(cart)).toEqual([NOW + 3600, NOW + 3600]);
    expect(expiryOf({ ...cart, expiresAt: undefined })).toEqual([NOW + 3600, NOW + 3600]);
    expect(expiryOf({ ...cart, expiresAt: NOW + 1 })).toEqual([NOW + 1, NOW + 1]);
    expect(expiryOf({ ...cart, expiresAt: null })).toEqual([null, null]);
  });

  it('is in what the write gives, in the keys made of it, and in nothing that was given', () => {
    const operation = Session.create(session, { now });
    expect(operation.input.Item).toEqual({
      PK: 'USER#7',
      SK: 'SESSION#s1',
      GSI1PK: 'SESSIONS',
      GSI1SK: '004102446600',
      EntityType: 'Session',
      ...session,
      expiresAt: NOW + 1800,
    });
    expect(operation.read({})).toEqual({ ...session, expiresAt: NOW + 1800 });
    expect(session).toEqual({ userId: '7', sessionId: 's1' });
  });

  it('is none where the entity does not say how long', () => {
    expect(Draft.create({ draftId: 'd', text: '' }, { now }).input.Item).not.toHaveProperty('expiresAt');
  });

  it('is seen by the validator', () => {
    const seen: unknown[] = [];
    const Checked = defineEntity<{ id: string; expiresAt: number }>()({
      name: 'Checked',
      table: site,
      keys: { PK: 'CHECKED#{id}', SK: 'CHECKED' },
      expiry: { after: { seconds: 10 } },
      validate: {
        '~standard': {
          version: 1,
          vendor: 'test',
          validate: (value: unknown) => ({ value: seen.push(value) }),
        },
      },
    });
    Checked.put({ id: 'a' }, { now });
    expect(seen).toEqual([{ id: 'a', expiresAt: NOW + 10 }]);
  });
});

describe('An item that has expired', () => {
  it('is in the way of no create and of no check for absence', () => {
    const absent = {
      ConditionExpression: '(attribute_not_exists(#n0) OR #n1 <= :v0)',
      ExpressionAttributeNames: { '#n0': 'PK', '#n1': 'expiresAt' },
      ExpressionAttributeValues: LIVE_ENDS,
    };
    expect(Session.create(session, { now }).input).toMatchObject(absent);
    expect(Session.checkAbsent(session, { now }).input).toMatchObject(absent);
  });

  it('is not there for update, check and a conditional delete', () => {
    const live = 'attribute_exists(#n0) AND NOT #n1 <= :v0';
    expect(Session.check(session, { now }).input).toMatchObject({
      ConditionExpression: live,
      ExpressionAttributeNames: { '#n0': 'PK', '#n1': 'expiresAt' },
      ExpressionAttributeValues: LIVE_ENDS,
    });
    const { input } = Session.update(session, { set: { visits: 2 } }, { now, if: { visits: 1 } });
    expect(input).toMatchObject({
      UpdateExpression: 'SET #n2 = :v1',
      ConditionExpression: `${live} AND (#n2 = :v2)`,
    });
    expect(Session.delete(session, { now, if: { visits: 1 } }).input).toMatchObject({
      ConditionExpression: 'NOT #n0 <= :v0 AND (#n1 = :v1)',
      ExpressionAttributeNames: { '#n0': 'expiresAt', '#n1': 'visits' },
    });
    expect(Seat.delete({ seat: '1A', version: 3 }, { now }).input.ConditionExpression).toBe(
      'attribute_exists(#n0) AND NOT #n1 <= :v0 AND #n2 = :v1',
    );
  });

  it('may be replaced and deleted by whoever asks for nothing', () => {
    expect(Session.put(session, { now }).input).not.toHaveProperty('ConditionExpression');
    expect(Session.delete(session, { now }).input).not.toHaveProperty('ConditionExpression');
  });

  it('fulfils no condition of a put', () => {
    expect(Session.put(session, { now, if: { visits: 1 } }).input.ConditionExpression).toBe(
      'NOT #n0 <= :v0 AND (#n1 = :v1)',
    );
  });

  it('has no version', () => {
    const put = (version: number | undefined, options = {}) =>
      Seat.put({ seat: '1A', holder: 'ann', version } as never, { now, ...options }).input
        .ConditionExpression;
    expect(put(undefined)).toBe('(attribute_not_exists(#n0) OR #n1 <= :v0)');
    expect(put(undefined, { if: { holder: 'bob' } })).toBe(
      'attribute_not_exists(#n0) AND NOT #n1 <= :v0 AND (#n2 = :v1)',
    );
    expect(put(3)).toBe('#n0 = :v0 AND NOT #n1 <= :v1');
  });

  it('is NotFound to a write that it refuses, and no item to its error', () => {
    const present = { ...session, PK: 'USER#7', EntityType: 'Session', expiresAt: NOW, version: 1 };
    const absent = 'there is no Session with PK "USER#7", SK "SESSION#s1".';
    const update = Session.update(session, { set: { visits: 1 } }, { now });
    expect(update.refused(present, undefined)).toMatchObject({
      name: 'NotFound',
      message: `Session.update: ${absent}`,
    });
    expect(update.refused({ ...present, expiresAt: NOW + 1 }, undefined).name).toBe('ConditionFailed');
    expect(Session.check(session, { now }).refused(present, undefined)).toMatchObject({
      name: 'NotFound',
      message: `Session.check: ${absent}`,
    });
    expect(Session.delete(session, { now, if: { visits: 1 } }).refused(present, undefined)).toMatchObject({
      name: 'NotFound',
      message: `Session.delete: ${absent}`,
    });
    const put = Session.put(session, { now, if: { visits: 1 } });
    expect(put.refused(present, undefined)).toMatchObject({
      name: 'ConditionFailed',
      message: 'Session.put: the condition is false for the item with PK "USER#7", SK "SESSION#s1".',
      item: undefined,
    });
  });

  it('is what no read gives, and no write that is asked for the item before it', () => {
    const gone = { ...session, EntityType: 'Session', PK: 'USER#7', SK: 'SESSION#s1', expiresAt: NOW };
    const live = { ...gone, expiresAt: NOW + 1 };
    const read = { ...session, expiresAt: NOW + 1 };
    expect(Session.get(session, { now }).read({ Item: gone })).toBeUndefined();
    expect(Session.get(session, { now }).read({ Item: live })).toEqual(read);
    expect(() => Session.getOrThrow(session, { now }).read({ Item: gone })).toThrow(
      refusal('NotFound', 'Session.getOrThrow: there is no Session with PK "USER#7", SK "SESSION#s1".'),
    );
    for (const operation of [
      Session.put(session, { now, return: 'old' }),
      Session.delete(session, { now, return: 'old' }),
    ]) {
      expect(operation.read({ Attributes: gone })).toBeUndefined();
      expect(operation.read({ Attributes: live })).toEqual(read);
    }
    const page = Session.ofUser({ userId: '7' }, { now });
    expect([gone, live].map(page.plan.read)).toEqual([undefined, { item: read }]);
  });

  it('is recognised by a projection that does not ask for the expiry, and does not show it', () => {
    const get = Session.get(session, { now, select: ['visits'] });
    expect(Object.values(get.input.ExpressionAttributeNames ?? {})).toContain('expiresAt');
    const item = { EntityType: 'Session', visits: 3, expiresAt: NOW + 1 };
    expect(get.read({ Item: item })).toEqual({ visits: 3 });
    expect(get.read({ Item: { ...item, expiresAt: NOW } })).toBeUndefined();
  });

  it('cannot be brought back by an upsert, which says so', () => {
    expect(() => Cart.upsert({ cartId: 'c1', total: 5 })).toThrow(
      refusal(
        'RequestError',
        'Cart.upsert would bring back an item that has expired, and Cart has an expiry: use create, put or update.',
      ),
    );
  });

  it('is there like any other for an entity without expiry', () => {
    const user = { userId: '7', name: 'Ann', expiresAt: NOW };
    expect(User.create(user, { now }).input.ConditionExpression).toBe('attribute_not_exists(#n0)');
    expect(User.check(user, { now }).input.ConditionExpression).toBe('attribute_exists(#n0)');
    expect(User.update(user, { set: { name: 'Bo' } }, { now }).input.ConditionExpression).toBe(
      'attribute_exists(#n0)',
    );
    expect(User.get(user, { now }).read({ Item: { ...user, EntityType: 'User' } })).toEqual(user);
    expect(User.all({ now }).input.FilterExpression).toBe('#n0 = :v0');
  });
});

describe('An update', () => {
  const clauses = (operation: { readonly input: { readonly UpdateExpression: string } }) =>
    operation.input.UpdateExpression;

  it('keeps the expiry unless the entity says otherwise', () => {
    expect(clauses(Session.update(session, { set: { visits: 1 } }, { now }))).toBe('SET #n2 = :v1');
  });

  it('begins the time anew with extend', () => {
    const { input } = Cart.update({ cartId: 'c1' }, { set: { total: 6 } }, { now });
    expect(input.UpdateExpression).toBe('SET #n2 = :v1, #n1 = :v2');
    expect(input.ExpressionAttributeValues).toEqual({ ':v0': NOW, ':v1': 6, ':v2': NOW + 3600 });
  });

  it('takes the expiry off with remove', () => {
    expect(clauses(Draft.update({ draftId: 'd' }, { set: { text: 'a' } }, { now }))).toBe(
      'SET #n2 = :v1 REMOVE #n1',
    );
  });

  it('does what its patch says of the expiry, in whatever clause', () => {
    const cart = { cartId: 'c1' };
    const soon = epochSeconds(at(60));
    const patches: [string, object][] = [
      ['SET #n1 = :v1', { set: { expiresAt: soon } }],
      ['SET #n1 = if_not_exists(#n1, :v1)', { set: { expiresAt: ifNotExists(soon) } }],
      ['SET #n1 = if_not_exists(#n1, :v1) + :v2', { set: { expiresAt: increment(60) } }],
      ['SET #n1 = :v1', { setIn: [[['expiresAt'], soon]] }],
      ['ADD #n1 :v1', { add: { expiresAt: 60 } }],
      ['REMOVE #n1', { remove: ['expiresAt'] }],
      ['REMOVE #n1', { remove: [['expiresAt']] }],
    ];
    for (const [text, patch] of patches) {
      expect(clauses(Cart.update(cart, patch as never, { now }))).toBe(text);
      expect(clauses(Draft.update({ draftId: 'd' }, patch as never, { now }))).toBe(text);
    }
    expect(clauses(Cart.update(cart, { set: { total: 1, expiresAt: undefined } }, { now }))).toBe(
      'SET #n2 = :v1, #n1 = :v2',
    );
  });

  it('keeps the keys made of the expiry in step', () => {
    const { input } = Session.update(session, { set: { expiresAt: NOW + 60 } }, { now });
    expect(input.ExpressionAttributeValues).toEqual({
      ':v0': NOW,
      ':v1': NOW + 60,
      ':v2': 'SESSIONS',
      ':v3': '004102444860',
    });
  });

  it('that extends has to give all of what a key is made of with the expiry', () => {
    const Mixed = defineEntity<{ id: string; kind: string; note?: string; expiresAt?: number }>()({
      name: 'Mixed',
      table: site,
      keys: { PK: 'MIXED#{id}', SK: 'MIXED', GSI1PK: 'KIND#{kind}', GSI1SK: '{expiresAt:int12}' },
      expiry: { after: { days: 1 }, onUpdate: 'extend' },
    });
    expect(() => Mixed.update({ id: 'a' }, { set: { note: 'b' } }, { now })).toThrow(
      refusal(
        'RequestError',
        "Mixed.update changes expiresAt, of which index GSI1 is built (Mixed.GSI1PK 'KIND#{kind}', Mixed.GSI1SK '{expiresAt:int12}'): " +
          'set kind and expiresAt together, each to a plain value; kind is not. In an update, an attribute that the item does not have goes into remove instead.',
      ),
    );
    const { input } = Mixed.update({ id: 'a' }, { set: { kind: 'b' } } as never, { now });
    expect(Object.values(input.ExpressionAttributeValues ?? {})).toContain('004102531200');
  });
});

describe('Reads of many items', () => {
  it('keep what has expired on the server', () => {
    const { input } = Session.ofUser({ userId: '7' }, { now, filter: { visits: gte(2) } });
    expect(input).toMatchObject({
      KeyConditionExpression: '#n0 = :v0 AND begins_with(#n1, :v1)',
      FilterExpression: 'NOT #n2 <= :v2 AND (#n3 >= :v3)',
      ExpressionAttributeNames: { '#n2': 'expiresAt', '#n3': 'visits' },
      ExpressionAttributeValues: { ':v2': NOW },
    });
    for (const { input: same } of [
      Session.ofUser.first({ userId: '7' }, { now }),
      Session.ofUser.count({ userId: '7' }, { now }),
      Session.ending({}, { now }),
    ]) {
      expect(same.FilterExpression).toMatch(/^NOT #n\d <= :v\d$/);
    }
    expect(Session.all({ now }).input.FilterExpression).toBe('#n0 = :v0 AND NOT #n1 <= :v1');
  });

  it('of several entities leave those alone that do not expire', () => {
    const both = defineCollection({ name: 'userAndSessions', entities: [User, Session] });
    const { input, plan } = both({ userId: '7' }, { now });
    expect(input).toMatchObject({
      FilterExpression: '(#n1 = :v1 OR NOT #n2 <= :v2)',
      ExpressionAttributeNames: { '#n1': 'EntityType', '#n2': 'expiresAt' },
      ExpressionAttributeValues: { ':v1': 'User', ':v2': NOW },
    });
    const user = { userId: '7', name: 'Ann', expiresAt: NOW };
    expect(plan.read({ ...user, EntityType: 'User' })).toEqual({ item: { entity: 'User', item: user } });
    expect(plan.read({ ...session, EntityType: 'Session', expiresAt: NOW })).toBeUndefined();
  });

  it('have one time for the request and for what comes back', () => {
    const { input, plan } = Session.ofUser({ userId: '7' });
    const seconds = Number(input.ExpressionAttributeValues?.[':v2']);
    expect(plan.read({ ...session, EntityType: 'Session', expiresAt: seconds })).toBeUndefined();
    expect(plan.read({ ...session, EntityType: 'Session', expiresAt: seconds + 1 })).toBeDefined();
  });

  it('give one and the same cursor binding at every time', () => {
    const [one, other] = [now, at(60)].map((time) => Session.ofUser({ userId: '7' }, { now: time }));
    expect(one?.plan.binding).toEqual(other?.plan.binding);
  });
});

describe('An index that sorts by the expiry itself', () => {
  const conditions = ({ input }: { readonly input: object }) => {
    const { KeyConditionExpression, FilterExpression } = input as Record<string, unknown>;
    return [KeyConditionExpression, FilterExpression];
  };

  it('begins after now', () => {
    const [count, first, page] = [
      Job.soonest.count({ queue: 'a' }, { now }),
      Job.soonest.first({ queue: 'a' }, { now }),
      Job.soonest({ queue: 'a' }, { now }),
    ];
    expect(conditions(count)).toEqual(conditions(first));
    expect(conditions(page)).toEqual(conditions(first));
    expect(conditions(count)[0]).toMatch(/^#n\d = :v\d AND #n\d > :v\d$/);
    expect(Object.values(count.input.ExpressionAttributeValues ?? {})).toContain(NOW);
  });

  it('is read on from a cursor, which might lie before now, and then left out what has expired', () => {
    const next = Job.soonest({ queue: 'a' }, { now, cursor: 'of the page before' });
    expect(conditions(next)[0]).toBe('#n0 = :v0');
    expect(next.plan.binding).toEqual(Job.soonest({ queue: 'a' }, { now: at(60) }).plan.binding);
    expect(next.plan.read({ EntityType: 'Job', expiresAt: NOW })).toBeUndefined();
  });

  it('is counted in a range of its own that begins after now', () => {
    const counted = (expiresAt: unknown) => () =>
      Job.soonest.count({ queue: 'a', expiresAt } as never, { now });
    for (const after of [gt(NOW), gte(NOW + 1), between(NOW + 1, NOW + 9), NOW + 1, gt(BigInt(NOW))]) {
      expect(counted(after)).not.toThrow();
    }
    const message =
      'Job.soonest.count would include what has expired, because index byEnd sorts by expiresAt, which no filter can name: begin the range of expiresAt after now.';
    for (const before of [
      gt(NOW - 1),
      gt(NOW - 0.5),
      gte(NOW),
      between(NOW, NOW + 9),
      NOW,
      lt(NOW + 9),
      lte(NOW + 9),
    ]) {
      expect(counted(before)).toThrow(refusal('RequestError', message));
    }
    expect(() => Job.soonest.first({ queue: 'a', expiresAt: lt(NOW + 9) }, { now })).not.toThrow();
  });

  it('is counted with what it sorts by before the expiry, or not at all', () => {
    expect(conditions(Job.soonestOfKind.count({ queue: 'a', kind: 'b' }, { now }))[0]).toMatch(
      /^#n\d = :v\d AND #n\d = :v\d AND #n\d > :v\d$/,
    );
    const message =
      'Job.soonestOfKind.count would include what has expired, because index byKindAndEnd sorts by expiresAt, which no filter can name: begin the range of expiresAt after now.';
    expect(() => Job.soonestOfKind.count({ queue: 'a' }, { now })).toThrow(refusal('RequestError', message));
  });

  it('is filtered by a scan, which may name keys', () => {
    expect(Job.allSoonest({ now }).input.FilterExpression).toBe('#n0 = :v0 AND NOT #n1 <= :v1');
    expect(Job.allSoonest.count({ now }).input.FilterExpression).toBe('#n0 = :v0 AND NOT #n1 <= :v1');
  });
});
