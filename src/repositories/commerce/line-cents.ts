import type { OrderItem } from './order-item.ts';

/**
 * What a line costs after its discount, in whole cents; half a cent goes up.
 *
 * @example
 * ```ts
 * import { lineCents } from 'monotable/commerce';
 *
 * lineCents({ unitPriceCents: 1_440, quantity: 3, discountPercent: 15 }); // 3672
 * ```
 */
export function lineCents(item: Pick<OrderItem, 'unitPriceCents' | 'quantity' | 'discountPercent'>): number {
  // Whole numbers up to the division, so that nothing is lost before the rounding.
  return Math.round((item.unitPriceCents * item.quantity * (100 - item.discountPercent)) / 100);
}
