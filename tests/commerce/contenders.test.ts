import { AlreadyClaimed, connect, ensureTable, TransactionCancelled } from '../../src/index.ts';
import { commerce, OutOfStock, shop } from '../../src/repositories/commerce/index.ts';
import { describeEngines } from '../support/engines.ts';

const shipTo = { recipient: 'Ann', street: 'Main Street 1', city: 'Rome', country: 'Italy' };
const CONSISTENT = { consistent: true } as const;

describeEngines('Contenders in the shop', (engine) => {
  const db = connect({ table: shop, tableName: engine.tableName('shop'), client: engine.client() });
  const { users, userEmails, products, orderPage, placeOrder, signUp, changeEmail } = commerce(db);

  beforeAll(async () => {
    await ensureTable(db);
  });

  /** Does it for each at once, and tells who got through. Anything but the expected refusal fails the test. */
  async function winners<T>(
    contenders: readonly T[],
    work: (contender: T) => Promise<unknown>,
    refusal: new (...args: never[]) => Error,
  ): Promise<T[]> {
    const results = await Promise.allSettled(contenders.map(work));
    const others = results.flatMap((result) =>
      result.status === 'rejected' && !(result.reason instanceof refusal) ? [result.reason] : [],
    );
    expect(others).toEqual([]);
    return contenders.filter((_, place) => results[place]?.status === 'fulfilled');
  }

  const numbered = (count: number) => Array.from({ length: count }, (_, place) => place + 1);

  it.each([
    [2, 1],
    [20, 1],
    [20, 5],
  ])(
    '%i want a piece each of which there are %i: all are sold, and nothing else is written',
    async (count, pieces) => {
      const productId = `p-${count}-${pieces}`;
      const start = { name: 'Chai', priceCents: 1_800, unitsInStock: pieces, discontinued: false };
      await products.create({ productId, ...start });
      const buyers = await Promise.all(
        numbered(count).map(async (number) => {
          const userId = `${productId}-${number}`;
          await signUp({ userId, name: 'Ann', email: `${userId}@example.org` });
          return { userId, orderId: `${userId}-order` };
        }),
      );
      const lines = [{ productId, name: 'Chai', unitPriceCents: 1_800, quantity: 1 }];
      const placed = await winners(
        buyers,
        (buyer) => placeOrder({ ...buyer, shipTo, freightCents: 0, lines }),
        OutOfStock,
      );
      expect(placed).toHaveLength(pieces);
      expect(await products.get({ productId }, CONSISTENT)).toMatchObject({ unitsInStock: 0 });
      for (const buyer of buyers) {
        const won = placed.includes(buyer);
        const { items } = await orderPage({ orderId: buyer.orderId }, CONSISTENT);
        expect(items.map(({ entity }) => entity)).toEqual(won ? ['Order', 'OrderItem'] : []);
        const { orderCount } = await users.getOrThrow({ userId: buyer.userId }, CONSISTENT);
        expect(orderCount).toBe(won ? 1 : 0);
      }
    },
  );

  it.each([2, 20])('%i orders of one user at once are all counted', async (count) => {
    const [userId, productId] = [`busy-${count}`, `plenty-${count}`];
    await products.create({ productId, name: 'Chai', priceCents: 1, unitsInStock: 100, discontinued: false });
    await signUp({ userId, name: 'Ann', email: `${userId}@example.org` });
    const lines = [{ productId, name: 'Chai', unitPriceCents: 1, quantity: 3 }];
    const orders = numbered(count).map((number) => `${userId}-${number}`);
    const placed = await winners(
      orders,
      (orderId) => placeOrder({ orderId, userId, shipTo, freightCents: 0, lines }),
      OutOfStock,
    );
    expect(placed).toEqual(orders);
    expect(await users.get({ userId }, CONSISTENT)).toMatchObject({ orderCount: count });
    expect(await products.get({ productId }, CONSISTENT)).toMatchObject({ unitsInStock: 100 - 3 * count });
  });

  it.each([2, 20])('of %i who sign up with one e-mail one does', async (count) => {
    const email = `one-of-${count}@example.org`;
    const ids = numbered(count).map((number) => `signup-${count}-${number}`);
    const signedUp = await winners(ids, (userId) => signUp({ userId, name: 'Ann', email }), AlreadyClaimed);
    expect(signedUp).toHaveLength(1);
    const found = await Promise.all(ids.map((userId) => users.get({ userId }, CONSISTENT)));
    expect(found.flatMap((user) => user?.userId ?? [])).toEqual(signedUp);
    expect(await userEmails.get({ email }, CONSISTENT)).toEqual({ email, userId: signedUp[0] });
  });

  it.each([2, 20])('of %i who change to one e-mail one does, and the others keep theirs', async (count) => {
    const email = `wanted-by-${count}@example.org`;
    const owners = await Promise.all(
      numbered(count).map((number) =>
        signUp({
          userId: `change-${count}-${number}`,
          name: 'Ann',
          email: `change-${count}-${number}@example.org`,
        }),
      ),
    );
    const changed = await winners(owners, (user) => changeEmail(user, email), AlreadyClaimed);
    expect(changed).toHaveLength(1);
    expect(await userEmails.get({ email }, CONSISTENT)).toEqual({ email, userId: changed[0]?.userId });
    for (const owner of owners) {
      const won = changed.includes(owner);
      const present = await users.getOrThrow(owner, CONSISTENT);
      expect(present.email).toBe(won ? email : owner.email);
      const old = await userEmails.get({ email: owner.email ?? '' }, CONSISTENT);
      expect(old?.userId).toBe(won ? undefined : owner.userId);
    }
  });

  it.each([2, 20])('of %i changes of one user one is made, and one e-mail stays claimed', async (count) => {
    const userId = `many-${count}`;
    const user = await signUp({ userId, name: 'Ann', email: `${userId}@example.org` });
    const emails = numbered(count).map((number) => `${userId}-${number}@example.org`);
    const made = await winners(emails, (email) => changeEmail(user, email), TransactionCancelled);
    expect(made).toHaveLength(1);
    expect(await users.get({ userId }, CONSISTENT)).toMatchObject({ email: made[0] });
    const claims = await Promise.all(
      [user.email ?? '', ...emails].map((email) => userEmails.get({ email }, CONSISTENT)),
    );
    expect(claims.filter((claim) => claim !== undefined)).toEqual([{ userId, email: made[0] }]);
  });
});
