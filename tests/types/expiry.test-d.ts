import { expectTypeOf } from 'expect-type';
import { connect, defineEntity, defineTable, expireNow, repository, send, touch } from '../../src/index.ts';
import { type EpochSeconds, epochSeconds, expiresIn } from '../../src/ttl/index.ts';

const shop = defineTable({ name: 'shop', ttl: 'expiresAt' });
const db = connect({ table: shop });

interface Session {
  sessionId: string;
  userId: string;
  expiresAt: number;
}
const keys = { PK: 'SESSION#{sessionId}', SK: 'SESSION' } as const;
const Session = defineEntity<Session>()({
  name: 'Session',
  table: shop,
  keys,
  expiry: { after: { minutes: 30 }, onUpdate: 'extend' },
});

// The expiry may be left out of new items where the entity says how long they live.
Session.create({ sessionId: 's1', userId: '7' });
Session.put({ sessionId: 's1', userId: '7' });
Session.create({ sessionId: 's1', userId: '7', expiresAt: 1767225600 });
// @ts-expect-error everything else is still needed
Session.create({ sessionId: 's1' });
// @ts-expect-error an expiry is a number
Session.create({ sessionId: 's1', userId: '7', expiresAt: '2026-01-01' });
expectTypeOf(Session.create).returns.toHaveProperty('result').toEqualTypeOf<Session | undefined>();

const sessions = repository(db, Session);
export const created = () => sessions.create({ sessionId: 's1', userId: '7' });
expectTypeOf(created).returns.resolves.toEqualTypeOf<Session>();

const Ticket = defineEntity<Session>()({ name: 'Ticket', table: shop, keys, expiry: { onUpdate: 'remove' } });
// @ts-expect-error nothing says how long it lives but the item
Ticket.create({ sessionId: 's1', userId: '7' });
const Plain = defineEntity<Session>()({ name: 'Plain', table: shop, keys });
// @ts-expect-error the same without an expiry
Plain.create({ sessionId: 's1', userId: '7' });

const untimed = defineTable({ name: 'untimed' });
const Untimed = defineEntity<Session>()({
  name: 'Untimed',
  table: untimed,
  keys,
  expiry: { after: { days: 1 } },
});
// @ts-expect-error a table without time to live fills nothing in
Untimed.create({ sessionId: 's1', userId: '7' });

interface Strict {
  strictId: string;
  expiresAt?: EpochSeconds;
}
const Strict = defineEntity<Strict>()({
  name: 'Strict',
  table: shop,
  keys: { PK: 'STRICT#{strictId}', SK: 'STRICT' },
  expiry: {},
});
Strict.create({ strictId: 'a' });
Strict.create({ strictId: 'a', expiresAt: expiresIn({ days: 30 }) });
Strict.update({ strictId: 'a' }, { set: { expiresAt: epochSeconds(new Date()) } });
// @ts-expect-error a plain number may be milliseconds
Strict.create({ strictId: 'a', expiresAt: Date.now() });
// @ts-expect-error the same in a patch
Strict.update({ strictId: 'a' }, { set: { expiresAt: 1767225600 } });
// @ts-expect-error and a Date is no number at all
Strict.put({ strictId: 'a', expiresAt: new Date() });

export const touched = () => send(db, touch(Session, { sessionId: 's1' }));
expectTypeOf(touched).returns.resolves.toEqualTypeOf<Session>();
export const ended = () => send(db, expireNow(Strict, { strictId: 'a' }));
expectTypeOf(ended).returns.resolves.toEqualTypeOf<Strict>();
// @ts-expect-error the key names one item
touch(Session, { userId: '7' });

defineEntity<Session>()({
  name: 'A',
  table: shop,
  keys,
  // @ts-expect-error there is no such unit
  expiry: { after: { weeks: 1 } },
});
defineEntity<Session>()({
  name: 'B',
  table: shop,
  keys,
  // @ts-expect-error an update keeps, extends or removes
  expiry: { onUpdate: 'renew' },
});
