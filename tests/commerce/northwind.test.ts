import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import pLimit from 'p-limit';
import { itemCount, loadShop } from '../../scripts/seed/loadShop.ts';
import { patternCalls } from '../../scripts/seed/patternCalls.ts';
import { readNorthwind } from '../../scripts/seed/readNorthwind.ts';
import { runPatterns } from '../../scripts/seed/runPatterns.ts';
import { between, type CommandEvent, connect, ensureTable } from '../../src/index.ts';
import { type Commerce, commerce, northwind, shop } from '../../src/repositories/commerce/index.ts';
import { describeEngines } from '../support/engines.ts';

const FOLDER = fileURLToPath(new URL('../../../shared/data/northwind', import.meta.url));
const LOADING_MS = 180_000;
/** Queries of a test in flight. */
const inFlight = pLimit(16);

/** What the tests expect, from the rows as they are and not from what the importer makes of them. */
const rows = existsSync(FOLDER) ? await readNorthwind(FOLDER) : undefined;
const table = (name: string) => rows?.[name] ?? [];
const orderRows = table('orders');

/** Order ids, newest first: by date and then by id, which is how their keys sort. */
function newestFirst(chosen: typeof orderRows): string[] {
  const keys = chosen.map((row) => `${row.orderDate} ${row.orderID}`);
  return keys
    .sort()
    .reverse()
    .map((key) => key.split(' ')[2]!);
}

function groups(chosen: typeof orderRows, column: string): Map<string, typeof orderRows> {
  const found = new Map<string, typeof orderRows>();
  for (const row of chosen) found.set(row[column]!, [...(found.get(row[column]!) ?? []), row]);
  return found;
}

