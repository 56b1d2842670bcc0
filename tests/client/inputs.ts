import fc from 'fast-check';
import type { CommandInput, CommandKind } from '../../src/client/codec/commands.ts';

/** Inputs of every kind of command, around the values that a test wants in them. */
export function inputsOf(
  value: fc.Arbitrary<unknown>,
  item: fc.Arbitrary<unknown>,
): Record<CommandKind, fc.Arbitrary<CommandInput<CommandKind>>> {
  const table = fc.constantFrom('shop', 'log', 'a table "of" names\\');
  const optional = { requiredKeys: ['TableName'] as 'TableName'[] };
  const expression = {
    TableName: table,
    ExpressionAttributeNames: fc.constant({ '#n0': 'a "name"', '#n1': undefined }),
    ExpressionAttributeValues: item,
  };
  const returned = { ReturnValues: fc.constantFrom('ALL_OLD', undefined) };
  const keyed = { ...expression, Key: item, ConditionExpression: fc.constant('#n0 = :v0\n') };
  // Null in this place is a test of its own.
  const given = value.filter((one) => one !== null);
  const listed = fc.array(value, { maxLength: 3 });
  const condition = fc.record({ AttributeValueList: listed, ComparisonOperator: fc.constant('IN') });
  const Expected = fc.dictionary(fc.constantFrom('a', 'b'), fc.oneof(condition, fc.record({ Value: given })));
  const page = { ...expression, ExclusiveStartKey: item, Limit: fc.nat(), ConsistentRead: fc.boolean() };
  const writes = fc.oneof(
    fc.record({ PutRequest: fc.record({ Item: item }) }),
    fc.record({ DeleteRequest: fc.record({ Key: item }) }),
  );
  const actions = fc.oneof(
    fc.record({ Put: fc.record({ ...expression, Item: item }, optional) }),
    fc.record({ Update: fc.record(keyed, optional) }),
    fc.record({ Delete: fc.record(keyed, optional) }),
    fc.record({ ConditionCheck: fc.record(keyed, optional) }),
  );
  const byTable = <T>(of: fc.Arbitrary<T>) => fc.dictionary(table, of, { maxKeys: 2, noNullPrototype: true });
  const keys = fc.record({ Keys: fc.array(item, { maxLength: 3 }), ConsistentRead: fc.boolean() });
  const updates = fc.dictionary(fc.constant('n'), fc.record({ Value: given, Action: fc.constant('ADD') }));
  const inputs = {
    get: fc.record({ TableName: table, Key: item, ConsistentRead: fc.boolean() }, optional),
    put: fc.record({ ...expression, ...returned, Item: item, Expected }, optional),
    update: fc.record({ ...keyed, ...returned, Expected, AttributeUpdates: updates }, optional),
    delete: fc.record({ ...keyed, ...returned, Expected }, optional),
    query: fc.record({ ...page, KeyConditions: fc.dictionary(fc.constant('k'), condition) }, optional),
    scan: fc.record({ ...page, ScanFilter: fc.dictionary(fc.constant('k'), condition) }, optional),
    batchGet: fc.record({ RequestItems: byTable(keys) }),
    batchWrite: fc.record({ RequestItems: byTable(fc.array(writes, { maxLength: 4 })) }),
    transactGet: fc.record({
      TransactItems: fc.array(fc.record({ Get: fc.record({ TableName: table, Key: item }) })),
    }),
    transactWrite: fc.record({
      TransactItems: fc.array(actions, { maxLength: 4 }),
      ClientRequestToken: fc.constant('token'),
    }),
  };
  return inputs as unknown as Record<CommandKind, fc.Arbitrary<CommandInput<CommandKind>>>;
}
