import {
  type Address,
  lineCents,
  type Order,
  type OrderItem,
  type OrderStatus,
  type PostalAddress,
  type Product,
  type ShopItems,
  type Unstamped,
  type User,
} from '../../src/repositories/commerce/index.ts';
import { type Random, randomOf } from './random.ts';

/** How large a shop is made, and which one of that size. */
export interface ShopSize {
  /** 1 or more. */
  readonly users: number;
  /** The same number makes the same shop. */
  readonly seed: number;
}

const PRODUCTS = 60;
const FEATURED_EVERY = 10;
const MOST_ORDERS_PER_USER = 12;
const MOST_LINES_PER_ORDER = 5;
/** Orders are spread over the year that ends here, so that a seed makes the same shop on every day. */
const LAST_ORDER = Date.parse('2026-01-01T00:00:00.000Z');
const DAY_SECONDS = 86_400;

const FIRST_NAMES = [
  'Ana',
  'Bo',
  'Chidi',
  'Dana',
  'Emre',
  'Fatou',
  'Goran',
  'Hana',
  'Ines',
  'Jan',
  'Kofi',
  'Lucía',
] as const;
const LAST_NAMES = [
  'Almeida',
  'Berg',
  'Costa',
  'Diallo',
  'Eriksen',
  'Fischer',
  'García',
  'Haddad',
  'Ito',
  'Jovanović',
] as const;
const STREETS = [
  'Station Road',
  'Rue du Lac',
  'Calle Mayor',
  'Hauptstraße',
  'Via Roma',
  'Kungsgatan',
] as const;
const CITIES = [
  ['Lyon', 'France'],
  ['Porto', 'Portugal'],
  ['Graz', 'Austria'],
  ['Malmö', 'Sweden'],
  ['Cork', 'Ireland'],
  ['Turin', 'Italy'],
] as const;
const KINDS = ['Tea', 'Coffee', 'Honey', 'Olive oil', 'Chocolate', 'Cheese', 'Rice', 'Pepper'] as const;
const GRADES = ['mild', 'dark', 'smoked', 'organic', 'aged', 'wild', 'fine'] as const;

/** Makes up a shop. */
export function generateShop({ users: userCount, seed }: ShopSize): ShopItems {
  const random = randomOf(seed);
  const products = Array.from({ length: PRODUCTS }, (_, place) => product(random, place + 1));
  const addresses: Unstamped<Address>[] = [];
  const orders: Unstamped<Order>[] = [];
  const orderItems: OrderItem[] = [];
  const users = Array.from({ length: userCount }, (_, place): Unstamped<User> => {
    const userId = `u${place + 1}`;
    const name = `${random.pick(FIRST_NAMES)} ${random.pick(LAST_NAMES)}`;
    const own = ['home', 'work', 'parents'].slice(0, random.whole(1, 3)).map((addressId) => ({
      userId,
      addressId,
      ...postalAddress(random, name),
    }));
    addresses.push(...own);
    const orderCount = random.whole(place === 0 ? 1 : 0, MOST_ORDERS_PER_USER);
    for (let count = 0; count < orderCount; count += 1) {
      const orderId = `o${orders.length + 1}`;
      const lines = linesOf(random, orderId, products);
      const { userId: _user, addressId: _address, ...shipTo } = random.pick(own);
      orderItems.push(...lines);
      orders.push(order(random, { orderId, userId, shipTo }, lines));
    }
    return { userId, name, email: `${userId}@example.com`, orderCount };
  });
  return { users, addresses, products, orders, orderItems };
}

function product(random: Random, number: number): Unstamped<Product> {
  const kind = random.pick(KINDS);
  const featured = number % FEATURED_EVERY === 0 ? { featuredRank: number / FEATURED_EVERY } : {};
  return {
    productId: `p${number}`,
    name: `${kind}, ${random.pick(GRADES)}, no. ${number}`,
    category: kind,
    priceCents: random.whole(199, 9_999),
    unitsInStock: random.whole(0, 200),
    discontinued: false,
    ...featured,
  };
}

function postalAddress(random: Random, recipient: string): PostalAddress {
  const [city, country] = random.pick(CITIES);
  return {
    recipient,
    street: `${random.pick(STREETS)} ${random.whole(1, 120)}`,
    city,
    postalCode: String(random.whole(10_000, 99_999)),
    country,
  };
}

function linesOf(random: Random, orderId: string, products: readonly Unstamped<Product>[]): OrderItem[] {
  return Array.from({ length: random.whole(1, MOST_LINES_PER_ORDER) }, (_, place) => {
    const { productId, name, priceCents } = random.pick(products);
    return {
      orderId,
      line: place + 1,
      productId,
      name,
      unitPriceCents: priceCents,
      quantity: random.whole(1, 6),
      discountPercent: random.pick([0, 0, 0, 5, 10]),
    };
  });
}

function order(
  random: Random,
  head: Pick<Order, 'orderId' | 'userId' | 'shipTo'>,
  lines: readonly OrderItem[],
): Unstamped<Order> {
  const daysAgo = random.whole(0, 364);
  const placed = LAST_ORDER - (daysAgo * DAY_SECONDS + random.whole(0, DAY_SECONDS - 1)) * 1000;
  const status = statusAfter(daysAgo);
  const shippedAt = new Date(placed + 2 * DAY_SECONDS * 1000).toISOString();
  const freightCents = random.whole(0, 1_500);
  return {
    ...head,
    status,
    placedAt: new Date(placed).toISOString(),
    ...(status === 'shipped' || status === 'delivered' ? { shippedAt } : {}),
    lineCount: lines.length,
    freightCents,
    totalCents: lines.reduce((sum, line) => sum + lineCents(line), freightCents),
  };
}

function statusAfter(days: number): OrderStatus {
  if (days < 10) return 'pending';
  if (days < 30) return 'paid';
  return days < 60 ? 'shipped' : 'delivered';
}