if (rows === undefined) {
  console.warn(`The Northwind tests are skipped: ${FOLDER} is not there.`);
  it.skip('Northwind is not there', () => {});
} else {
  describeEngines('The shop with Northwind', (engine) => {
    const items = northwind(rows);
    const events: CommandEvent[] = [];
    const db = connect({
      table: shop,
      tableName: engine.tableName('northwind'),
      client: engine.client(),
      onCommand: (event) => events.push(event),
    });
    const store: Commerce = commerce(db);

    beforeAll(async () => {
      await ensureTable(db);
      await loadShop(db, items);
    }, LOADING_MS);

    it('has mapped every row', () => {
      expect(items.unmapped.rows).toEqual([]);
      expect(items.unmapped.files).toEqual([]);
      expect(items.unmapped.columns).toMatchObject({ orders: ['employeeID'] });
      expect(items.orders).toHaveLength(830);
      expect(items.orderItems).toHaveLength(2_155);
      expect(itemCount(items)).toBe(91 + 91 + 77 + 830 + 2_155);
    });

    it('gives the orders of each customer newest first, and counts them', async () => {
      const byCustomer = groups(orderRows, 'customerID');
      await Promise.all(
        table('customers').map(({ customerID: userId = '' }) =>
          inFlight(async () => {
            const page = await store.orders.ofUser({ userId });
            const expected = newestFirst(byCustomer.get(userId) ?? []);
            expect(page.items.map((order) => order.orderId)).toEqual(expected);
            expect(page.rejected).toEqual([]);
            expect(page.cursor).toBeUndefined();
            expect(await store.users.get({ userId })).toMatchObject({ orderCount: expected.length });
          }),
        ),
      );
    });

    it.each([
      ['SAVEA', '1997-01-01', '1997-12-31'],
      ['ERNSH', '1996-11-01', '1996-11-30'],
      ['QUICK', '1999-01-01', '1999-12-31'],
    ])('gives the orders of %s from %s to %s', async (userId, first, last) => {
      const expected = orderRows.filter(
        ({ customerID, orderDate = '' }) =>
          customerID === userId && orderDate.slice(0, 10) >= first && orderDate.slice(0, 10) <= last,
      );
      const placedAt = between(`${first}T00:00:00.000Z`, `${last}T23:59:59.999Z`);
      const page = await store.orders.ofUser({ userId, placedAt });
      expect(page.items.map((order) => order.orderId)).toEqual(newestFirst(expected));
      expect(await store.orders.ofUser.count({ userId, placedAt })).toBe(expected.length);
    });

    it('gives the orders with a status oldest first, across pages', async () => {
      const shipped = newestFirst(orderRows.filter((row) => row.shippedDate !== 'NULL')).reverse();
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await store.orders.withStatus({ status: 'shipped' }, { limit: 250, cursor });
        expect(page.rejected).toEqual([]);
        found.push(...page.items.map((order) => order.orderId));
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(found).toEqual(shipped);
      expect(found).toHaveLength(809);
    });

    it('takes the orders that are not shipped for paid, and those of the last week for pending', async () => {
      const open = orderRows.filter((row) => row.shippedDate === 'NULL');
      const isYoung = ({ orderDate = '' }) => orderDate > '1998-04-29 00:00:00.000';
      for (const [status, expected] of [
        ['pending', open.filter(isYoung)],
        ['paid', open.filter((row) => !isYoung(row))],
      ] as const) {
        const page = await store.orders.withStatus({ status });
        expect(page.items.map((order) => order.orderId)).toEqual(newestFirst(expected).reverse());
        expect(page.items.length).toBeGreaterThan(0);
      }
    });

    it('gives the orders with a status within dates', async () => {
      const placedAt = between('1997-03-01T00:00:00.000Z', '1997-03-31T23:59:59.999Z');
      const expected = orderRows.filter(
        (row) => row.orderDate?.startsWith('1997-03') && row.shippedDate !== 'NULL',
      );
      expect(await store.orders.withStatus.count({ status: 'shipped', placedAt })).toBe(expected.length);
    });

    it('gives each order with its lines in one request, the head first', async () => {
      const details = groups(table('order-details'), 'orderID');
      events.length = 0;
      await Promise.all(
        orderRows.map(({ orderID: orderId = '', freight }) =>
          inFlight(async () => {
            const page = await store.orderPage({ orderId }, { consistent: true });
            const [head, ...lines] = page.items;
            expect(head).toMatchObject({ entity: 'Order', item: { orderId, freightCents: cents(freight) } });
            expect(lines.map(({ item }) => item)).toMatchObject(
              details.get(orderId)!.map(({ productID, unitPrice, quantity }, place) => ({
                line: place + 1,
                productId: productID,
                unitPriceCents: cents(unitPrice),
                quantity: Number(quantity),
              })),
            );
          }),
        ),
      );
      expect(events).toHaveLength(830);
    });

    it('gives the lines of an order', async () => {
      const expected = table('order-details').filter((row) => row.orderID === '11077');
      const page = await store.orderItems.ofOrder({ orderId: '11077' });
      expect(page.items.map((item) => item.productId)).toEqual(expected.map((row) => row.productID));
      expect(page.items).toHaveLength(25);
    });

    it('gives a user with addresses and the newest orders in one request', async () => {
      const expected = newestFirst(orderRows.filter((row) => row.customerID === 'SAVEA'));
      events.length = 0;
      const page = await store.userPage({ userId: 'SAVEA' }, { limit: 12 });
      expect(events).toHaveLength(1);
      expect(page.items.map(({ entity }) => entity)).toEqual(['User', 'Address', ...Array(10).fill('Order')]);
      const ids = page.items.flatMap((found) => (found.entity === 'Order' ? [found.item.orderId] : []));
      expect(ids).toEqual(expected.slice(0, 10));

      const rest = await store.userPage({ userId: 'SAVEA' }, { cursor: page.cursor });
      expect(rest.items.map(({ item }) => 'orderId' in item && item.orderId)).toEqual(expected.slice(10));
    });

    it('gives the address of a customer', async () => {
      const { items: found } = await store.addresses.ofUser({ userId: 'HANAR' });
      expect(found).toMatchObject([{ street: 'Rua do Paço, 67', city: 'Rio de Janeiro', country: 'Brazil' }]);
    });

    it('gives the ten products most sold as the featured ones, and no other', async () => {
      const sold = [...groups(table('order-details'), 'productID')].map(([productId, details]) => ({
        productId,
        pieces: details.reduce((sum, detail) => sum + Number(detail.quantity), 0),
      }));
      const discontinued = new Set(
        table('products').flatMap((row) => (row.discontinued === '1' ? [row.productID] : [])),
      );
      const best = sold
        .filter(({ productId }) => !discontinued.has(productId))
        .sort((a, b) => b.pieces - a.pieces);
      const page = await store.products.featured({});
      expect(page.items.map((product) => product.productId)).toEqual(
        best.slice(0, 10).map(({ productId }) => productId),
      );
    });

    it('runs every pattern of the catalogue, and each finds something', async () => {
      const runs = await runPatterns(db, patternCalls(items));
      expect(runs.filter((run) => run.items === 0)).toEqual([]);
      expect(runs.filter((run) => !(run.capacity > 0))).toEqual([]);
    });
  });
}

function cents(amount: string | undefined): number {
  return Math.round(Number(amount) * 100);
}
