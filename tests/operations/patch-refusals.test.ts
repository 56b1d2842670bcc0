import { gte } from '../../src/expressions/operators.ts';
import { increment } from '../../src/expressions/patch.ts';
import { titled } from '../support/titled.ts';
import { Order, order, refusal, User } from './orders.ts';

const own = (json: string) => JSON.parse(json) as unknown;

describe('A patch is refused', () => {
  it.each(
    titled<unknown, string>([
      [{}, 'Order.update: the patch changes nothing.'],
      [{ set: {}, remove: [], add: {} }, 'Order.update: the patch changes nothing.'],
      [{ set: { total: undefined } }, 'Order.update: the patch changes nothing.'],
      [
        undefined,
        'Order.update: a patch is an object with set, setIn, remove, add and delete; this is undefined.',
      ],
      [null, 'Order.update: a patch is an object with set, setIn, remove, add and delete; this is null.'],
      [
        [{ total: 1 }],
        'Order.update: a patch is an object with set, setIn, remove, add and delete; this is an array of 1.',
      ],
      [
        'total',
        'Order.update: a patch is an object with set, setIn, remove, add and delete; this is "total".',
      ],
      [
        { total: 5 },
        'Order.update: a patch has set, setIn, remove, add and delete; "total" is none of them.',
      ],
      [
        { set: { total: 5 }, unset: ['note'] },
        'Order.update: a patch has set, setIn, remove, add and delete; "unset" is none of them.',
      ],
      [{ remove: 'note' }, 'Order.update: remove takes a list, not "note".'],
      [{ remove: { note: true } }, 'Order.update: remove takes a list, not an object.'],
      [{ setIn: { address: 1 } }, 'Order.update: setIn takes a list, not an object.'],
      [{ set: ['total'] }, 'Order.update: set takes an object of attributes, not an array of 1.'],
      [{ set: null }, 'Order.update: set takes an object of attributes, not null.'],
      [{ add: 5 }, 'Order.update: add takes an object of attributes, not 5.'],
      [{ remove: [5] }, "A path is a list of an attribute's name and the steps below it, not 5."],
      [{ setIn: [5] }, "A path is a list of an attribute's name and the steps below it, not undefined."],
      [{ setIn: [[[0, 'a'], 1]] }, 'Step 1 of the path [0, "a"] is not an attribute\'s name.'],
      [
        { set: { userId: '8' } },
        'Order.update: userId feeds the primary key, which cannot change; delete the item and create another.',
      ],
      [
        { remove: ['orderId'] },
        'Order.update: orderId feeds the primary key, which cannot change; delete the item and create another.',
      ],
      [
        { setIn: [[['orderId'], 'b2']] },
        'Order.update: orderId feeds the primary key, which cannot change; delete the item and create another.',
      ],
      [{ set: { PK: 'x' } }, 'Order.update: PK is written by the toolkit; leave it out of Order.'],
      [{ remove: ['GSI2PK'] }, 'Order.update: GSI2PK is written by the toolkit; leave it out of Order.'],
      [{ add: { SK: 1 } }, 'Order.update: SK is written by the toolkit; leave it out of Order.'],
      [
        { setIn: [[['EntityType', 'x'], 'User']] },
        'Order.update: EntityType is written by the toolkit; leave it out of Order.',
      ],
      [
        { set: { total: 1 }, remove: ['total'] },
        'Order: total (remove) overlaps total (set); DynamoDB takes each attribute once in one expression.',
      ],
      [
        { set: { total: gte(1) } },
        "Order.total is set to a condition's operator; give a value or increment(), append(), ….",
      ],
      [{ set: { note: increment('1' as never) } }, 'Order.note: increment() takes numbers, not "1".'],
      [{ add: { total: '1' } }, 'Order.total: add takes a number or a set, not "1".'],
      [
        { delete: { tags: ['x'] } },
        'Order.tags: delete takes a set of the members to delete, not an array of 1.',
      ],
    ]),
  )('%s', (message, patch) => {
    expect(() => Order.update(order, patch as never)).toThrow(refusal('RequestError', message));
  });

  it.each(
    titled<unknown, string>([
      [
        own('{"set":{"__proto__":{"admin":true}}}'),
        'Order.update: the patch has an attribute named "__proto__", which cannot be read back safely.',
      ],
      [
        own('{"setIn":[[["address","__proto__"],1]]}'),
        'Order.update: the patch has an attribute named "__proto__", which cannot be read back safely.',
      ],
      [
        { remove: ['__proto__'] },
        'Order.update: the patch has an attribute named "__proto__", which cannot be read back safely.',
      ],
      [{ set: { '': 1 } }, 'Order.update: the patch has an attribute with an empty name.'],
      [
        { set: { 'half \ud800': 1 } },
        'Order.update: the patch has an attribute named "half \\ud800", which is not valid Unicode text.',
      ],
    ]),
  )('%s', (message, patch) => {
    expect(() => Order.update(order, patch as never)).toThrow(refusal('ValueError', message));
  });

  it('for its length, when it is over what an expression may hold', () => {
    const set = Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`attribute${n}`, n]));
    expect(() => Order.update(order, { set } as never)).toThrow(
      refusal(
        'RequestError',
        'Order.update: the update is 5784 bytes long; DynamoDB takes expressions of up to 4096.',
      ),
    );
  });

  it('with the entity and the operation on the error', () => {
    expect(() => User.update({ userId: '7' }, {})).toThrow(
      expect.objectContaining({ entity: 'User', operation: 'User.update' }),
    );
  });
});
