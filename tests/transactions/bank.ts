import { defineClaim } from '../../src/operations/define-claim.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineTable } from '../../src/table/table.ts';

export const bank = defineTable({ name: 'bank', indexes: ['GSI1'] });

export interface AccountItem {
  accountId: string;
  balance: number;
  status?: string;
  labels?: ReadonlySet<string>;
  /** A number beyond what a double holds. */
  limit?: number | bigint;
  note?: string;
}

/** In GSI1 by its status, if it has one. */
export const Account = defineEntity<AccountItem>()({
  name: 'Account',
  table: bank,
  keys: {
    PK: 'ACCOUNT#{accountId}',
    SK: 'ACCOUNT',
    GSI1PK: 'STATUS#{status}',
    GSI1SK: 'ACCOUNT#{accountId}',
  },
});

export interface TransferItem {
  transferId: string;
  from: string;
  to: string;
  amount: number;
  createdAt: string;
  updatedAt: string;
}

/** With stamps. */
export const Transfer = defineEntity<TransferItem>()({
  name: 'Transfer',
  table: bank,
  keys: { PK: 'TRANSFER#{transferId}', SK: 'TRANSFER' },
  patterns: { all: { operation: 'scan' } },
  stamps: true,
});

export interface OwnerItem {
  ownerId: string;
  email: string;
  version: number;
}

/** With versions, and an e-mail of its own. Owners used to have a `mail`. */
export const Owner = defineEntity<OwnerItem>()({
  name: 'Owner',
  table: bank,
  keys: { PK: 'OWNER#{ownerId}', SK: 'OWNER' },
  version: 'version',
  upgrade: ({ mail, ...item }) =>
    (mail === undefined ? item : { ...item, email: mail }) as unknown as OwnerItem,
});
export const OwnerEmail = defineClaim({
  name: 'OwnerEmail',
  owner: Owner,
  keys: { PK: 'EMAIL#{email:lower}', SK: 'EMAIL' },
});

const other = defineTable({ name: 'library' });
/** Of another table. */
export const Book = defineEntity<{ bookId: string; title: string }>()({
  name: 'Book',
  table: other,
  keys: { PK: 'BOOK#{bookId}', SK: 'BOOK' },
});

export const account = (accountId: string, balance = 100): AccountItem => ({ accountId, balance });
export const accountKey = (accountId: string) => ({ PK: `ACCOUNT#${accountId}`, SK: 'ACCOUNT' });
