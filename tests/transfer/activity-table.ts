import {
  bulkLoad,
  type Connection,
  connect,
  defineEntity,
  defineTable,
  ensureTable,
} from '../../src/index.ts';
import type { TestEngine } from '../support/engines.ts';

/** What users did, and who they are. */
export const activityTable = defineTable({ name: 'activity', indexes: ['GSI1'], ttl: 'expiresAt' });

export interface Activity {
  userId: string;
  /** Epoch seconds. */
  createdAt: number;
  activityType: string;
  metadata?: unknown;
  expiresAt?: number | undefined;
}

export const Activity = defineEntity<Activity>()({
  name: 'Activity',
  table: activityTable,
  keys: {
    PK: 'USER#{userId}',
    SK: 'ACTIVITY#{createdAt:int10}#{activityType}',
    GSI1PK: 'TYPE#{activityType}',
    GSI1SK: '{createdAt:int10}#{userId}',
  },
  patterns: { ofUser: {}, ofType: { index: 'GSI1' } },
  expiry: {},
});

export interface Member {
  userId: string;
  name: string;
  [more: string]: unknown;
}

export const Member = defineEntity<Member>()({
  name: 'Member',
  table: activityTable,
  keys: { PK: 'USER#{userId}', SK: 'MEMBER' },
});

/** The first second of 2026. */
export const NEW_YEAR = 1_767_225_600;
const TYPES = ['login', 'purchase', 'ログアウト'];

/** The same activities for the same count, over so many days. */
export function* activities(count: number, days = 5): Generator<Activity> {
  for (let place = 0; place < count; place += 1) {
    yield {
      userId: `u${place % 17}`,
      createdAt: NEW_YEAR + Math.floor((place / count) * days * 86_400),
      activityType: TYPES[place % 3] ?? '',
      ...(place % 4 === 0 && { metadata: { ip: `10.0.0.${place % 250}`, tries: place } }),
    };
  }
}

/** A table of its own with those activities and a member. */
export async function activityDb(engine: TestEngine, count: number): Promise<Connection> {
  const db = connect({
    table: activityTable,
    tableName: engine.tableName('export'),
    client: engine.client(),
  });
  await ensureTable(db);
  const puts = [...activities(count)].map((activity) => Activity.put(activity));
  const member = Member.put({ userId: 'u1', name: '山田 太郎' });
  (await bulkLoad(db, [...puts, member])).throwIfIncomplete();
  return db;
}
