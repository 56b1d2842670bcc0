import { defineEntity, defineTable } from '../../src/index.ts';

/** The table of the story in docs/export.md: what users did, and who they are. */
export const logs = defineTable({ name: 'activity', indexes: ['GSI1'], ttl: 'expiresAt' });

export interface ActivityItem {
  userId: string;
  at: number;
  activityType: string;
  metadata?: unknown;
}

export const Activity = defineEntity<ActivityItem>()({
  name: 'Activity',
  table: logs,
  keys: { PK: 'USER#{userId}', SK: 'ACTIVITY#{at:int}' },
  patterns: { ofUser: { query: 'PK', partition: ['userId'] } },
} as never);
