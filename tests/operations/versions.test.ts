import { ne } from '../../src/expressions/operators.ts';
import { append, increment } from '../../src/expressions/patch.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineTable } from '../../src/table/table.ts';
import type { Validator } from '../../src/table/validator.ts';
import { declared } from '../table/declared.ts';
import { now, refusal, stamp } from './orders.ts';

const table = () => defineTable({ name: 'shop', ttl: 'expiresAt', indexes: ['GSI1'] });
const keys = { PK: 'CART#{cartId}', SK: 'CART' } as const;
interface CartItem {
  cartId: string;
  total: number;
  lines?: string[];
  /** Older carts have none. */
  version?: number | undefined;
}
const Cart = defineEntity<CartItem>()({ name: 'Cart', table: table(), keys, version: 'version' });
const key = { PK: 'CART#c1', SK: 'CART' };
const stored = { ...key, EntityType: 'Cart', cartId: 'c1', total: 1 };
const cart = { cartId: 'c1', total: 1, version: 3 };
const FIRST = 1;

describe('create', () => {
  it('writes the first version', () => {
    const operation = Cart.create({ cartId: 'c1', total: 1 });
    expect(operation.input).toMatchObject({
      Item: { ...stored, version: FIRST },
      ConditionExpression: 'attribute_not_exists(#n0)',
      ExpressionAttributeNames: { '#n0': 'PK' },
    });
    expect(operation.read({})).toEqual({ cartId: 'c1', total: 1, version: FIRST });
  });

  it('does so where undefined is given, too', () => {
    expect(Cart.create({ ...cart, version: undefined }).input).toMatchObject({ Item: { version: FIRST } });
  });

  it('keeps a version that the item brings along, as an item that is copied does', () => {
    expect(Cart.create({ ...cart, version: 0 }).input).toMatchObject({ Item: { version: 0 } });
    expect(Cart.create(cart).read({})).toEqual(cart);
  });

  it('leaves what it was given alone', () => {
    const given = { cartId: 'c1', total: 1 };
    Cart.create(given);
    Cart.put(given);
    expect(given).toEqual({ cartId: 'c1', total: 1 });
  });
});

