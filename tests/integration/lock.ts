import {
  type Connection,
  defineEntity,
  defineTable,
  type ItemOf,
  send,
  TransactionCancelled,
  transactWrite,
} from '../../src/index.ts';
import { expiresIn } from '../../src/ttl/index.ts';

export const site = defineTable({ name: 'site', ttl: 'expiresAt' });
const LEASE = { seconds: 30 };

/** Who has a lock. Once it has expired, nobody does. */
export const Lock = defineEntity<{ lockId: string; owner: string; fence: number; expiresAt: number }>()({
  name: 'Lock',
  table: site,
  keys: { PK: 'LOCK#{lockId}', SK: 'LOCK' },
  expiry: { after: LEASE },
});
export type Lock = ItemOf<typeof Lock>;

/** How often a lock has been taken. Stays when the lock goes, so that no number comes twice. */
const Fence = defineEntity<{ lockId: string; fence: number }>()({
  name: 'Fence',
  table: site,
  keys: { PK: 'LOCK#{lockId}', SK: 'FENCE' },
  version: 'fence',
});

/** Somebody else has the lock, or is about to take it. */
const LOST = ['ConditionalCheckFailed', 'TransactionConflict'];

/** Gives the lock, or `undefined` where somebody else has it or is about to. */
export async function acquire(db: Connection, lockId: string, owner: string, now = new Date()) {
  const last = await send(db, Fence.get({ lockId }, { consistent: true }));
  const fence = (last?.fence ?? 0) + 1;
  try {
    const [lock] = await transactWrite(db, [
      Lock.create({ lockId, owner, fence }, { now }),
      Fence.put({ lockId, fence: last?.fence }),
    ]);
    return lock;
  } catch (error) {
    const lost =
      error instanceof TransactionCancelled && error.failures.some(({ code }) => LOST.includes(code));
    if (lost) return undefined;
    throw error;
  }
}

/** Keeps the lock for another lease. NotFound or ConditionFailed: it is lost. */
export function renew(db: Connection, { lockId, owner, fence }: Lock, now = new Date()) {
  const patch = { set: { expiresAt: expiresIn(LEASE, now) } };
  return send(db, Lock.update({ lockId }, patch, { now, if: { owner, fence } }));
}

/** Gives the lock back. NotFound or ConditionFailed: it was lost before, or an earlier answer was and it is given back. */
export function release(db: Connection, { lockId, owner, fence }: Lock, now = new Date()) {
  return send(db, Lock.delete({ lockId }, { now, if: { owner, fence } }));
}
