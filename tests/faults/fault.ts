import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { StopReason } from '../../src/batch/drain.ts';
import type { Step } from '../../src/testing/index.ts';

export const BATCHES = ['batchWrite', 'batchGet', 'bulkLoad'] as const;
export const TRANSACTIONS = ['transactWrite', 'transactGet'] as const;
export const CALLS = [...BATCHES, ...TRANSACTIONS] as const;
export type Call = (typeof CALLS)[number];

interface Met {
  /** What the server does to each request; the signal is that of the call. */
  readonly step: (stop: AbortController) => Step;
  /** Whether something may have been done of which the answer says nothing. */
  readonly unsure?: boolean;
}

/** A fault as a batch meets it, and how that ends. */
export interface BatchFault extends Met {
  /** Without it everything is done that can be. */
  readonly stopped?: StopReason;
  /** The name of the error that ended it. */
  readonly cause?: string;
  /** Whether the bad item fails, and no other. */
  readonly refused?: boolean;
  /** Milliseconds of the hurried clock until the deadline. */
  readonly deadline?: number;
}

/** A fault as transactions meet it, and how they end. */
export interface TransactionFault extends Met {
  /** The name of the error of those that met it; without it all succeed. */
  readonly error?: string;
  /** Whether an SDK that may try again spares them that error. */
  readonly overcome?: boolean;
  /** Whether the transaction with the bad item fails, and no other. */
  readonly refused?: boolean;
  /** The code of the failure that the error names. */
  readonly code?: string;
}

/** One line of the matrix. A call that cannot meet the fault says why. */
export interface Fault {
  readonly batch?: BatchFault;
  readonly transaction?: TransactionFault;
  readonly absent?: { readonly [C in Call]?: string };
  /** What the client has to be told. */
  readonly settings?: DynamoDBClientConfig;
}
