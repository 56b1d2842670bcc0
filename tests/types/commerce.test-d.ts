import { expectTypeOf } from 'expect-type';
import type { Connection } from '../../src/index.ts';
import { between, transactWrite } from '../../src/index.ts';
import {
  type Address,
  changeEmail,
  commerce,
  type NewOrder,
  type Order,
  type OutOfStock,
  placeOrder,
  signUp,
  type User,
} from '../../src/repositories/commerce/index.ts';

declare const db: Connection;
declare const order: Order;
declare const newOrder: NewOrder;
const shop = commerce(db);
const { users, userEmails, orders, orderItems, products, userPage, orderPage, changeStatus } = shop;

// An order is named by its id alone.
expectTypeOf(orders.get({ orderId: 'a1' })).resolves.toEqualTypeOf<Order | undefined>();
// @ts-expect-error the user does not name an order
void orders.get({ userId: '7' });

// The stamps are the toolkit's.
void users.create({ userId: '7', name: 'Ann', orderCount: 0 });
// @ts-expect-error without a name
void users.create({ userId: '7', orderCount: 0 });

// Patterns take their partition, and a range on a leading part of the sort key.
void orders.ofUser({
  userId: '7',
  placedAt: between('2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'),
});
void orders.withStatus({ status: 'paid' });
// @ts-expect-error no such status
void orders.withStatus({ status: 'payed' });
// @ts-expect-error the partition is missing
void orderItems.ofOrder({ line: 1 });
void products.featured({});

// A status alone would leave the index keys behind.
// @ts-expect-error user and time are missing
void orders.update({ orderId: 'a1' }, { set: { status: 'paid' } });
expectTypeOf(changeStatus(order, 'paid')).resolves.toEqualTypeOf<Order>();
// @ts-expect-error an id does not say which status the order had
void changeStatus({ orderId: 'a1' }, 'paid');

// The counter is a number to add to; a name is not.
void users.update({ userId: '7' }, { add: { orderCount: 1 } });
// @ts-expect-error a text cannot be added to
void users.update({ userId: '7' }, { add: { name: 1 } });

// Collections give a union that the entity's name tells apart.
type Found = Awaited<ReturnType<typeof userPage>>['items'][number];
expectTypeOf<Found['entity']>().toEqualTypeOf<'User' | 'Address' | 'Order'>();
expectTypeOf<Extract<Found, { entity: 'User' }>['item']>().toEqualTypeOf<User>();
expectTypeOf<Extract<Found, { entity: 'Address' }>['item']>().toEqualTypeOf<Address>();
// @ts-expect-error an order's page is named by the order
void orderPage({ userId: '7' });

// An order gives its head; status, counts and sums are not the customer's to say.
expectTypeOf(shop.placeOrder(newOrder, { token: 'a1' })).resolves.toEqualTypeOf<Order>();
// @ts-expect-error nobody to count it for
void shop.placeOrder({ ...newOrder, userId: undefined });
// @ts-expect-error the sum is made of the lines
void placeOrder({ ...newOrder, totalCents: 100 });
// @ts-expect-error a line needs its price
void placeOrder({ ...newOrder, lines: [{ productId: 'p1', name: 'Chai', quantity: 1 }] });
expectTypeOf<OutOfStock['products'][number]>().toEqualTypeOf<{
  readonly productId: string;
  readonly name: string;
  readonly discontinued: boolean;
  readonly wanted: number;
  readonly left: number;
}>();

// Who signs up has an e-mail and no orders.
const ann = { userId: '7', name: 'Ann', email: 'ann@example.org' };
expectTypeOf(shop.signUp(ann)).resolves.toEqualTypeOf<User>();
// @ts-expect-error without an e-mail
void shop.signUp({ userId: '7', name: 'Ann' });
// @ts-expect-error the count starts at none
void shop.signUp({ ...ann, orderCount: 3 });

// No e-mail is said out loud.
expectTypeOf(shop.changeEmail(ann, undefined)).resolves.toEqualTypeOf<void>();
// @ts-expect-error which e-mail
void shop.changeEmail(ann);
// @ts-expect-error an e-mail does not say whose it is
void shop.changeEmail({ email: 'ann@example.org' }, undefined);
expectTypeOf(userEmails.getOrThrow({ email: 'ann@example.org' })).resolves.toExtend<{
  email: string;
  userId: string;
}>();

// The builders go into one transaction with whatever else a service wants done.
const [head] = placeOrder(newOrder);
expectTypeOf(transactWrite(db, [head, ...changeEmail(ann, undefined)]))
  .resolves.toHaveProperty(0)
  .toEqualTypeOf<Order>();
expectTypeOf(transactWrite(db, signUp(ann))).resolves.toEqualTypeOf<[User, unknown]>();
