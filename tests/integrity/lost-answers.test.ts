import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { connect } from '../../src/client/connect.ts';
import {
  AlreadyExists,
  ConditionFailed,
  NotFound,
  type TransactionCancelled,
  VersionConflict,
} from '../../src/errors.ts';
import type { NumberText } from '../../src/expressions/operators.ts';
import { lt, missing } from '../../src/expressions/operators.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { repository } from '../../src/repositories/repository.ts';
import { send } from '../../src/repositories/send.ts';
import { applyThen, awsError, drop, pass, type Step } from '../../src/testing/index.ts';
import { retryOnConflict } from '../../src/transactions/retry-on-conflict.ts';
import { transactWrite } from '../../src/transactions/transact-write.ts';
import { describeEngines } from '../support/engines.ts';
import { failureOf } from './contenders.ts';
import { lossyTable } from './lossy-table.ts';
import { Cart, emailsOf, leave, shop, signUp, Tally, userOf } from './shop.ts';

interface SampleItem {
  sampleId: string;
  tags?: ReadonlySet<string>;
  ratings?: ReadonlySet<number>;
  hashes?: ReadonlySet<Uint8Array>;
  data?: Uint8Array;
  big?: bigint;
  exact?: NumberText;
  price?: number;
  lines?: readonly unknown[];
  map?: Readonly<Record<string, unknown>>;
  note?: string | null | undefined;
}
const Sample = defineEntity<SampleItem>()({
  name: 'Sample',
  table: shop,
  keys: { PK: 'SAMPLE#{sampleId}', SK: 'SAMPLE' },
  stamps: true,
});

/** One of every kind of value whose form on the wire is not the one that was given. */
const values = {
  tags: new Set(['c', 'a', 'b']),
  ratings: new Set([3, 0.1, 20]),
  hashes: new Set([new Uint8Array([2]), new Uint8Array([1, 255])]),
  data: new Uint8Array([0, 1, 2, 253]),
  big: 2n ** 90n,
  exact: { value: '0.12345678901234567890123456789' } as NumberText,
  price: 0.1 + 0.2,
  lines: [1, [], { quantity: 2, tags: new Set(['x']) }],
  map: { empty: {}, none: null, yes: true, text: '' },
  note: undefined,
};

const Marker = defineEntity<{ markerId: string; createdAt: string; updatedAt: string }>()({
  name: 'LostMarker',
  table: shop,
  keys: { PK: 'LOST-MARKER#{markerId}', SK: 'MARKER' },
  stamps: true,
});

/** The two ways in which a write is applied, and its sender learns nothing of it. */
const LOSSES: readonly (readonly [string, Step])[] = [
  ['whose answer is lost', applyThen(drop)],
  ['that fails after it was applied', applyThen(awsError('InternalServerError'))],
];

