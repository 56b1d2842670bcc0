import {
  type Commerce,
  type NewOrder,
  type NewOrderLine,
  OutOfStock,
  type Product,
  type Unstamped,
} from '../../src/repositories/commerce/index.ts';
import { newCustomer } from './newCustomer.ts';
import { exactly, type Figures, type Trial } from './trial.ts';

const TEA_PIECES = 20;
const HONEY_PIECES = 5;
const CUSTOMERS = 20;

/** Three customers order tea, one of them in two lines. */
export async function plainOrders(shop: Commerce, run: string): Promise<Trial> {
  const tea = product(run, 'tea', TEA_PIECES);
  const carts = [[line(tea, 2)], [line(tea, 1), { ...line(tea, 3), discountPercent: 10 }], [line(tea, 4)]];
  return exactly(await ordered(shop, '3 orders', tea, carts), {
    outcome: { placed: 3, 'out of stock': 0 },
    readBack: { orders: 3, lines: 4, 'pieces left': TEA_PIECES - 10, 'exact counters': 3 },
  });
}

/** Twenty customers order a piece each of a product of which there are five. */
export async function lastPieces(shop: Commerce, run: string): Promise<Trial> {
  const honey = product(run, 'honey', HONEY_PIECES);
  const carts = Array.from({ length: CUSTOMERS }, () => [line(honey, 1)]);
  const what = `${CUSTOMERS} orders at once of the last ${HONEY_PIECES} pieces`;
  return exactly(await ordered(shop, what, honey, carts), {
    outcome: { placed: HONEY_PIECES, 'out of stock': CUSTOMERS - HONEY_PIECES },
    readBack: { orders: HONEY_PIECES, lines: HONEY_PIECES, 'pieces left': 0, 'exact counters': CUSTOMERS },
  });
}

/** Orders each cart for a new customer, all at once. */
async function ordered(
  shop: Commerce,
  what: string,
  sold: Unstamped<Product>,
  carts: readonly (readonly NewOrderLine[])[],
): Promise<Trial> {
  await shop.products.create(sold);
  const orders = await Promise.all(
    carts.map(async (lines, place): Promise<NewOrder> => {
      const orderId = `${sold.productId}-${place + 1}`;
      const { userId, name } = await shop.signUp(newCustomer(`${orderId}-customer`));
      const shipTo = { recipient: name, street: 'Main Street 1', city: 'Rome', country: 'Italy' };
      return { orderId, userId, shipTo, freightCents: 500, lines };
    }),
  );
  const placed = await Promise.all(orders.map((order) => isPlaced(shop, order)));
  const count = placed.filter((yes) => yes).length;
  return {
    what,
    outcome: { placed: count, 'out of stock': orders.length - count },
    readBack: await readBack(shop, sold, orders),
  };
}

async function isPlaced(shop: Commerce, order: NewOrder): Promise<boolean> {
  try {
    await shop.placeOrder(order);
    return true;
  } catch (error) {
    if (error instanceof OutOfStock) return false;
    throw error;
  }
}

/** What the table holds of these orders; a counter is exact when it tells how many of them are the customer's. */
async function readBack(
  shop: Commerce,
  { productId }: Unstamped<Product>,
  orders: readonly NewOrder[],
): Promise<Figures> {
  const consistent = { consistent: true };
  const left = await shop.products.getOrThrow({ productId }, consistent);
  const found = await Promise.all(
    orders.map(async ({ orderId, userId }) => {
      const { items } = await shop.orderPage({ orderId }, consistent);
      const heads = items.filter(({ entity }) => entity === 'Order').length;
      const { orderCount } = await shop.users.getOrThrow({ userId }, consistent);
      return { heads, lines: items.length - heads, exact: orderCount === heads ? 1 : 0 };
    }),
  );
  const sum = (figure: 'heads' | 'lines' | 'exact') => found.reduce((all, one) => all + one[figure], 0);
  return {
    orders: sum('heads'),
    lines: sum('lines'),
    'pieces left': left.unitsInStock,
    'exact counters': sum('exact'),
  };
}

function product(run: string, name: string, unitsInStock: number): Unstamped<Product> {
  return { productId: `${run}-${name}`, name, priceCents: 1_800, unitsInStock, discontinued: false };
}

function line({ productId, name, priceCents }: Unstamped<Product>, quantity: number): NewOrderLine {
  return { productId, name, unitPriceCents: priceCents, quantity };
}
