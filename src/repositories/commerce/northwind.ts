import type { CsvRow, RowReader } from './csv-row.ts';
import { CsvSheet, type SkippedRow } from './csv-sheet.ts';
import { lineCents } from './line-cents.ts';
import type { Order, OrderStatus } from './order.ts';
import type { OrderItem } from './order-item.ts';
import type { Product } from './product.ts';
import type { ShopItems, Unstamped } from './shop-items.ts';

/** Northwind as shop items, and what of it has no place there. */
export interface NorthwindShop extends ShopItems {
  readonly unmapped: {
    /** Files that are none of Northwind's seven. */
    readonly files: readonly string[];
    /** By file, the columns of which nothing was taken. */
    readonly columns: Readonly<Record<string, readonly string[]>>;
    /** Rows that became no item, and why. */
    readonly rows: readonly SkippedRow[];
  };
}

const FILES = [
  'customers',
  'orders',
  'order-details',
  'products',
  'categories',
  'shippers',
  'suppliers',
] as const;
type Sheets = Readonly<Record<(typeof FILES)[number], CsvSheet>>;
/** An order before its lines are known. */
type OrderHead = Omit<Unstamped<Order>, 'status' | 'lineCount' | 'totalCents'>;

/** Northwind's orders have a shipping date but no status: a young one without it waits for the money, an old one for goods. */
const PENDING_DAYS = 7;
const FEATURED_PRODUCTS = 10;
const DAY_MS = 86_400_000;

/**
 * Maps the rows of the Northwind CSV files, by file name (`order-details`, without `.csv`), onto the shop's items.
 *
 * - Customers become users with one address, `main`; `orderCount` counts their orders.
 * - An order with a shipping date is `shipped`; without one it is `pending` up to 7 days before the newest order, else `paid`.
 * - The ten products most sold, by pieces, are featured; discontinued ones are not.
 * - Money becomes cents, discounts whole percents, dates ISO instants in UTC, and `NULL` nothing at all.
 *
 * Rows that cannot become items, and columns that have no place, are told in `unmapped`; nothing is thrown for them. Only a
 * category, supplier or shipper whose name is not given is left out without a word.
 *
 * @example
 * ```ts
 * import { northwind, User } from 'monotable/commerce';
 *
 * const { users } = northwind({
 *   customers: [{ customerID: 'ALFKI', companyName: 'Alfreds Futterkiste', contactName: 'Maria Anders',
 *     address: 'Obere Str. 57', city: 'Berlin', region: 'NULL', postalCode: '12209', country: 'Germany', phone: '030' }],
 * });
 * users.map((user) => User.keys.PK(user)); // ['USER#ALFKI']
 * ```
 */
export function northwind(files: Readonly<Record<string, readonly CsvRow[]>>): NorthwindShop {
  const sheets = Object.fromEntries(
    FILES.map((file) => [file, new CsvSheet(file, files[file] ?? [])]),
  ) as unknown as Sheets;
  const customers = sheets.customers.byId('customerID', customerOf);
  const products = productsOf(sheets);
  const heads = headsOf(sheets, customers);
  const orderItems = itemsOf(sheets['order-details'], heads, products);
  const orders = ordersOf(heads, orderItems);
  const orderCounts = countBy(orders, (order) => order.userId);
  return {
    users: [...customers.values()].map(({ user }) => ({
      ...user,
      orderCount: orderCounts.get(user.userId) ?? 0,
    })),
    addresses: [...customers.values()].map(({ address }) => address),
    products: withFeatured([...products.values()], orderItems),
    orders,
    orderItems,
    unmapped: {
      files: Object.keys(files).filter((file) => !FILES.some((known) => known === file)),
      columns: Object.fromEntries(
        Object.values(sheets)
          .map((sheet) => [sheet.file, sheet.unreadColumns()] as const)
          .filter(([, columns]) => columns.length > 0),
      ),
      rows: Object.values(sheets).flatMap((sheet) => sheet.skipped),
    },
  };
}

function customerOf(row: RowReader, userId: string) {
  const recipient = row.text('companyName');
  return {
    user: { userId, name: row.text('contactName'), company: recipient, phone: row.optional('phone') },
    address: {
      userId,
      addressId: 'main',
      recipient,
      street: row.text('address'),
      city: row.text('city'),
      region: row.optional('region'),
      postalCode: row.optional('postalCode'),
      country: row.text('country'),
    },
  };
}

