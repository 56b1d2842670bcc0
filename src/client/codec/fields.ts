import { ValueError } from '../../errors.ts';
import { pathBelow } from '../../expressions/path.ts';
import type { CommandInput, CommandKind, CommandOutput } from './commands.ts';
import { decodeItem, decodeValue } from './decode.ts';
import { encodeItem, encodeValue } from './encode.ts';

/** What is done with the values found: encoding or decoding. */
interface Codec {
  value(value: unknown, path: string): unknown;
  item(item: unknown, path: string): unknown;
}

/** A copy of a part of an input or output with its values replaced; what holds none is returned as it is. */
type Walk = (part: unknown, codec: Codec, path: string) => unknown;

const value: Walk = (part, codec, path) => codec.value(part, path);
const item: Walk = (part, codec, path) => codec.item(part, path);

/** A map whose members must all be there: a key, or the values of an expression. */
const complete: Walk = (part, codec, path) => {
  for (const [name, member] of Object.entries(part ?? {})) {
    if (member === undefined) throw new ValueError(`${pathBelow(path, [name])} is undefined.`);
  }
  return codec.item(part, path);
};

/** The members of a list, or of a map with names that the caller chose. */
function each(walk: Walk): Walk {
  return (part, codec, path) => {
    if (Array.isArray(part)) return part.map((member, i) => walk(member, codec, `${path}[${i}]`));
    if (!isObject(part)) return part;
    const entries = Object.entries(part);
    return Object.fromEntries(
      entries.map(([name, member]) => [name, walk(member, codec, `${path}.${name}`)]),
    );
  };
}

/** The named fields of a structure; others are left alone. */
function fields(walks: Readonly<Record<string, Walk>>): Walk {
  const named = Object.entries(walks);
  return (part, codec, path) => {
    if (!isObject(part)) return part;
    let copy = part;
    for (const [name, walk] of named) {
      const member = part[name];
      if (member === undefined || member === null) continue;
      if (copy === part) copy = { ...part };
      copy[name] = walk(member, codec, path === '' ? name : `${path}.${name}`);
    }
    return copy;
  };
}

function isObject(part: unknown): part is Record<string, unknown> {
  return typeof part === 'object' && part !== null;
}

const list = each(value);
const keyed = { Key: complete, ExpressionAttributeValues: complete };
const put = { Item: item, ExpressionAttributeValues: complete };
const writeRequests = each(
  each(fields({ PutRequest: fields({ Item: item }), DeleteRequest: fields({ Key: complete }) })),
);
const keysOfTables = each(fields({ Keys: each(complete) }));
const collection = fields({ ItemCollectionKey: item });

// The conditions that came before expressions; lib-dynamodb translates them too.
const expected = { Expected: each(fields({ Value: value, AttributeValueList: list })) };
const conditions = each(fields({ AttributeValueList: list }));
const updates = { AttributeUpdates: each(fields({ Value: value })) };

const INPUTS: Readonly<Record<CommandKind, Walk>> = {
  get: fields({ Key: complete }),
  put: fields({ ...put, ...expected }),
  update: fields({ ...keyed, ...expected, ...updates }),
  delete: fields({ ...keyed, ...expected }),
  query: fields({
    ExclusiveStartKey: complete,
    ExpressionAttributeValues: complete,
    KeyConditions: conditions,
    QueryFilter: conditions,
  }),
  scan: fields({ ExclusiveStartKey: complete, ExpressionAttributeValues: complete, ScanFilter: conditions }),
  batchGet: fields({ RequestItems: keysOfTables }),
  batchWrite: fields({ RequestItems: writeRequests }),
  transactGet: fields({ TransactItems: each(fields({ Get: fields({ Key: complete }) })) }),
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

const written = fields({ Attributes: item, ItemCollectionMetrics: collection });
const page = fields({ Items: each(item), LastEvaluatedKey: item });

const OUTPUTS: Readonly<Record<CommandKind, Walk>> = {
  get: fields({ Item: item }),
  put: written,
  update: written,
  delete: written,
  query: page,
  scan: page,
  batchGet: fields({ Responses: each(each(item)), UnprocessedKeys: keysOfTables }),
  batchWrite: fields({ UnprocessedItems: writeRequests, ItemCollectionMetrics: each(each(collection)) }),
  transactGet: fields({ Responses: each(fields({ Item: item })) }),
  transactWrite: fields({ ItemCollectionMetrics: each(each(collection)) }),
};

const ENCODER = { value: encodeValue, item: encodeItem } as Codec;
const DECODER = { value: decodeValue, item: decodeItem } as Codec;

/**
 * The input of the low-level command: every value replaced by its AttributeValue, everything else as it was. The input
 * itself is not changed.
 *
 * @throws ValueError for a value that DynamoDB cannot hold, and for `undefined` in a key or among expression values.
 */
export function encodeInput<K extends CommandKind>(kind: K, input: CommandInput<K>): Record<string, unknown> {
  return INPUTS[kind](input, ENCODER, '') as Record<string, unknown>;
}

/** The output of the low-level command with native values; the output itself is not changed. */
export function decodeOutput<K extends CommandKind>(kind: K, output: unknown): CommandOutput<K> {
  return OUTPUTS[kind](output, DECODER, '') as CommandOutput<K>;
}
