import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineTable } from '../../src/table/table.ts';

/** The time of every write in these tests. */
export const now = new Date('2026-02-03T04:05:06.789Z');
export const stamp = '2026-02-03T04:05:06.789Z';

export const shop = defineTable({
  name: 'shop',
  ttl: 'expiresAt',
  indexes: [
    'GSI1',
    'GSI2',
    { name: 'inverted', partitionKey: 'SK', sortKey: 'PK' },
    { name: 'LSI1', local: true },
    {
      name: 'byRegion',
      partitionKey: ['region', { name: 'zone', type: 'number' }],
      sortKey: ['city', { name: 'score', type: 'number' }, { name: 'hash', type: 'binary' }],
    },
    { name: 'thin', partitionKey: 'thinPK', sortKey: null, projection: ['EntityType', 'expiresAt', 'total'] },
  ],
});

export interface OrderItem {
  userId: string;
  orderId: string;
  status?: string;
  placedAt?: string;
  total?: number;
  note?: string | null;
  tags?: ReadonlySet<string>;
  lines?: readonly unknown[];
  address?: Readonly<Record<string, unknown>>;
  region?: string;
  zone?: number;
  city?: string;
  score?: number;
  hash?: Uint8Array;
  expiresAt?: number | bigint | null;
}

/** In GSI1 by its primary attributes alone, in GSI2 and LSI1 only with status and time. */
export const Order = defineEntity<OrderItem>()({
  name: 'Order',
  table: shop,
  keys: {
    PK: 'USER#{userId}',
    SK: 'ORDER#{orderId}',
    GSI1PK: 'ORDER#{orderId}',
    GSI1SK: 'ORDER',
    GSI2PK: 'STATUS#{status}',
    GSI2SK: '{placedAt:iso}#{orderId}',
    LSI1SK: 'ORDER#{placedAt:iso:desc}',
    thinPK: 'ORDERS',
  },
  patterns: {
    ofUser: { order: 'descending' },
    fetch: { operation: 'get' },
    byId: { index: 'GSI1', one: true },
    withStatus: { index: 'GSI2' },
    latest: { index: 'LSI1' },
    inRegion: { index: 'byRegion' },
    totals: { index: 'thin' },
    all: { operation: 'scan', segments: 4 },
    allInRegions: { operation: 'scan', index: 'byRegion' },
  },
});

export interface UserItem {
  userId: string;
  name: string;
  visits?: number;
  createdAt?: string | null;
  updatedAt?: string;
}

/** With stamps, and in no templated index but the inverted one. */
export const User = defineEntity<UserItem>()({
  name: 'User',
  table: shop,
  keys: { PK: 'USER#{userId}', SK: 'PROFILE' },
  patterns: { inAnyRegion: { index: 'byRegion' } },
  stamps: true,
});

export const order = { userId: '7', orderId: 'a1' };
export const key = { PK: 'USER#7', SK: 'ORDER#a1' };

/** The error that a refusal must be: its class by name, and its whole message. */
export const refusal = (name: string, message: string) => expect.objectContaining({ name, message });
