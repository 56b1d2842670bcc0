import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import type { Order, User } from './domain.ts';

/** What is measured. Each makes its command of plain items, sends it, and gives what a program would have of it. */
export interface Driver {
  put(order: Order): Promise<unknown>;
  get(orderId: string): Promise<Order | undefined>;
  /** Sets the total of an order that exists, and gives the new order. */
  update(orderId: string, total: number): Promise<Order>;
  /** A page of a user's orders, from the index. */
  query100(userId: string): Promise<readonly Order[]>;
  /** How many items the library says are left to be sent; `undefined` when it, or who uses it, does not look. */
  batchWrite25(orders: readonly Order[]): Promise<number | undefined>;
  batchGet100(orderIds: readonly string[]): Promise<readonly Order[]>;
  transactWrite5(orders: readonly Order[]): Promise<unknown>;
  /** Not measured by itself; a service has more than one entity. */
  putUser(user: User): Promise<unknown>;
}

/** The operations, in the order of the tables. */
export const OPERATIONS = [
  'put',
  'get',
  'update',
  'query100',
  'batchWrite25',
  'batchGet100',
  'transactWrite5',
] as const;
export type OperationName = (typeof OPERATIONS)[number];

/** A library's way to write the service. Its file stands alone, because it is bundled alone. */
export interface Column {
  /** The attributes that the library adds to an order of its own, beside the keys. */
  readonly markers: Readonly<Record<string, string>>;
  createDriver(settings: DynamoDBClientConfig): Driver;
}
