import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineTable } from '../../src/table/table.ts';
import type { EpochSeconds } from '../../src/ttl/epoch-seconds.ts';

/** The year 2100, when no server deletes what these tests let expire; in seconds, as is `at`. */
export const NOW = 4102444800;
export const at = (seconds: number) => new Date((NOW + seconds) * 1000);
export const now = at(0);

export const site = defineTable({
  name: 'site',
  ttl: 'expiresAt',
  indexes: ['GSI1'],
});

export interface SessionItem {
  userId: string;
  sessionId: string;
  visits?: number;
  expiresAt: number | null;
}

/** Lives half an hour, in an index whose keys are built of its expiry. */
export const Session = defineEntity<SessionItem>()({
  name: 'Session',
  table: site,
  keys: { PK: 'USER#{userId}', SK: 'SESSION#{sessionId}', GSI1PK: 'SESSIONS', GSI1SK: '{expiresAt:int12}' },
  expiry: { after: { minutes: 30 } },
  patterns: {
    ofUser: {},
    all: { operation: 'scan' },
    ending: { index: 'GSI1' },
  },
});

/** Every update lets it live an hour again. */
export const Cart = defineEntity<{ cartId: string; total: number; expiresAt?: EpochSeconds }>()({
  name: 'Cart',
  table: site,
  keys: { PK: 'CART#{cartId}', SK: 'CART' },
  expiry: { after: { hours: 1 }, onUpdate: 'extend' },
});

/** Stays for good once it is changed; it lives as long as it says. */
export const Draft = defineEntity<{ draftId: string; text: string; expiresAt?: number }>()({
  name: 'Draft',
  table: site,
  keys: { PK: 'DRAFT#{draftId}', SK: 'DRAFT' },
  expiry: { onUpdate: 'remove' },
});

/** With versions. */
export const Seat = defineEntity<{ seat: string; holder: string; version: number; expiresAt?: number }>()({
  name: 'Seat',
  table: site,
  keys: { PK: 'SEAT#{seat}', SK: 'SEAT' },
  version: 'version',
  expiry: {},
});

/** In the same table, and there until it is deleted. */
export const User = defineEntity<{ userId: string; name: string; expiresAt?: number }>()({
  name: 'User',
  table: site,
  keys: { PK: 'USER#{userId}', SK: 'PROFILE' },
  patterns: { all: { operation: 'scan' } },
});

export const session = { userId: '7', sessionId: 's1' };

/** A table with indexes that sort by the expiry itself. */
export const jobs = defineTable({
  name: 'jobs',
  ttl: 'expiresAt',
  indexes: [
    { name: 'byEnd', partitionKey: ['queue'], sortKey: [{ name: 'expiresAt', type: 'number' }] },
    {
      name: 'byKindAndEnd',
      partitionKey: ['queue'],
      sortKey: ['kind', { name: 'expiresAt', type: 'number' }],
    },
  ],
});
export const Job = defineEntity<{ queue: string; jobId: string; kind: string; expiresAt: number }>()({
  name: 'Job',
  table: jobs,
  keys: { PK: 'QUEUE#{queue}', SK: 'JOB#{jobId}' },
  expiry: {},
  patterns: {
    ofQueue: {},
    soonest: { index: 'byEnd' },
    soonestOfKind: { index: 'byKindAndEnd' },
    allSoonest: { operation: 'scan', index: 'byEnd' },
  },
});
