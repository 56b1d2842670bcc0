/** Puts and deletes in one BatchWriteItem, over all tables (Developer guide: Service quotas). */
export const MAX_BATCH_WRITES = 25;

/** Keys in one BatchGetItem, over all tables (the same page). */
export const MAX_BATCH_GETS = 100;
