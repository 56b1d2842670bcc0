import { defineEntity } from '../../operations/define-entity.ts';
import { shop } from './shop.ts';

/** One line of an order, as it was sold. */
export interface OrderItem {
  orderId: string;
  /** From 1. */
  line: number;
  productId: string;
  /** The product's name and price at the time. */
  name: string;
  unitPriceCents: number;
  quantity: number;
  /** Whole percent off the price, 0 to 100. */
  discountPercent: number;
}

/** The lines of an order, in the partition of its head. */
export const OrderItem = defineEntity<OrderItem>()({
  name: 'OrderItem',
  table: shop,
  keys: { PK: 'ORDER#{orderId}', SK: 'ITEM#{line:int4}' },
  patterns: { ofOrder: {} },
});
