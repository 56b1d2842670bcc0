import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { Order } from './domain.ts';

/** What a load says of itself. */
export interface Loaded {
  /** Items that it says are not written; `undefined` when it does not look. */
  readonly left: number | undefined;
}

/** Writes any number of orders, with so many requests in flight. */
export type Loader = (
  settings: DynamoDBClientConfig,
  orders: Iterable<Order>,
  inFlight: number,
) => Promise<Loaded>;
