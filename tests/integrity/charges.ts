import { defineEntity } from '../../src/operations/define-entity.ts';
import type { OnceRecord } from '../../src/repositories/once.ts';
import { defineTable } from '../../src/table/table.ts';

export const ledger = defineTable({ name: 'ledger', ttl: 'expiresAt', indexes: ['GSI1'] });

/** What the work gives. */
export interface Receipt {
  readonly receipt: string;
}
export interface ChargeItem extends OnceRecord<Receipt> {
  orderId: string;
  expiresAt: number;
}
/** The record of a charge; in an index that its key alone feeds. */
export const Charge = defineEntity<ChargeItem>()({
  name: 'Charge',
  table: ledger,
  keys: {
    PK: 'CHARGE#{orderId}',
    SK: 'CHARGE',
    GSI1PK: 'CHARGES',
    GSI1SK: '{orderId}',
  },
});

/** Work whose end the test decides. */
export function slowWork(receipt: string) {
  let runs = 0;
  let finish: (outcome: Receipt | Error) => void = () => {};
  const end = new Promise<Receipt | Error>((resolve) => {
    finish = resolve;
  });
  let begun: () => void = () => {};
  const started = new Promise<void>((resolve) => {
    begun = resolve;
  });
  return {
    /** Settles when the work has begun. */
    started,
    runs: () => runs,
    finish: (error?: Error) => finish(error ?? { receipt }),
    work: async () => {
      runs += 1;
      begun();
      const outcome = await end;
      if (outcome instanceof Error) throw outcome;
      return outcome;
    },
  };
}
