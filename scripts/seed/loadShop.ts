import pLimit from 'p-limit';
import { type Connection, send } from '../../src/index.ts';
import {
  Address,
  Order,
  OrderItem,
  Product,
  type ShopItems,
  User,
  UserEmail,
} from '../../src/repositories/commerce/index.ts';

/** Requests in flight: below the SDK's 50 sockets. */
const CONCURRENCY = 32;

/** How many items a shop has. */
export function itemCount(items: ShopItems): number {
  return Object.values(countsOf(items)).reduce((sum, count) => sum + count, 0);
}

/** How many items of each kind a shop has. */
export function countsOf({ users, addresses, products, orders, orderItems }: ShopItems) {
  return {
    users: users.length,
    'claimed e-mails': emailsOf(users).length,
    addresses: addresses.length,
    products: products.length,
    orders: orders.length,
    'order items': orderItems.length,
  };
}

/** Puts every item of a shop. Loading the same shop again changes nothing but the stamps. */
export async function loadShop(
  db: Connection,
  items: ShopItems,
  onItem: () => void = () => {},
): Promise<void> {
  const puts = [
    ...items.users.map((item) => User.put(item)),
    // A put and no claim, which would refuse what the user has already.
    ...emailsOf(items.users).map((item) => UserEmail.put(item)),
    ...items.addresses.map((item) => Address.put(item)),
    ...items.products.map((item) => Product.put(item)),
    ...items.orders.map((item) => Order.put(item)),
    ...items.orderItems.map((item) => OrderItem.put(item)),
  ];
  const limit = pLimit({ concurrency: CONCURRENCY, rejectOnClear: false });
  try {
    await Promise.all(puts.map((put) => limit(() => send<unknown>(db, put).then(onItem))));
  } finally {
    // After an error nothing more is sent.
    limit.clearQueue();
  }
}

/** The users' e-mails, as far as they have one. */
function emailsOf(users: ShopItems['users']): { readonly userId: string; readonly email: string }[] {
  return users.flatMap(({ userId, email }) => (email === undefined ? [] : [{ userId, email }]));
}
