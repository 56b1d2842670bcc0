import { defineEntity, defineTable } from '../../src/index.ts';

/** What users did. */
export const activityTable = defineTable({ name: 'activity' });

export interface Activity {
  userId: number | bigint;
  /** Epoch seconds. */
  createdAt: number;
  activityType: string;
  amount?: { readonly value: string };
  tags?: ReadonlySet<string>;
  photo?: Uint8Array;
  metadata?: unknown;
}

export const Activity = defineEntity<Activity>()({
  name: 'Activity',
  table: activityTable,
  keys: { PK: 'USER#{userId:int20}', SK: 'ACTIVITY#{createdAt:int10}#{activityType}' },
  patterns: { ofUser: {} },
});

const NEW_YEAR = 1_767_225_600;
const DAY_SECONDS = 86_400;
const TYPES = ['login', 'purchase', 'ログアウト'];
/** The first integer that no double holds. */
const FIRST_USER = 2n ** 53n + 1n;
const USERS = 1_000;

/** The same activities for the same count: a user does one thing of a kind at a time. */
export function* activities(count: number, days: number): Generator<Activity> {
  for (let place = 0; place < count; place += 1) {
    yield {
      userId: FIRST_USER + BigInt(place % USERS),
      createdAt: NEW_YEAR + Math.floor((place / count) * days * DAY_SECONDS),
      activityType: TYPES[place % TYPES.length] ?? '',
      ...(place % 3 === 1 && { amount: { value: `${place}.12345678901234567890123456789` } }),
      ...(place % 5 === 0 && { tags: new Set(['web', '検索', `p${place % 7}`]) }),
      ...(place % 11 === 0 && { photo: new Uint8Array([place % 256, 0, 255]) }),
      metadata: { page: `/items/${place % 97}`, tries: place % 4 },
    };
  }
}
