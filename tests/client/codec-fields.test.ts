import { decodeOutput, encodeInput, writeBody } from '../../src/client/codec/fields.ts';
import { ValueError } from '../../src/errors.ts';

// What each command encodes and decodes is tested on the wire in dispatch-wire.test.ts.

describe('encoding an input', () => {
  it('leaves every other field alone, and the input as it was', () => {
    const names = { '#n0': 'status' };
    const input = {
      TableName: 'shop',
      Key: { PK: 'a' },
      ExpressionAttributeNames: names,
      ReturnValues: undefined,
    };
    const encoded = encodeInput('get', input);
    expect(encoded).toEqual({ ...input, Key: { PK: { S: 'a' } } });
    expect(encoded.ExpressionAttributeNames).toBe(names);
    expect(input.Key).toEqual({ PK: 'a' });
  });

  it('returns an input without values as it is', () => {
    const input = { TableName: 'shop', Limit: 5 };
    expect(encodeInput('scan', input)).toBe(input);
  });

  it('translates the conditions that came before expressions, as lib-dynamodb does', () => {
    const Expected = {
      a: { Value: 1 },
      b: { AttributeValueList: [1, 'x'], ComparisonOperator: 'BETWEEN' as const },
    };
    const expected = {
      a: { Value: { N: '1' } },
      b: { AttributeValueList: [{ N: '1' }, { S: 'x' }], ComparisonOperator: 'BETWEEN' },
    };
    const input = { TableName: 'shop', Key: { PK: 'a' }, Expected };
    expect(encodeInput('delete', input).Expected).toEqual(expected);
    expect(encodeInput('put', { TableName: 'shop', Item: { PK: 'a' }, Expected }).Expected).toEqual(expected);
    const AttributeUpdates = { n: { Value: 1, Action: 'ADD' as const } };
    const update = encodeInput('update', { ...input, AttributeUpdates });
    expect(update.Expected).toEqual(expected);
    expect(update.AttributeUpdates).toEqual({ n: { Value: { N: '1' }, Action: 'ADD' } });
    const conditions = { a: { AttributeValueList: [true], ComparisonOperator: 'EQ' as const } };
    const encoded = { a: { AttributeValueList: [{ BOOL: true }], ComparisonOperator: 'EQ' } };
    const query = encodeInput('query', {
      TableName: 'shop',
      KeyConditions: conditions,
      QueryFilter: conditions,
    });
    expect(query).toEqual({ TableName: 'shop', KeyConditions: encoded, QueryFilter: encoded });
    const scan = encodeInput('scan', { TableName: 'shop', ScanFilter: conditions });
    expect(scan).toEqual({ TableName: 'shop', ScanFilter: encoded });
  });

  it.each([
    [
      'a value in the second table of a batch',
      () =>
        encodeInput('batchWrite', {
          RequestItems: { shop: [], log: [{ PutRequest: { Item: { PK: 'a', n: Number.NaN } } }] },
        }),
      'RequestItems.log[0].PutRequest.Item.n is NaN',
    ],
    [
      'undefined in a key of a batch',
      () => encodeInput('batchGet', { RequestItems: { shop: { Keys: [{ PK: 'a' }, { PK: undefined }] } } }),
      'RequestItems.shop.Keys[1].PK is undefined.',
    ],
    [
      'a value of an expression',
      () => encodeInput('query', { TableName: 'shop', ExpressionAttributeValues: { ':v0': new Set() } }),
      'ExpressionAttributeValues[":v0"] is an empty set',
    ],
    [
      'an item that is none',
      () => encodeInput('put', { TableName: 'shop', Item: 'text' as never }),
      'Item must be an object of attributes, and is "text".',
    ],
  ])('names the place of %s', (_, encode, message) => {
    expect(encode).toThrow(ValueError);
    expect(encode).toThrow(message);
  });
});

describe('decoding an output', () => {
  it('leaves the output itself as it was', () => {
    const output = { Items: [{ PK: { S: 'a' } }], Count: 1, ConsumedCapacity: { TableName: 'shop' } };
    const decoded = decodeOutput('query', output);
    expect(decoded).toEqual({ ...output, Items: [{ PK: 'a' }] });
    expect(decoded.ConsumedCapacity).toBe(output.ConsumedCapacity);
    expect(output.Items).toEqual([{ PK: { S: 'a' } }]);
  });

  it('takes what a mock leaves out', () => {
    expect(decodeOutput('transactGet', { Responses: [{}, { Item: undefined }, { Item: null }] })).toEqual({
      Responses: [{}, { Item: undefined }, { Item: null }],
    });
    expect(decodeOutput('get', {})).toEqual({});
    expect(decodeOutput('batchWrite', { UnprocessedItems: {} })).toEqual({ UnprocessedItems: {} });
  });
});

describe('the body of a request', () => {
  it('is not written with null in the place of an item or a key', () => {
    const Key = null as never;
    expect(() => writeBody('get', { TableName: 'shop', Key })).toThrow(
      new ValueError('The input of get has null in the place of an item or a key.'),
    );
    const TransactItems = [{ Put: { TableName: 'shop', Item: Key } }];
    expect(() => writeBody('transactWrite', { TransactItems })).toThrow(
      new ValueError('The input of transactWrite has null in the place of an item or a key.'),
    );
  });
});
