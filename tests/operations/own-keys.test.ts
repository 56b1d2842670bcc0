import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import { ifNotExists } from '../../src/expressions/patch.ts';
import { titled } from '../support/titled.ts';
import { Order, order, refusal } from './orders.ts';

describe('An attribute that an index uses as it stands', () => {
  it.each(
    titled<object, string>([
      [{ region: 5 }, 'region is a string key of index byRegion, and 5 cannot be that.'],
      [{ region: null }, 'region is a string key of index byRegion, and null cannot be that.'],
      [{ region: ['eu'] }, 'region is a string key of index byRegion, and an array of 1 cannot be that.'],
      [{ region: '' }, 'region is a key of index byRegion and cannot be empty.'],
      [{ region: 'é'.repeat(1025) }, 'region is a key of index byRegion, which takes 2048 bytes, not 2050.'],
      [{ city: 'é'.repeat(513) }, 'city is a key of index byRegion, which takes 1024 bytes, not 1026.'],
      [{ zone: '1' }, 'zone is a number key of index byRegion, and "1" cannot be that.'],
      [{ score: true }, 'score is a number key of index byRegion, and true cannot be that.'],
      [{ hash: 'abc' }, 'hash is a binary key of index byRegion, and "abc" cannot be that.'],
      [{ hash: new Uint8Array() }, 'hash is a key of index byRegion and cannot be empty.'],
      [{ hash: new Uint8Array(1025) }, 'hash is a key of index byRegion, which takes 1024 bytes, not 1025.'],
    ]),
  )('is refused in every write: %s', (message, attributes) => {
    expect(() => Order.put({ ...order, ...attributes } as never)).toThrow(
      refusal('KeyError', `Order.put: ${message}`),
    );
    expect(() => Order.upsert({ ...order, ...attributes } as never)).toThrow(
      refusal('KeyError', `Order.upsert: ${message}`),
    );
    expect(() => Order.update(order, { set: attributes } as never)).toThrow(
      refusal('KeyError', `Order.update: ${message}`),
    );
    const [[name, value] = ['', undefined]] = Object.entries(attributes);
    expect(() => Order.update(order, { setIn: [[[name], value]] } as never)).toThrow(
      refusal('KeyError', `Order.update: ${message}`),
    );
    expect(() => Order.update(order, { set: { [name]: ifNotExists(value as never) } } as never)).toThrow(
      refusal('KeyError', `Order.update: ${message}`),
    );
  });

  it('may be anything of its type, and at its limit', () => {
    const attributes = {
      region: 'é'.repeat(1024),
      zone: -0.5,
      city: 'é'.repeat(512),
      hash: new Uint8Array(1024),
    };
    expect(Order.put({ ...order, ...attributes }).input.Item).toMatchObject(attributes);
    for (const score of [1, 10n ** 20n, NumberValue.from('0.12345678901234567890123')]) {
      expect(Order.put({ ...order, score } as never).input.Item.score).toBe(score);
    }
  });

  it('may be absent, or taken away: the item is then not in the index', () => {
    expect(Order.put({ ...order, region: 'eu' }).input.Item).toMatchObject({ region: 'eu' });
    expect(Order.update(order, { remove: ['region'] }).input.UpdateExpression).toBe('REMOVE #n1');
    expect(Order.update(order, { add: { score: 1 } }).input.UpdateExpression).toBe('ADD #n1 :v0');
  });

  it('cannot be NaN, like any number', () => {
    expect(() => Order.put({ ...order, zone: Number.NaN })).toThrow(
      refusal('ValueError', 'Order.zone is NaN, which is not a number that DynamoDB holds.'),
    );
    expect(() => Order.update(order, { set: { zone: Number.NaN } })).toThrow(
      refusal('ValueError', 'Order.zone is NaN, which is not a number that DynamoDB holds.'),
    );
  });
});