describeEngines('lost answers', (engine) => {
  const { server, direct, through } = lossyTable(engine, shop);
  const attempts = (operation: 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'TransactWriteItems') =>
    server().requests(operation).length;
  const tallyOf = (tallyId: string) => send(direct(), Tally.get({ tallyId }, { consistent: true }));
  const cartOf = (cartId: string) => send(direct(), Cart.get({ cartId }, { consistent: true }));

  describe('create', () => {
    it.each(LOSSES)('%s succeeds, and gives its item', async (way, lost) => {
      server().script('PutItem', [lost, pass]);
      const tally = { tallyId: `create ${way}`, count: 1 };
      expect(await send(through(), Tally.create(tally))).toEqual(tally);
      expect(attempts('PutItem')).toBe(2);
      expect(await tallyOf(tally.tallyId)).toEqual(tally);
    });

    it('succeeds after three lost answers', async () => {
      server().script('PutItem', [applyThen(drop), applyThen(drop), applyThen(drop), pass]);
      const tally = { tallyId: 'thrice', count: 1 };
      expect(await send(through(), Tally.create(tally))).toEqual(tally);
      expect(attempts('PutItem')).toBe(4);
    });

    it('knows its item by sets, binary, big numbers and decimals', async () => {
      server().script('PutItem', [applyThen(drop), pass]);
      const created = await repository(through(), Sample).create({ sampleId: 'kinds', ...values } as never);
      expect(attempts('PutItem')).toBe(2);
      expect(created).toMatchObject({ sampleId: 'kinds', big: 2n ** 90n });
      expect(created).toHaveProperty('createdAt');
      expect(await send(direct(), Sample.get({ sampleId: 'kinds' }))).toMatchObject({ tags: values.tags });
    });

    it('does so through a DynamoDBDocumentClient, whose errors hold the item in another form', async () => {
      const { client, tableName } = through();
      const document = DynamoDBDocumentClient.from(client as DynamoDBClient);
      server().script('PutItem', [applyThen(drop), pass]);
      const samples = repository(connect({ table: shop, tableName, client: document }), Sample);
      await samples.create({ sampleId: 'document', ...values } as never);
      expect(attempts('PutItem')).toBe(2);
    });

    it('of an item with a version succeeds', async () => {
      server().script('PutItem', [applyThen(drop), pass]);
      expect(await send(through(), Cart.create({ cartId: 'create', count: 0 }))).toMatchObject({
        version: 1,
      });
      expect(attempts('PutItem')).toBe(2);
    });

    it.each([
      ['after a request that was not applied', [drop, pass]],
      ['after a lost refusal', [applyThen(drop), pass]],
    ] as const)("is AlreadyExists where somebody else's item is there, %s", async (way, script) => {
      const tallyId = `other ${way}`;
      await send(direct(), Tally.create({ tallyId, count: 7 }));
      server().script('PutItem', script);
      const error = await failureOf(send(through(), Tally.create({ tallyId, count: 1 })));
      expect(error).toBeInstanceOf(AlreadyExists);
      // It was, and we know better; but that it is unknown is all that attempts can tell.
      expect(error).toMatchObject({ item: { tallyId, count: 7 }, maybeApplied: true });
      expect(await tallyOf(tallyId)).toEqual({ tallyId, count: 7 });
    });

    it('is AlreadyExists where its own item was changed before it was sent again', async () => {
      const tallyId = 'changed';
      server().script('PutItem', [
        async (_, forward) => {
          await forward();
          await send(direct(), Tally.update({ tallyId }, { add: { count: 1 } }));
          return 'drop' as const;
        },
        pass,
      ]);
      const error = await failureOf(send(through(), Tally.create({ tallyId, count: 1 })));
      expect(error).toBeInstanceOf(AlreadyExists);
      expect(error).toMatchObject({ item: { tallyId, count: 2 }, maybeApplied: true });
    });

    it('of an item that says nothing beside its key is AlreadyExists, maybe applied', async () => {
      server().script('PutItem', [applyThen(drop), pass]);
      const error = await failureOf(send(through(), Marker.create({ markerId: 'm1' })));
      expect(error).toBeInstanceOf(AlreadyExists);
      expect(error).toMatchObject({ item: { markerId: 'm1' }, maybeApplied: true });
    });

    it('at its first attempt is AlreadyExists, and certainly not applied, also where the item is the same', async () => {
      const tally = { tallyId: 'same', count: 1 };
      await send(direct(), Tally.create(tally));
      const error = await failureOf(send(through(), Tally.create(tally)));
      expect(error).toBeInstanceOf(AlreadyExists);
      expect(error).toMatchObject({ item: tally, maybeApplied: false });
      expect(attempts('PutItem')).toBe(1);
    });
  });

  describe('a conditional put', () => {
    const grown = { if: { count: lt(5) } };

    it.each(LOSSES)('%s is ConditionFailed, maybe applied, and shows that it was', async (way, lost) => {
      const tallyId = `put ${way}`;
      await send(direct(), Tally.create({ tallyId, count: 1 }));
      server().script('PutItem', [lost, pass]);
      const put = { tallyId, count: 5 };
      const error = await failureOf(send(through(), Tally.put(put, grown)));
      expect(error).toBeInstanceOf(ConditionFailed);
      expect(error).toMatchObject({ item: put, maybeApplied: true });
      expect(attempts('PutItem')).toBe(2);
      expect(await tallyOf(tallyId)).toEqual(put);
    });

    it('that asks for the old item does not, for that is lost as well', async () => {
      const tallyId = 'put-old';
      await send(direct(), Tally.create({ tallyId, count: 1 }));
      server().script('PutItem', [applyThen(drop), pass]);
      const put = Tally.put({ tallyId, count: 5 }, { ...grown, return: 'old' });
      const error = await failureOf(send(through(), put));
      expect(error).toBeInstanceOf(ConditionFailed);
      expect(error).toMatchObject({ item: { tallyId, count: 5 }, maybeApplied: true });
    });

    it('whose condition was false before it is ConditionFailed', async () => {
      const tallyId = 'put-false';
      await send(direct(), Tally.create({ tallyId, count: 9 }));
      server().script('PutItem', [drop, pass]);
      const error = await failureOf(send(through(), Tally.put({ tallyId, count: 5 }, grown)));
      expect(error).toBeInstanceOf(ConditionFailed);
      expect(error).toMatchObject({ item: { count: 9 }, maybeApplied: true });
    });

    it('with a version is VersionConflict, maybe applied, and raises it once', async () => {
      const cart = await send(direct(), Cart.create({ cartId: 'put', count: 0 }));
      server().script('PutItem', [applyThen(drop), pass]);
      const error = await failureOf(send(through(), Cart.put({ ...cart, count: 1 })));
      expect(error).toBeInstanceOf(VersionConflict);
      expect(error).toMatchObject({ item: { count: 1, version: 2 }, maybeApplied: true });
      expect(attempts('PutItem')).toBe(2);
      expect(await cartOf('put')).toMatchObject({ count: 1, version: 2 });
    });

    it("with a version never takes another caller's equal item for its own", async () => {
      const cart = await send(direct(), Cart.create({ cartId: 'put-equal', count: 0 }));
      server().script('PutItem', [
        async () => {
          await send(direct(), Cart.put({ ...cart, count: 1 }));
          return { status: 400, body: { __type: 'x#ThrottlingException', message: 'slow' } };
        },
        pass,
      ]);
      const error = await failureOf(send(through(), Cart.put({ ...cart, count: 1 })));
      expect(error).toBeInstanceOf(VersionConflict);
      expect(await cartOf('put-equal')).toMatchObject({ count: 1, version: 2 });
    });

    it('with a version that somebody else has written over since is VersionConflict, maybe applied', async () => {
      const cart = await send(direct(), Cart.create({ cartId: 'put-over', count: 0 }));
      server().script('PutItem', [
        async (_, forward) => {
          await forward();
          await send(direct(), Cart.update({ ...cart, version: 2 }, { set: { note: 'newer' } }));
          return 'drop' as const;
        },
        pass,
      ]);
      const error = await failureOf(send(through(), Cart.put({ ...cart, count: 1 })));
      expect(error).toBeInstanceOf(VersionConflict);
      expect(error).toMatchObject({ item: { count: 1, note: 'newer', version: 3 }, maybeApplied: true });
    });
  });

  describe('an update or delete', () => {
    it.each(LOSSES)('with a version, %s, is VersionConflict, maybe applied', async (way, lost) => {
      const cartId = `update ${way}`;
      const cart = await send(direct(), Cart.create({ cartId, count: 0 }));
      server().script('UpdateItem', [lost, pass]);
      const error = await failureOf(send(through(), Cart.update(cart, { add: { count: 1 } })));
      expect(error).toBeInstanceOf(VersionConflict);
      expect(error).toMatchObject({
        message: `Cart.update: the item with PK "${Cart.keys.PK({ cartId })}", SK "CART" has version 2, and 1 was read.`,
        maybeApplied: true,
      });
      expect(await cartOf(cartId)).toMatchObject({ count: 1, version: 2 });
    });

    it('with a version, deleted, is NotFound, maybe applied', async () => {
      const cart = await send(direct(), Cart.create({ cartId: 'delete', count: 0 }));
      server().script('DeleteItem', [applyThen(drop), pass]);
      const error = await failureOf(send(through(), Cart.delete(cart)));
      expect(error).toBeInstanceOf(NotFound);
      expect(error.message).toBe('Cart.delete: there is no Cart with PK "CART#delete", SK "CART".');
      expect(error).toMatchObject({ maybeApplied: true });
      expect(await cartOf('delete')).toBeUndefined();
    });

    it('under a condition of the caller is ConditionFailed, maybe applied', async () => {
      await send(direct(), Tally.create({ tallyId: 'condition', count: 1 }));
      server().script('UpdateItem', [applyThen(drop), pass]);
      const update = Tally.update(
        { tallyId: 'condition' },
        { set: { note: 'x' } },
        { if: { note: missing() } },
      );
      expect(await failureOf(send(through(), update))).toMatchObject({
        name: 'ConditionFailed',
        maybeApplied: true,
      });
    });

    it('is not made again by retryOnConflict, so that the count stays exact', async () => {
      await send(direct(), Cart.create({ cartId: 'retried', count: 0 }));
      const carts = repository(through(), Cart);
      server().script('UpdateItem', [applyThen(drop), pass]);
      let changes = 0;
      const call = retryOnConflict(
        () => carts.getOrThrow({ cartId: 'retried' }, { consistent: true }),
        (cart) => {
          changes += 1;
          return carts.update(cart, { set: { count: cart.count + 1 } });
        },
      );
      expect(await failureOf(call)).toMatchObject({ name: 'VersionConflict', maybeApplied: true });
      expect(changes).toBe(1);
      expect(await cartOf('retried')).toMatchObject({ count: 1, version: 2 });
    });

    it('in a transaction succeeds once, also within retryOnConflict', async () => {
      await send(direct(), Cart.create({ cartId: 'transaction', count: 0 }));
      const db = through();
      server().script('TransactWriteItems', [applyThen(drop), pass]);
      let changes = 0;
      await retryOnConflict(
        () => send(db, Cart.getOrThrow({ cartId: 'transaction' }, { consistent: true })),
        (cart) => {
          changes += 1;
          return transactWrite(db, [Cart.update(cart, { set: { count: cart.count + 1 } })]);
        },
      );
      expect([changes, attempts('TransactWriteItems')]).toEqual([1, 2]);
      expect(await cartOf('transaction')).toMatchObject({ count: 1, version: 2 });
    });
  });

  it('of a transaction that was refused at its second attempt leave no doubt: it was not applied', async () => {
    const cart = await send(direct(), Cart.create({ cartId: 'refused', count: 0 }));
    await send(direct(), Cart.put({ ...cart, note: 'newer' }));
    server().script('TransactWriteItems', [drop, pass]);
    const error = await failureOf(transactWrite(through(), [Cart.put({ ...cart, count: 1 })]));
    expect(attempts('TransactWriteItems')).toBe(2);
    expect(error).toMatchObject({ name: 'TransactionCancelled', maybeApplied: false });
    expect((error as TransactionCancelled).find(VersionConflict)?.maybeApplied).toBe(false);
  });

  describe('add', () => {
    it.each(LOSSES)('%s counts twice: the danger of which the documentation tells', async (way, lost) => {
      const tallyId = `add ${way}`;
      await send(direct(), Tally.create({ tallyId, count: 0 }));
      server().script('UpdateItem', [lost, pass]);
      expect(await send(through(), Tally.update({ tallyId }, { add: { count: 1 } }))).toMatchObject({
        count: 2,
      });
    });

    it.each(LOSSES)('in a transaction, %s, counts once', async (way, lost) => {
      const tallyId = `transaction ${way}`;
      await send(direct(), Tally.create({ tallyId, count: 0 }));
      server().script('TransactWriteItems', [lost, lost, pass]);
      await transactWrite(through(), [Tally.update({ tallyId }, { add: { count: 1 } })]);
      expect(attempts('TransactWriteItems')).toBe(3);
      expect(await tallyOf(tallyId)).toMatchObject({ count: 1 });
    });
  });

  describe('a sign-up and a leave', () => {
    it('are done once, each with its claim', async () => {
      const run = 'lost';
      server().script('TransactWriteItems', [applyThen(drop), pass]);
      const ann = await signUp(through(), { run, userId: '1', email: 'ann@example.org' });
      expect(ann.version).toBe(1);
      expect(await emailsOf(direct(), run)).toEqual({
        users: ['ann@example.org 1 ann@example.org'],
        claims: ['ann@example.org 1 ann@example.org'],
      });
      server().script('TransactWriteItems', [applyThen(drop), pass]);
      await leave(through(), await userOf(direct(), run, '1'));
      expect(await emailsOf(direct(), run)).toEqual({ users: [], claims: [] });
    });
  });
});
