import { itemOfDynamodbJson, typedJson } from '../../src/transfer/dynamodb-json.ts';

test.each([
  [{ a: { X: '1' } }, 'Item.a is no value in DynamoDB JSON, such as {"S":"a"}: {"X":"1"}.'],
  [{ a: { S: 'x', N: '1' } }, 'Item.a is no value in DynamoDB JSON, such as {"S":"a"}: {"S":"x","N":"1"}.'],
  [{ a: { M: { b: { N: 1 } } } }, 'Item.a.b is 1, not the text of a number.'],
  [{ a: { L: [{ B: 'AQ' }] } }, 'Item.a[0] is "AQ", not base64.'],
  [{ a: { SS: ['x', 'x'] } }, 'Item.a is a set with equal members.'],
  [{ a: { NS: [] } }, 'Item.a is a set with no members.'],
  [['a'], 'Item is an array of 1, not a map of attributes in DynamoDB JSON.'],
])('refuses %j as DynamoDB JSON', (json, message) => {
  expect(() => itemOfDynamodbJson(json)).toThrow(message);
});

test('an item comes back from DynamoDB JSON as it was', () => {
  const json = {
    n: { N: '9007199254740993' },
    b: { B: 'AP8=' },
    s: { SS: ['a'] },
    m: { M: { l: { L: [{ NULL: true }] } } },
  };
  expect(typedJson(itemOfDynamodbJson(json))).toEqual(json);
});
