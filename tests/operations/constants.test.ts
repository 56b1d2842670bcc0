import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineTable } from '../../src/table/table.ts';

const table = defineTable({
  name: 'legacy',
  indexes: ['GSI1'],
  ttl: 'expiresAt',
  discriminator: '__edb_e__',
});
const Message = defineEntity<{ id: string; text: string }>()({
  name: 'message',
  table,
  keys: { PK: 'MESSAGE#{id}', SK: 'MESSAGE' },
  constants: { __edb_v__: '1', shape: 2, live: true },
});
const CONSTANTS = { __edb_v__: '1', shape: 2, live: true };

test('every item that is written whole has the constants', () => {
  expect(Message.put({ id: 'a', text: 'hi' }).input.Item).toEqual({
    ...{ PK: 'MESSAGE#a', SK: 'MESSAGE', __edb_e__: 'message', id: 'a', text: 'hi' },
    ...CONSTANTS,
  });
  expect(Message.create({ id: 'a', text: 'hi' }).input.Item).toMatchObject(CONSTANTS);
  const { ExpressionAttributeNames, ExpressionAttributeValues } = Message.upsert({
    id: 'a',
    text: 'hi',
  }).input;
  expect(Object.values(ExpressionAttributeNames ?? {})).toEqual(
    expect.arrayContaining(Object.keys(CONSTANTS)),
  );
  expect(Object.values(ExpressionAttributeValues ?? {})).toEqual(
    expect.arrayContaining(Object.values(CONSTANTS)),
  );
});

test('what is read and what a write gives back is without them', () => {
  const { Item } = Message.put({ id: 'a', text: 'hi' }).input;
  expect(Message.parse(Item)).toEqual({ id: 'a', text: 'hi' });
  expect(Message.put({ id: 'a', text: 'hi' }).read({})).toEqual({ id: 'a', text: 'hi' });
  // Another program may have written another version: it is not ours to judge.
  expect(Message.parse({ ...Item, __edb_v__: '2' })).toEqual({ id: 'a', text: 'hi' });
});

test('an update leaves them as they are', () => {
  const { input } = Message.update({ id: 'a' }, { set: { text: 'ho' } });
  expect(Object.values(input.ExpressionAttributeNames ?? {})).toEqual(['PK', 'text']);
});

test('they cannot be given', () => {
  const given = { id: 'a', text: 'hi', shape: 3 };
  expect(() => Message.put(given)).toThrow(
    'message.put: shape is written by the toolkit; leave it out of message.',
  );
  expect(() => Message.update({ id: 'a' }, { set: { shape: 3 } as never })).toThrow(
    'message.update: shape is written by the toolkit; leave it out of message.',
  );
});

test.each([
  [{ PK: 'x' }, 'Entity A has a constant "PK", which cannot be: it is an attribute of table legacy itself.'],
  [
    { GSI1SK: 'x' },
    'Entity A has a constant "GSI1SK", which cannot be: it is an attribute of table legacy itself.',
  ],
  [
    { __edb_e__: 'x' },
    'Entity A has a constant "__edb_e__", which cannot be: it is an attribute of table legacy itself.',
  ],
  [
    { expiresAt: 1 },
    'Entity A has a constant "expiresAt", which cannot be: it is an attribute of table legacy itself.',
  ],
  [{ '': 'x' }, 'Entity A has a constant "", which cannot be: it is no name.'],
  [{ shape: Number.NaN }, 'Entity A: the constant shape is text, a number or a boolean, not NaN.'],
  [
    { shape: { a: 1 } as never },
    'Entity A: the constant shape is text, a number or a boolean, not an object.',
  ],
  [
    { id: 'x' },
    'Entity A builds a key from "id", which the toolkit itself writes; name an attribute of the item.',
  ],
])('the constants %j are refused', (constants, message) => {
  const declare = () =>
    defineEntity<{ id: string }>()({ name: 'A', table, keys: { PK: 'A#{id}', SK: 'A' }, constants });
  expect(declare).toThrow(message);
});
