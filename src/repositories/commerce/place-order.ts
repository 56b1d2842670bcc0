import { RequestError, shown } from '../../errors.ts';
import { gte } from '../../expressions/operators.ts';
import type { ItemOperation } from '../../operations/operation.ts';
import { lineCents } from './line-cents.ts';
import { Order } from './order.ts';
import { OrderItem } from './order-item.ts';
import { Product } from './product.ts';
import { User } from './user.ts';

/** What a customer orders of one product; its name and price as the customer saw them. */
export interface NewOrderLine
  extends Readonly<Pick<OrderItem, 'productId' | 'name' | 'unitPriceCents' | 'quantity'>> {
  /** Whole percent off the price, 0 to 100. Default 0. */
  readonly discountPercent?: number | undefined;
}

/** What a customer orders. */
export interface NewOrder
  extends Readonly<Pick<Order, 'orderId' | 'userId' | 'shipTo' | 'freightCents' | 'requiredAt'>> {
  /** One or more; several may be of the same product. */
  readonly lines: readonly NewOrderLine[];
  /** ISO instant, and the time of every stamp that the order writes. Default: now. */
  readonly placedAt?: string | undefined;
}

/** What stands in the transaction of an order, its head first. */
export type OrderOperations = [
  head: ItemOperation<Order, 'put'>,
  ...rest: ItemOperation<unknown, 'put' | 'update'>[],
];

/** Placing an order as it stands in error messages. */
export const PLACE_ORDER = 'placeOrder';

/**
 * The transaction of an order: its head, `pending` and with its sums, its lines, the pieces taken out of the stock of each
 * product as long as there are enough and it is not discontinued, and one more order for the user. That is 2 operations, one
 * for each line and one for each different product, of which a transaction takes 100.
 *
 * @param now when it is placed, if the order does not say so itself. Default: now.
 * @throws RequestError for an order without lines, and for a quantity, price or discount that is none.
 * @example
 * ```ts
 * import { placeOrder } from 'monotable/commerce';
 *
 * const operations = placeOrder({
 *   orderId: 'a1',
 *   userId: '7',
 *   shipTo: { recipient: 'Ann', street: 'Main Street 1', city: 'Rome', country: 'Italy' },
 *   freightCents: 500,
 *   lines: [{ productId: 'p1', name: 'Chai', unitPriceCents: 1_800, quantity: 2 }],
 * });
 * operations.map(({ name }) => name); // ['Order.create', 'OrderItem.create', 'Product.update', 'User.update']
 * ```
 */
export function placeOrder(given: NewOrder, now: Date = new Date()): OrderOperations {
  // Read once: what is checked is what is written.
  const order: NewOrder = { ...given, lines: [...given.lines].map((line) => ({ ...line })) };
  checkOrder(order);
  const { orderId, userId, shipTo, freightCents, requiredAt, placedAt = now.toISOString() } = order;
  const lines = order.lines.map(
    ({ productId, name, unitPriceCents, quantity, discountPercent = 0 }, place): OrderItem => ({
      orderId,
      line: place + 1,
      productId,
      name,
      unitPriceCents,
      quantity,
      discountPercent,
    }),
  );
  // The key's KeyError for a time that is none says more than what a Date of it would throw.
  Order.keys.GSI2SK({ placedAt, orderId });
  // One time for everything, so that an order that says when it was placed has the same content whenever it is sent.
  const at = { now: new Date(placedAt) };
  const head = Order.create(
    {
      orderId,
      userId,
      status: 'pending',
      placedAt,
      requiredAt,
      shipTo,
      lineCount: lines.length,
      freightCents,
      totalCents: lines.reduce((sum, line) => sum + lineCents(line), freightCents),
    },
    at,
  );
  return [
    head,
    ...lines.map((line) => OrderItem.create(line)),
    ...[...wantedPieces(order)].map(([productId, pieces]) =>
      Product.update(
        { productId },
        { add: { unitsInStock: -pieces } },
        { if: { unitsInStock: gte(pieces), discontinued: false }, ...at },
      ),
    ),
    User.update({ userId }, { add: { orderCount: 1 } }, at),
  ];
}

/** By product, how many pieces the lines want together: a transaction takes one operation for each item. */
export function wantedPieces({ lines }: Pick<NewOrder, 'lines'>): Map<string, number> {
  const wanted = new Map<string, number>();
  for (const { productId, quantity } of lines) {
    wanted.set(productId, (wanted.get(productId) ?? 0) + quantity);
  }
  return wanted;
}

function checkOrder({ orderId, lines, freightCents }: NewOrder): void {
  if (lines.length === 0) throw refused(`Order ${orderId} has no lines.`);
  checkWhole(freightCents, 0, undefined, `Order ${orderId}: freightCents`);
  for (const [place, line] of lines.entries()) {
    const where = `Order ${orderId}, line ${place + 1}:`;
    checkWhole(line.quantity, 1, undefined, `${where} quantity`);
    checkWhole(line.unitPriceCents, 0, undefined, `${where} unitPriceCents`);
    checkWhole(line.discountPercent ?? 0, 0, 100, `${where} discountPercent`);
  }
}

function checkWhole(value: unknown, least: number, most: number | undefined, what: string): void {
  if (Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= (most ?? Infinity)) return;
  const range = most === undefined ? `from ${least} on` : `from ${least} to ${most}`;
  throw refused(`${what} is a whole number ${range}, not ${shown(value)}.`);
}

function refused(message: string): RequestError {
  return new RequestError(message, { entity: Order.name, operation: PLACE_ORDER });
}
