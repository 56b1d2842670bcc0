import { between, type ItemOperation, type PageOperation } from '../../src/index.ts';
import {
  Address,
  Order,
  OrderItem,
  orderPage,
  Product,
  type ShopItems,
  User,
  userPage,
} from '../../src/repositories/commerce/index.ts';

/** One call of an access pattern. */
export interface PatternCall {
  /** The pattern's name in the catalogue: `Order.ofUser`. */
  readonly pattern: string;
  /** What it is called with, in words. */
  readonly with: string;
  readonly operation: ItemOperation<unknown> | PageOperation<unknown>;
}

const USER_PAGE = 20;

/** Calls of every access pattern of the shop, with values that find something. */
export function patternCalls({ users, orders, products }: ShopItems): PatternCall[] {
  const { userId } = most(users, (user) => user.orderCount);
  const { orderId } = most(orders, (order) => order.lineCount);
  const { productId } = most(products, (product) => product.priceCents);
  const times = orders.filter((order) => order.userId === userId).map((order) => order.placedAt);
  const [from, to] = middle([...times].sort());
  const statuses = [...new Set(orders.map((order) => order.status))];
  return [
    { pattern: 'User.byId', with: userId, operation: User.byId({ userId }) },
    { pattern: 'Address.ofUser', with: userId, operation: Address.ofUser({ userId }) },
    { pattern: 'Order.ofUser', with: userId, operation: Order.ofUser({ userId }) },
    {
      pattern: 'Order.ofUser',
      with: `${userId}, ${from.slice(0, 10)} to ${to.slice(0, 10)}`,
      operation: Order.ofUser({ userId, placedAt: between(from, to) }),
    },
    {
      pattern: 'userPage',
      with: `${userId}, limit ${USER_PAGE}`,
      operation: userPage({ userId }, { limit: USER_PAGE }),
    },
    { pattern: 'Order.byId', with: orderId, operation: Order.byId({ orderId }, { consistent: true }) },
    { pattern: 'OrderItem.ofOrder', with: orderId, operation: OrderItem.ofOrder({ orderId }) },
    { pattern: 'orderPage', with: orderId, operation: orderPage({ orderId }) },
    ...statuses.map((status) => ({
      pattern: 'Order.withStatus',
      with: status,
      operation: Order.withStatus({ status }),
    })),
    { pattern: 'Product.byId', with: productId, operation: Product.byId({ productId }) },
    { pattern: 'Product.featured', with: '', operation: Product.featured({}) },
  ];
}

function most<T>(items: readonly T[], amount: (item: T) => number): T {
  const [first, ...rest] = items;
  if (first === undefined) throw new Error('The shop is empty: it has no user, no product or no order.');
  return rest.reduce((best, item) => (amount(item) > amount(best) ? item : best), first);
}

/** The middle half of sorted times. */
function middle(times: readonly string[]): [from: string, to: string] {
  const at = (part: number) => times[Math.floor((times.length - 1) * part)] ?? '';
  return [at(0.25), at(0.75)];
}
