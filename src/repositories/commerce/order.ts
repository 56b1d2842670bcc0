import { defineEntity } from '../../operations/define-entity.ts';
import type { PostalAddress } from './address.ts';
import { type Stamped, shop } from './shop.ts';

/** Where an order stands. */
export type OrderStatus = 'pending' | 'paid' | 'shipped' | 'delivered';

/** The head of an order; its lines are `OrderItem`s. Money is in whole cents. */
export interface Order extends Stamped {
  /** Unique in the shop. */
  orderId: string;
  userId: string;
  status: OrderStatus;
  /** ISO instant. */
  placedAt: string;
  /** ISO instant by which the customer wants the goods. */
  requiredAt?: string | undefined;
  /** ISO instant. */
  shippedAt?: string | undefined;
  shipper?: string | undefined;
  /** As it was when the order was placed. */
  shipTo: PostalAddress;
  /** How many lines it has. */
  lineCount: number;
  freightCents: number;
  /** The lines after discount, and the freight. */
  totalCents: number;
}

/**
 * Orders by id, of one user and with one status. The primary key is the order's id alone, so that whoever has only the id
 * (a payment service, a link in a mail) can read it consistently and change it, and no id is taken twice.
 */
export const Order = defineEntity<Order>()({
  name: 'Order',
  table: shop,
  keys: {
    PK: 'ORDER#{orderId}',
    // Before ITEM: an order's page starts with its head.
    SK: 'HEADER',
    GSI1PK: 'USER#{userId}',
    GSI1SK: 'ORDER#{placedAt:iso}#{orderId}',
    GSI2PK: 'STATUS#{status}',
    GSI2SK: '{placedAt:iso}#{orderId}',
  },
  patterns: {
    byId: { operation: 'get' },
    /** Newest first; `placedAt` takes a range of dates. */
    ofUser: { index: 'GSI1', order: 'descending' },
    /** Across users, oldest first; `placedAt` takes a range of dates. */
    withStatus: { index: 'GSI2' },
  },
  stamps: true,
});
