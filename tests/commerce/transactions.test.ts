import {
  AlreadyClaimed,
  AlreadyExists,
  ConditionFailed,
  connect,
  ensureTable,
  NotFound,
  TokenMismatch,
  TransactionCancelled,
} from '../../src/index.ts';
import { commerce, type NewOrder, OutOfStock, shop } from '../../src/repositories/commerce/index.ts';
import { describeEngines } from '../support/engines.ts';

const shipTo = { recipient: 'Ann', street: 'Main Street 1', city: 'Rome', country: 'Italy' };
const CONSISTENT = { consistent: true } as const;

describeEngines('Transactions of the shop', (engine) => {
  const db = connect({ table: shop, tableName: engine.tableName('shop'), client: engine.client() });
  const { users, userEmails, products, orderPage, placeOrder, signUp, changeEmail } = commerce(db);

  beforeAll(async () => {
    await ensureTable(db);
    for (const [productId, name] of [
      ['p1', 'Chai'],
      ['p2', 'Tofu'],
    ] as const) {
      const product = { productId, name, priceCents: 1_800, unitsInStock: 10, discontinued: false };
      await products.create(product);
    }
    await products.create({
      productId: 'old',
      name: 'Rössle Sauerkraut',
      priceCents: 4_560,
      unitsInStock: 26,
      discontinued: true,
    });
  });

  const line = (productId: string, quantity: number) => ({
    productId,
    name: 'as ordered',
    unitPriceCents: 1_800,
    quantity,
  });

  async function customer(userId: string) {
    return signUp({ userId, name: 'Ann', email: `${userId}@example.org` });
  }

  function orderOf(userId: string, lines: NewOrder['lines']): NewOrder {
    return { orderId: `${userId}-order`, userId, shipTo, freightCents: 500, lines };
  }

  async function thrown(work: Promise<unknown>): Promise<unknown> {
    return work.then(
      () => undefined,
      (error: unknown) => error,
    );
  }

  /** What a failed order must leave as it was. */
  async function state(userId: string) {
    const stock = await Promise.all(
      ['p1', 'p2', 'old'].map((productId) => products.getOrThrow({ productId }, CONSISTENT)),
    );
    const { items } = await orderPage({ orderId: `${userId}-order` }, CONSISTENT);
    const user = await users.get({ userId }, CONSISTENT);
    return { stock: stock.map(({ unitsInStock }) => unitsInStock), items, orders: user?.orderCount };
  }

  it('place an order whole, and give it as it was written', async () => {
    await customer('whole');
    const before = await state('whole');
    const placed = await placeOrder(orderOf('whole', [line('p1', 2), line('p2', 1), line('p1', 1)]));
    expect(placed).toMatchObject({ status: 'pending', lineCount: 3, totalCents: 4 * 1_800 + 500 });
    const after = await state('whole');
    expect(after.items.map(({ entity }) => entity)).toEqual(['Order', 'OrderItem', 'OrderItem', 'OrderItem']);
    expect(after.items[0]?.item).toEqual(placed);
    expect(after.orders).toBe(1);
    expect(after.stock).toEqual(before.stock.map((pieces, place) => pieces - ([3, 1][place] ?? 0)));
  });

  it.each<[string, NewOrder['lines'], string, object[]]>([
    [
      'short',
      [line('p1', 11), line('p2', 1)],
      '"Chai" (p1) has \\d+ left, and 11 are wanted.',
      [{ productId: 'p1', name: 'Chai', wanted: 11, discontinued: false }],
    ],
    [
      'shorter',
      [line('p1', 6), line('p2', 99), line('p1', 5)],
      '"Chai" (p1) has \\d+ left, and 11 are wanted; "Tofu" (p2) has \\d+ left, and 99 are wanted.',
      [{ productId: 'p1' }, { productId: 'p2', wanted: 99 }],
    ],
    [
      'over',
      [line('old', 1), line('p1', 1)],
      '"Rössle Sauerkraut" (old) is discontinued.',
      [{ productId: 'old', left: 26, wanted: 1, discontinued: true }],
    ],
  ])('refuse an order of user %s, and write nothing of it', async (userId, lines, text, found) => {
    await customer(userId);
    const before = await state(userId);
    const error = await thrown(placeOrder(orderOf(userId, lines)));
    expect(error).toBeInstanceOf(OutOfStock);
    const { message, products: missing } = error as OutOfStock;
    const pattern = text.replace(/[().]/g, '\\$&');
    expect(message).toMatch(new RegExp(`^Order ${userId}-order: ${pattern}$`));
    expect(missing).toMatchObject(found);
    expect(await state(userId)).toEqual(before);
  });

  it('leave any other failure a TransactionCancelled, also beside an empty stock', async () => {
    const nobody = await thrown(placeOrder(orderOf('nobody', [line('p1', 99)])));
    expect(nobody).toBeInstanceOf(TransactionCancelled);
    expect((nobody as TransactionCancelled).find(NotFound)?.message).toBe(
      'User.update: there is no User with PK "USER#nobody", SK "PROFILE".',
    );
    await customer('unknown');
    const unknown = await thrown(placeOrder(orderOf('unknown', [line('p9', 1)])));
    expect(unknown).toBeInstanceOf(TransactionCancelled);
    expect((unknown as TransactionCancelled).find(NotFound)).toMatchObject({ entity: 'Product' });
    expect((await state('unknown')).items).toEqual([]);
  });

  it('take an order id once', async () => {
    await customer('twice');
    const order = orderOf('twice', [line('p2', 1)]);
    await placeOrder(order);
    const before = await state('twice');
    const error = await thrown(placeOrder(order));
    expect(error).toBeInstanceOf(TransactionCancelled);
    expect((error as TransactionCancelled).find(AlreadyExists)).toMatchObject({ entity: 'Order' });
    expect(await state('twice')).toEqual(before);
  });

  it('place an order once that is sent twice with one token, and give the same order', async () => {
    await customer('token');
    const token = crypto.randomUUID();
    const order = { ...orderOf('token', [line('p2', 1)]), placedAt: '2026-01-31T10:00:00.000Z' };
    const first = await placeOrder(order, { token });
    const before = await state('token');
    expect(before.orders).toBe(1);
    expect(await placeOrder(order, { token })).toEqual(first);
    expect(await state('token')).toEqual(before);
    expect(await thrown(placeOrder({ ...order, freightCents: 0 }, { token }))).toBeInstanceOf(TokenMismatch);
  });

  it('refuse a token without the time that would make the order the same again', async () => {
    await expect(placeOrder(orderOf('7', [line('p1', 1)]), { token: 'abc' })).rejects.toThrow(
      'Order 7-order is sent with a token and needs its placedAt: without it, it has another time whenever it is sent.',
    );
  });

  it('refuse an order before anything is sent', async () => {
    const nowhere = commerce(connect({ table: shop, client: { send: undefined } as never }));
    await expect(nowhere.placeOrder(orderOf('7', []))).rejects.toThrow('Order 7-order has no lines.');
  });

  it('end with the signal that the caller gave', async () => {
    await customer('aborted');
    const order = orderOf('aborted', [line('p1', 1)]);
    const abortSignal = AbortSignal.abort();
    await expect(placeOrder(order, { abortSignal })).rejects.toThrow('aborted');
    await expect(signUp({ userId: 'x', name: 'X', email: 'x@example.org' }, { abortSignal })).rejects.toThrow(
      'aborted',
    );
    await expect(
      changeEmail({ userId: 'x', email: 'x@example.org' }, undefined, { abortSignal }),
    ).rejects.toThrow('aborted');
    expect((await state('aborted')).items).toEqual([]);
  });

  it('sign up a user, and refuse their e-mail to anybody else, in whatever case', async () => {
    const email = 'unique@example.org';
    const ann = await signUp({ userId: 'ann', name: 'Ann', email });
    expect(await users.get({ userId: 'ann' }, CONSISTENT)).toEqual(ann);
    expect(await userEmails.get({ email }, CONSISTENT)).toEqual({ email, userId: 'ann' });
    const taken = await thrown(signUp({ userId: 'bob', name: 'Bob', email: 'Unique@Example.org' }));
    expect(taken).toBeInstanceOf(AlreadyClaimed);
    expect(taken).toMatchObject({
      message: 'UserEmail.claim: email "Unique@Example.org" belongs to another User.',
      item: { userId: 'ann' },
    });
    expect(await users.get({ userId: 'bob' }, CONSISTENT)).toBeUndefined();
  });

  it('leave a user id that is taken a TransactionCancelled', async () => {
    await customer('id');
    const error = await thrown(signUp({ userId: 'id', name: 'Other', email: 'other-id@example.org' }));
    expect(error).toBeInstanceOf(TransactionCancelled);
    expect((error as TransactionCancelled).find(AlreadyExists)).toMatchObject({ entity: 'User' });
    expect(await userEmails.get({ email: 'other-id@example.org' }, CONSISTENT)).toBeUndefined();
  });

  it('change an e-mail, so that the old one is free and the new one taken', async () => {
    const user = await customer('mover');
    await changeEmail(user, 'moved@example.org');
    expect(await users.get({ userId: 'mover' }, CONSISTENT)).toMatchObject({ email: 'moved@example.org' });
    await signUp({ userId: 'follower', name: 'Bob', email: 'mover@example.org' });
    expect(await thrown(customer('moved'))).toBeInstanceOf(AlreadyClaimed);
  });

  it('change only the case of an e-mail, take it away, and give one again', async () => {
    const userId = 'case';
    const emailNow = async () => (await users.getOrThrow({ userId }, CONSISTENT)).email;
    await customer(userId);
    await changeEmail({ userId, email: 'case@example.org' }, 'Case@Example.org');
    expect(await userEmails.get({ email: 'case@example.org' }, CONSISTENT)).toEqual({
      email: 'Case@Example.org',
      userId,
    });
    await changeEmail({ userId, email: 'Case@Example.org' }, undefined);
    expect(await emailNow()).toBeUndefined();
    expect(await userEmails.get({ email: 'case@example.org' }, CONSISTENT)).toBeUndefined();
    await changeEmail({ userId }, 'again@example.org');
    await changeEmail({ userId, email: 'again@example.org' }, 'again@example.org');
    expect(await emailNow()).toBe('again@example.org');
  });

  it('do not change an e-mail that was changed since it was read, nor call the new one taken', async () => {
    const stale = await customer('stale');
    await changeEmail(stale, 'stale-2@example.org');
    // The old one has another owner by now, so that releasing it fails as well.
    await signUp({ userId: 'heir', name: 'Bob', email: 'stale@example.org' });
    const error = await thrown(changeEmail(stale, 'stale-3@example.org'));
    expect(error).toBeInstanceOf(TransactionCancelled);
    expect((error as TransactionCancelled).find(ConditionFailed)?.item).toMatchObject({
      email: 'stale-2@example.org',
    });
    expect(await userEmails.get({ email: 'stale-3@example.org' }, CONSISTENT)).toBeUndefined();
    expect(await userEmails.get({ email: 'stale@example.org' }, CONSISTENT)).toMatchObject({
      userId: 'heir',
    });
  });

  it('refuse an e-mail that is taken by somebody else', async () => {
    const [one] = [await customer('one'), await customer('two')];
    const error = await thrown(changeEmail(one, 'TWO@example.org'));
    expect(error).toBeInstanceOf(AlreadyClaimed);
    expect(error).toMatchObject({ claimed: { email: 'TWO@example.org' }, item: { userId: 'two' } });
    expect(await users.get({ userId: 'one' }, CONSISTENT)).toEqual(one);
    expect(await userEmails.get({ email: 'one@example.org' }, CONSISTENT)).toMatchObject({ userId: 'one' });
  });
});
