import { jest } from '@jest/globals';
import { connect } from '../../src/client/connect.ts';
import { iterate } from '../../src/repositories/iterate.ts';
import { send } from '../../src/repositories/send.ts';
import { NOW, now, Session, site } from '../operations/sessions.ts';
import { CLIENT_KINDS, type ClientKind, mockedClient } from '../repositories/mocked-client.ts';

/** Answers with one item a request, while ten minutes pass from each to the next. */
function slowServer(kind: ClientKind) {
  jest.useFakeTimers({ now, doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'queueMicrotask'] });
  const mocked = mockedClient(kind);
  mocked.answers((_, place) => {
    const item = { userId: '7', sessionId: `s${place}`, expiresAt: NOW + 60 };
    const key = { PK: 'USER#7', SK: `SESSION#s${place}` };
    jest.setSystemTime(Date.now() + 600_000);
    return {
      Items: [{ ...key, EntityType: 'Session', ...item }],
      Count: 1,
      ScannedCount: 1,
      ...(place < 3 ? { LastEvaluatedKey: key } : {}),
    };
  });
  const times = () =>
    mocked.sent().map(({ input }) => {
      const values = input.ExpressionAttributeValues as Record<string, unknown>;
      return Object.values(values).filter((value) => typeof value === 'number');
    });
  return { db: connect({ table: site, client: mocked.client }), times };
}

afterEach(() => {
  jest.useRealTimers();
});

describe.each(CLIENT_KINDS)(
  'All requests of one read through a %s have the time at which it was made',
  (kind) => {
    it('of a page, whose items expire while it is read', async () => {
      const { db, times } = slowServer(kind);
      const page = await send(db, Session.ofUser({ userId: '7' }, { limit: 4 }));
      expect(page.items).toHaveLength(4);
      expect(times()).toEqual([[NOW], [NOW], [NOW], [NOW]]);
    });

    it('of a count and of an iteration', async () => {
      const counted = slowServer(kind);
      expect(await send(counted.db, Session.ofUser.count({ userId: '7' }))).toBe(4);
      expect(counted.times()).toEqual([[NOW], [NOW], [NOW], [NOW]]);
      const read = slowServer(kind);
      const ids: string[] = [];
      for await (const { sessionId } of iterate(read.db, Session.all())) ids.push(sessionId);
      expect(ids).toEqual(['s0', 's1', 's2', 's3']);
      expect(read.times()).toEqual([[NOW], [NOW], [NOW], [NOW]]);
    });
  },
);
