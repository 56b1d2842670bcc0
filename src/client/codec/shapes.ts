import type { CommandKind } from './commands.ts';

/** Where in an input or output the values of items stand. What no shape names is left alone. */
export type Shape = 'value' | 'item' | 'complete' | Each | Fields;

/** The members of a list, or of a map with names that the caller chose. */
export interface Each {
  readonly each: Shape;
}

/** The named fields of a structure. */
export interface Fields {
  readonly fields: Readonly<Record<string, Shape>>;
}

const each = (shape: Shape): Each => ({ each: shape });
const fields = (shapes: Readonly<Record<string, Shape>>): Fields => ({ fields: shapes });

// A `complete` map must have all its members: a key, or the values of an expression.
const keyed = { Key: 'complete', ExpressionAttributeValues: 'complete' } as const;
const put = { Item: 'item', ExpressionAttributeValues: 'complete' } as const;
const writeRequests = each(
  each(fields({ PutRequest: fields({ Item: 'item' }), DeleteRequest: fields({ Key: 'complete' }) })),
);
const keysOfTables = each(fields({ Keys: each('complete') }));
const collection = fields({ ItemCollectionKey: 'item' });

// The conditions that came before expressions; lib-dynamodb translates them too.
const list = each('value');
const expected = { Expected: each(fields({ Value: 'value', AttributeValueList: list })) };
const conditions = each(fields({ AttributeValueList: list }));
const updates = { AttributeUpdates: each(fields({ Value: 'value' })) };

/** Of the SDK's inputs. */
export const INPUTS: Readonly<Record<CommandKind, Fields>> = {
  get: fields({ Key: 'complete' }),
  put: fields({ ...put, ...expected }),
  update: fields({ ...keyed, ...expected, ...updates }),
  delete: fields({ ...keyed, ...expected }),
  query: fields({
    ExclusiveStartKey: 'complete',
    ExpressionAttributeValues: 'complete',
    KeyConditions: conditions,
    QueryFilter: conditions,
  }),
  scan: fields({
    ExclusiveStartKey: 'complete',
    ExpressionAttributeValues: 'complete',
    ScanFilter: conditions,
  }),
  batchGet: fields({ RequestItems: keysOfTables }),
  batchWrite: fields({ RequestItems: writeRequests }),
  transactGet: fields({ TransactItems: each(fields({ Get: fields({ Key: 'complete' }) })) }),
  transactWrite: fields({
    TransactItems: each(
      fields({
        ConditionCheck: fields(keyed),
        Put: fields(put),
        Delete: fields(keyed),
        Update: fields(keyed),
      }),
    ),
  }),
};

const written = fields({ Attributes: 'item', ItemCollectionMetrics: collection });
const page = fields({ Items: each('item'), LastEvaluatedKey: 'item' });

/** Of the SDK's outputs. */
export const OUTPUTS: Readonly<Record<CommandKind, Fields>> = {
  get: fields({ Item: 'item' }),
  put: written,
  update: written,
  delete: written,
  query: page,
  scan: page,
  batchGet: fields({ Responses: each(each('item')), UnprocessedKeys: keysOfTables }),
  batchWrite: fields({ UnprocessedItems: writeRequests, ItemCollectionMetrics: each(each(collection)) }),
  transactGet: fields({ Responses: each(fields({ Item: 'item' })) }),
  transactWrite: fields({ ItemCollectionMetrics: each(each(collection)) }),
};