describe('put', () => {
  it('replaces the version that is given by the next one', () => {
    const operation = Cart.put(cart);
    expect(operation.input).toEqual({
      TableName: 'shop',
      Item: { ...stored, version: 4 },
      ConditionExpression: '#n0 = :v0',
      ExpressionAttributeNames: { '#n0': 'version' },
      ExpressionAttributeValues: { ':v0': 3 },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    expect(operation.read({})).toEqual({ ...cart, version: 4 });
  });

  it.each([
    ['without a version', { cartId: 'c1', total: 1 }],
    ['with undefined', { cartId: 'c1', total: 1, version: undefined }],
  ])('%s replaces only what has none, or writes what is new', (_, given) => {
    expect(Cart.put(given).input).toMatchObject({
      Item: { ...stored, version: FIRST },
      ConditionExpression: 'attribute_not_exists(#n0)',
      ExpressionAttributeNames: { '#n0': 'version' },
    });
  });

  it('asks for the condition of the caller besides', () => {
    expect(Cart.put(cart, { if: { total: ne(0) } }).input).toMatchObject({
      ConditionExpression: '#n0 = :v0 AND (#n1 <> :v1)',
      ExpressionAttributeNames: { '#n0': 'version', '#n1': 'total' },
      ExpressionAttributeValues: { ':v0': 3, ':v1': 0 },
    });
  });

  it('raises the greatest version that can be raised exactly', () => {
    const version = Number.MAX_SAFE_INTEGER - 1;
    expect(Cart.put({ ...cart, version }).input).toMatchObject({ Item: { version: version + 1 } });
  });
});

describe('update', () => {
  it('raises the version as a plain value, so that a repeated request raises it once', () => {
    expect(Cart.update(cart, { set: { total: 2 } }).input).toEqual({
      TableName: 'shop',
      Key: key,
      UpdateExpression: 'SET #n2 = :v1, #n1 = :v2',
      ConditionExpression: 'attribute_exists(#n0) AND #n1 = :v0',
      ExpressionAttributeNames: { '#n0': 'PK', '#n1': 'version', '#n2': 'total' },
      ExpressionAttributeValues: { ':v0': 3, ':v1': 2, ':v2': 4 },
      ReturnValues: 'ALL_NEW',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
  });

  it('counts an item that has no version from the first on', () => {
    expect(Cart.update({ cartId: 'c1', version: undefined }, { remove: ['lines'] }).input).toMatchObject({
      UpdateExpression: 'SET #n1 = :v0 REMOVE #n2',
      ConditionExpression: 'attribute_exists(#n0) AND attribute_not_exists(#n1)',
      ExpressionAttributeNames: { '#n0': 'PK', '#n1': 'version', '#n2': 'lines' },
      ExpressionAttributeValues: { ':v0': FIRST },
    });
  });

  it('asks for the condition of the caller besides', () => {
    expect(Cart.update(cart, { add: { total: 1 } }, { if: { total: 1 } }).input).toMatchObject({
      UpdateExpression: 'SET #n1 = :v1 ADD #n2 :v2',
      ConditionExpression: 'attribute_exists(#n0) AND #n1 = :v0 AND (#n2 = :v3)',
    });
  });

  it('stamps the time besides', () => {
    const Stamped = defineEntity<CartItem & { updatedAt: string }>()({
      name: 'Cart',
      table: table(),
      keys,
      version: 'version',
      stamps: { updatedAt: 'updatedAt' },
    });
    expect(Stamped.update(cart, { set: { total: 2 } }, { now }).input).toMatchObject({
      UpdateExpression: 'SET #n2 = :v1, #n3 = :v2, #n1 = :v3',
      ExpressionAttributeNames: { '#n1': 'version', '#n2': 'total', '#n3': 'updatedAt' },
      ExpressionAttributeValues: { ':v0': 3, ':v1': 2, ':v2': stamp, ':v3': 4 },
    });
  });
});

describe('delete', () => {
  it('takes the version that was read; the item must be there', () => {
    expect(Cart.delete(cart).input).toEqual({
      TableName: 'shop',
      Key: key,
      ConditionExpression: 'attribute_exists(#n0) AND #n1 = :v0',
      ExpressionAttributeNames: { '#n0': 'PK', '#n1': 'version' },
      ExpressionAttributeValues: { ':v0': 3 },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    });
    expect(Cart.delete({ cartId: 'c1', version: undefined }, { if: { total: 1 } }).input).toMatchObject({
      ConditionExpression: 'attribute_exists(#n0) AND attribute_not_exists(#n1) AND (#n2 = :v0)',
    });
  });
});

describe('What is no item', () => {
  class Basket {
    cartId = 'c1';
    get total() {
      return 1;
    }
  }
  it.each([
    [new Basket(), 'Cart is an object of Basket; DynamoDB holds plain objects, so store its data as one.'],
    [[cart], 'Cart is an array of 1, not an item.'],
    [new Map(Object.entries(cart)), 'Cart is a Map; store a plain object, or a list of entries.'],
    ['c1', 'Cart is "c1", not an item.'],
    [null, 'Cart is null, not an item.'],
    [undefined, 'Cart is undefined; leave the attribute out, or store null.'],
  ])('is no more one for having a version: %p', (given, message) => {
    expect(() => Cart.create(given as never)).toThrow(refusal('ValueError', message));
    expect(() => Cart.put(given as never)).toThrow(refusal('ValueError', message));
  });
});

describe('A condition that was false', () => {
  const operations = [
    ['put', () => Cart.put(cart, { if: { total: 1 } })],
    ['update', () => Cart.update(cart, { set: { total: 2 } }, { if: { total: 1 } })],
    ['delete', () => Cart.delete(cart, { if: { total: 1 } })],
    ['check', () => Cart.check(cart, { if: { total: 1 } })],
  ] as const;
  const cause = new Error('The conditional request failed');

  it.each(operations)('is a VersionConflict for a newer item: %s', (name, operation) => {
    expect(operation().refused({ ...stored, version: 7 }, cause)).toMatchObject({
      name: 'VersionConflict',
      message: `Cart.${name}: the item with PK "CART#c1", SK "CART" has version 7, and 3 was read.`,
      entity: 'Cart',
      operation: `Cart.${name}`,
      key,
      item: { ...cart, version: 7 },
      cause,
      maybeApplied: false,
    });
  });

  it.each(operations)('is a VersionConflict for an item without a version: %s', (name, operation) => {
    expect(operation().refused(stored, cause)).toEqual(
      refusal(
        'VersionConflict',
        `Cart.${name}: the item with PK "CART#c1", SK "CART" has version none, and 3 was read.`,
      ),
    );
  });

  it.each(operations)('is NotFound where there is no item: %s', (name, operation) => {
    expect(operation().refused(undefined, cause)).toEqual(
      refusal('NotFound', `Cart.${name}: there is no Cart with PK "CART#c1", SK "CART".`),
    );
  });

  it.each(operations)('is ConditionFailed where the version is the right one: %s', (name, operation) => {
    expect(operation().refused({ ...stored, total: 9, version: 3 }, cause)).toMatchObject({
      name: 'ConditionFailed',
      message: `Cart.${name}: the condition is false for the item with PK "CART#c1", SK "CART".`,
      item: { ...cart, total: 9 },
    });
  });

  it('says where an item has a version that none was read of', () => {
    expect(Cart.put({ cartId: 'c1', total: 1 }).refused({ ...stored, version: 1 }, cause)).toEqual(
      refusal(
        'VersionConflict',
        'Cart.put: the item with PK "CART#c1", SK "CART" has version 1, and none was read.',
      ),
    );
  });
});

describe('A version is refused', () => {
  const bad = [
    ['3', '"3"'],
    [1.5, '1.5'],
    [-1, '-1'],
    [Number.NaN, 'NaN'],
    [Number.MAX_SAFE_INTEGER, '9007199254740991'],
    [2 ** 53, '9007199254740992'],
    [3n, '3n'],
    [null, 'null'],
    [new Date(0), 'Date 1970-01-01T00:00:00.000Z'],
  ] as const;
  const writes = {
    create: (item: CartItem) => Cart.create(item),
    put: (item: CartItem) => Cart.put(item),
    update: (item: CartItem) => Cart.update(item as typeof cart, { set: { total: 2 } }),
    delete: (item: CartItem) => Cart.delete(item as typeof cart),
    check: (item: CartItem) => Cart.check(item),
  };

  it.each(Object.entries(writes))('by %s when it is no whole number', (name, write) => {
    for (const [version, shown] of bad) {
      expect(() => write({ ...cart, version: version as never })).toThrow(
        refusal('RequestError', `Cart.${name}: version is a whole number from 0 on, not ${shown}.`),
      );
    }
  });

  it.each(['update', 'delete'] as const)('by %s when there is none', (name) => {
    expect(() => writes[name]({ cartId: 'c1', total: 1 })).toThrow(
      refusal(
        'RequestError',
        `Cart.${name} needs the version that was read, beside the key: give the item as it was read, or version: undefined for an item that has none.`,
      ),
    );
  });

  it.each([
    ['set', { set: { version: 9 } }],
    ['set by a function', { set: { version: increment(1) } }],
    ['add', { add: { version: 1 } }],
    ['remove', { remove: ['version'] }],
    ['remove inside', { remove: [['version', 'x']] }],
    ['setIn', { setIn: [[['version'], 9]] }],
    ['setIn inside', { setIn: [[['version', 'x'], 9]] }],
    ['append', { set: { version: append([1]) } }],
    ['delete', { delete: { version: new Set([1]) } }],
  ])('in a patch: %s', (_, patch) => {
    expect(() => Cart.update(cart, patch as never)).toThrow(
      refusal(
        'RequestError',
        'Cart.update: version is raised by every update; give the one that was read beside the key.',
      ),
    );
  });

  it('as a change by itself', () => {
    expect(() => Cart.update(cart, {})).toThrow(
      refusal('RequestError', 'Cart.update: the patch changes nothing.'),
    );
  });

  it('by upsert, which knows of no item that was read', () => {
    expect(() => Cart.upsert(cart)).toThrow(
      refusal(
        'RequestError',
        'Cart.upsert writes whatever is there, and Cart has versions: use create, put or update.',
      ),
    );
  });
});

describe('A declaration of versions is refused', () => {
  const use = (text: string) => `Entity Cart counts versions in ${text}; name another attribute.`;
  it.each([
    [{ version: 'cartId' }, use('"cartId", which feeds the key template "CART#{cartId}"')],
    [
      { version: 'at', keys: { ...keys, GSI1PK: 'CARTS', GSI1SK: '{at:int12}' } },
      use('"at", which feeds the key template "{at:int12}"'),
    ],
    [{ version: 'SK' }, use('"SK", which the toolkit itself writes')],
    [{ version: 'GSI1PK' }, use('"GSI1PK", which the toolkit itself writes')],
    [{ version: 'EntityType' }, use('"EntityType", which the toolkit itself writes')],
    [{ version: 'expiresAt' }, use('"expiresAt", which holds the expiry of items')],
    [{ version: 'updatedAt', stamps: true }, use('"updatedAt", which holds a time stamp')],
    [{ version: 'made', stamps: { createdAt: 'made' } }, use('"made", which holds a time stamp')],
    [
      { version: 'rev', numbers: { rev: 'bigint' } },
      use('"rev", which is read as bigint; a version is a number'),
    ],
    [
      { version: 'rev', numbers: { rev: 'text' } },
      use('"rev", which is read as text; a version is a number'),
    ],
    [{ version: '' }, 'Entity Cart: version is the name of an attribute, not "".'],
    [{ version: true }, 'Entity Cart: version is the name of an attribute, not true.'],
    [
      { versions: 'rev' },
      'Entity "Cart" has no option "versions"; there are name, table, keys, patterns, constants, stamps, version, expiry, validate, upgrade, numbers.',
    ],
  ])('%j', (declaration, message) => {
    expect(() => declared(table(), { name: 'Cart', keys, ...declaration } as never)).toThrow(
      refusal('DeclarationError', message),
    );
  });
});

describe('A validator', () => {
  it('sees the version that is written', () => {
    const seen: unknown[] = [];
    const validate: Validator = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: (value) => {
          seen.push((value as CartItem).version);
          return { value };
        },
      },
    };
    const Checked = defineEntity<CartItem>()({
      name: 'Cart',
      table: table(),
      keys,
      version: 'version',
      validate,
    });
    Checked.create({ cartId: 'c1', total: 1 });
    Checked.put({ cartId: 'c1', total: 1 });
    Checked.put(cart);
    expect(seen).toEqual([1, 1, 4]);
  });
});