function productsOf(sheets: Sheets): Map<string, Unstamped<Product>> {
  const categories = namesOf(sheets.categories, 'categoryID', 'categoryName');
  const suppliers = namesOf(sheets.suppliers, 'supplierID', 'companyName');
  return sheets.products.byId('productID', (row, productId) => ({
    productId,
    name: row.text('productName'),
    category: categories.get(row.optional('categoryID')),
    supplier: suppliers.get(row.optional('supplierID')),
    unit: row.optional('quantityPerUnit'),
    priceCents: row.cents('unitPrice'),
    unitsInStock: row.whole('unitsInStock'),
    discontinued: row.whole('discontinued') !== 0,
  }));
}

function headsOf(sheets: Sheets, customers: ReadonlyMap<string, unknown>): Map<string, OrderHead> {
  const shippers = namesOf(sheets.shippers, 'shipperID', 'companyName');
  return sheets.orders.byId('orderID', (row, orderId) => {
    const userId = row.text('customerID');
    if (!customers.has(userId)) throw row.fault('customerID', 'none of the customers');
    return {
      orderId,
      userId,
      placedAt: row.instant('orderDate'),
      requiredAt: row.optionalInstant('requiredDate'),
      shippedAt: row.optionalInstant('shippedDate'),
      shipper: shippers.get(row.optional('shipVia')),
      shipTo: {
        recipient: row.text('shipName'),
        street: row.text('shipAddress'),
        city: row.text('shipCity'),
        region: row.optional('shipRegion'),
        postalCode: row.optional('shipPostalCode'),
        country: row.text('shipCountry'),
      },
      freightCents: row.cents('freight'),
    };
  });
}

/** Lines are numbered within their order as they stand in the file. */
function itemsOf(
  sheet: CsvSheet,
  heads: ReadonlyMap<string, unknown>,
  products: ReadonlyMap<string, Unstamped<Product>>,
): OrderItem[] {
  const lines = new Map<string, number>();
  return sheet.map((row) => {
    const orderId = row.text('orderID');
    if (!heads.has(orderId)) throw row.fault('orderID', 'none of the orders');
    const product = products.get(row.text('productID'));
    if (product === undefined) throw row.fault('productID', 'none of the products');
    const line = (lines.get(orderId) ?? 0) + 1;
    const item = {
      orderId,
      line,
      productId: product.productId,
      name: product.name,
      unitPriceCents: row.cents('unitPrice'),
      quantity: row.whole('quantity'),
      discountPercent: row.percent('discount'),
    };
    lines.set(orderId, line);
    return item;
  });
}

function ordersOf(heads: ReadonlyMap<string, OrderHead>, items: readonly OrderItem[]): Unstamped<Order>[] {
  const lineCounts = countBy(items, (item) => item.orderId);
  const lineTotals = countBy(items, (item) => item.orderId, lineCents);
  const newest = [...heads.values()].reduce((last, { placedAt }) => (placedAt > last ? placedAt : last), '');
  return [...heads.values()].map((head) => ({
    ...head,
    status: statusOf(head, newest),
    lineCount: lineCounts.get(head.orderId) ?? 0,
    totalCents: (lineTotals.get(head.orderId) ?? 0) + head.freightCents,
  }));
}

function statusOf({ shippedAt, placedAt }: OrderHead, newest: string): OrderStatus {
  if (shippedAt !== undefined) return 'shipped';
  return Date.parse(newest) - Date.parse(placedAt) < PENDING_DAYS * DAY_MS ? 'pending' : 'paid';
}

function withFeatured(
  products: readonly Unstamped<Product>[],
  items: readonly OrderItem[],
): Unstamped<Product>[] {
  const sold = countBy(
    items,
    (item) => item.productId,
    (item) => item.quantity,
  );
  const soldOf = ({ productId }: Unstamped<Product>) => sold.get(productId) ?? 0;
  const featured = products
    .filter((product) => !product.discontinued && soldOf(product) > 0)
    .sort((one, other) => soldOf(other) - soldOf(one))
    .slice(0, FEATURED_PRODUCTS);
  return products.map((product) => {
    const place = featured.indexOf(product);
    return place < 0 ? product : { ...product, featuredRank: place + 1 };
  });
}

function namesOf(
  sheet: CsvSheet,
  idColumn: string,
  nameColumn: string,
): ReadonlyMap<string | undefined, string> {
  return sheet.byId(idColumn, (row) => row.text(nameColumn));
}

function countBy<T>(
  items: readonly T[],
  group: (item: T) => string,
  amount: (item: T) => number = () => 1,
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(group(item), (counts.get(group(item)) ?? 0) + amount(item));
  return counts;
}
