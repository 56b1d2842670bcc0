import type { StreamRecord } from '../../src/streams/stream-record.ts';
import { changes, lambdaRecord, refusal, stored } from './shop.ts';

const AT = 'Stream of shop: PK "USER#7", SK "ORDER#a1"';

describe('What goes to other', () => {
  it('is an item of another entity, as it is stored', () => {
    const cart = { PK: 'USER#7', SK: 'ORDER#a1', EntityType: 'Cart', lines: [1] };
    expect(changes.read(lambdaRecord('MODIFY', { new: cart, old: cart }))).toMatchObject({
      entity: undefined,
      type: 'changed',
      reason: 'other entity',
      message: `${AT} is of "Cart", none of its entities.`,
      new: cart,
      old: cart,
      item: cart,
      primaryKey: { PK: 'USER#7', SK: 'ORDER#a1' },
      sequenceNumber: '111',
    });
  });

  it('is an item without the name of an entity, even where its key looks like one', () => {
    const { EntityType: _name, ...nameless } = stored();
    expect(changes.read(lambdaRecord('INSERT', { new: nameless }))).toMatchObject({
      entity: undefined,
      reason: 'other entity',
      message: `${AT} has no EntityType, none of its entities.`,
      new: nameless,
      old: undefined,
    });
  });

  it('is an item with a name that is no text', () => {
    expect(changes.read(lambdaRecord('REMOVE', { old: stored({ EntityType: 5 }) }))).toMatchObject({
      reason: 'other entity',
      message: `${AT} is of 5, none of its entities.`,
    });
  });

  it.each([
    ['Purchase', 'Order'],
    ['Order', 'Purchase'],
    ['User', 'Order'],
  ])('is an item that was of %s and is of %s', (before, after) => {
    const images = { old: stored({ EntityType: before }), new: stored({ EntityType: after }) };
    expect(changes.read(lambdaRecord('MODIFY', images))).toMatchObject({
      entity: undefined,
      reason: 'changed entity',
      message: `${AT} had "${before}" in EntityType, and now has "${after}".`,
      ...images,
    });
  });

  it('is an item that has lost or gained its name', () => {
    const { EntityType: _name, ...nameless } = stored();
    const messages = [
      { old: stored(), new: nameless },
      { old: nameless, new: stored() },
    ].map((images) => changes.read(lambdaRecord('MODIFY', images)));
    expect(messages).toMatchObject([
      { reason: 'changed entity', message: `${AT} had "Order" in EntityType, and now has undefined.` },
      { reason: 'changed entity', message: `${AT} had undefined in EntityType, and now has "Order".` },
    ]);
  });

  it('is an item that the validator refuses, now or before', () => {
    const negative = stored({ total: -1 });
    const invalid = (image: string) => ({
      entity: undefined,
      reason: 'invalid',
      message: `Stream of shop (${image}) read an item that is no valid Order: total: must not be negative`,
    });
    const read = (images: object) => changes.read(lambdaRecord('MODIFY', images));
    expect(read({ new: negative, old: stored() })).toMatchObject({ ...invalid('NewImage'), new: negative });
    expect(read({ new: stored(), old: negative })).toMatchObject({ ...invalid('OldImage'), new: stored() });
  });

  it('is an item that cannot be upgraded', () => {
    expect(changes.read(lambdaRecord('INSERT', { new: stored({ currency: 'none' }) }))).toMatchObject({
      reason: 'invalid',
      message: 'Stream of shop (NewImage): the upgrade of Order failed: no such currency',
    });
  });

  it.each([
    [
      'a value of a new type',
      { Q: '1' },
      'An attribute of the unknown type "Q" cannot be read; known are S, N, B, BOOL, NULL, M, L, SS, NS and BS.',
    ],
    ['binary that is no base64', { B: 'a*b=' }, 'A binary attribute is base64 text, not "a*b=".'],
    ['binary cut short', { L: [{ BS: ['AAE'] }] }, 'A binary attribute is base64 text, not "AAE".'],
  ])('is an item with %s', (_, value, reason) => {
    const record = lambdaRecord('INSERT', { new: stored() });
    const dynamodb = { ...record.dynamodb, NewImage: { ...record.dynamodb?.NewImage, odd: value } };
    expect(changes.read({ ...record, dynamodb })).toMatchObject({
      entity: undefined,
      reason: 'invalid',
      message: `Stream of shop: an image of PK "USER#7", SK "ORDER#a1" cannot be read: ${reason}`,
      new: undefined,
    });
  });

  it('is an item with a value that is none at all', () => {
    const record = lambdaRecord('INSERT', { new: stored() });
    const dynamodb = { ...record.dynamodb, NewImage: { odd: null as unknown as object } };
    expect(changes.read({ ...record, dynamodb })).toMatchObject({ entity: undefined, reason: 'invalid' });
  });
});

describe('What is refused', () => {
  const good = lambdaRecord('INSERT', { new: stored() });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'undefined without dynamodb.Keys is no record of a stream.'],
    [
      'a message of SQS',
      { messageId: '1', body: '{}' },
      'an object without dynamodb.Keys is no record of a stream.',
    ],
    [
      'a record without a key',
      { ...good, dynamodb: {} },
      'an object without dynamodb.Keys is no record of a stream.',
    ],
    [
      'an event of another name',
      { ...good, eventName: 'UPSERT' },
      'eventName is INSERT, MODIFY or REMOVE, not "UPSERT".',
    ],
    [
      'the name of an inherited property',
      { ...good, eventName: 'toString' },
      'eventName is INSERT, MODIFY or REMOVE, not "toString".',
    ],
    [
      'a record without a number',
      { ...good, dynamodb: { ...good.dynamodb, SequenceNumber: undefined } },
      'a SequenceNumber is digits, not undefined.',
    ],
    [
      'a number that is none',
      { ...good, dynamodb: { ...good.dynamodb, SequenceNumber: '1e3' } },
      'a SequenceNumber is digits, not "1e3".',
    ],
    [
      'a record of another table',
      lambdaRecord('INSERT', { keys: { pk: 'a', sk: 'b' } }),
      "the key of a record is text in PK and SK, and this one's is in pk and sk; it is from another table.",
    ],
    [
      'a key with more attributes',
      lambdaRecord('INSERT', { keys: { PK: 'a', SK: 'b', XK: 'c' } }),
      "the key of a record is text in PK and SK, and this one's is in PK and SK and XK; it is from another table.",
    ],
    [
      'a key of numbers',
      lambdaRecord('INSERT', { keys: { PK: 1, SK: 2 } }),
      "the key of a record is text in PK and SK, and this one's is in PK and SK; it is from another table.",
    ],
  ])('is %s', (_, record, message) => {
    expect(() => changes.read(record as StreamRecord)).toThrow(
      refusal('RequestError', `Stream of shop: ${message}`),
    );
  });
});
