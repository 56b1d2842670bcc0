import type { Connection } from '../../client/connect.ts';
import { RequestError, shown } from '../../errors.ts';
import { assertStorable } from '../../expressions/storable.ts';
import type { PageOperation } from '../../operations/operation.ts';
import { inShard } from '../../repositories/requests.ts';
import { findIndex } from '../../table/table.ts';
import { typedJson } from '../dynamodb-json.ts';
import { type RawRead, rawPages } from './raw-pages.ts';
import { checkIndex } from './scan-source.ts';
import type { JsonValue, Source } from './source.ts';

/** A declared read: `Order.ofUser({ userId })`. Its limit and cursor have no meaning here: all of it is exported. */
export interface QueryFrom {
  readonly query: PageOperation<unknown>;
}

/** One partition of the table or of an index, by the value of its partition key as it is stored: `USER#7`. */
export interface PartitionFrom {
  readonly partitionKey: string | number | bigint | Uint8Array;
  readonly index?: string;
}

/** What an access pattern reads; a sharded one in all of its shards. */
export function querySource(db: Connection, { query }: QueryFrom): Source {
  if (query?.mode !== 'page') {
    throw new RequestError(
      `exportTable: query is a read of many items, such as Order.ofUser({ … }), not ${shown(query)}.`,
    );
  }
  if (query.table !== db.table) {
    throw new RequestError(
      `exportTable: ${query.name} reads table ${query.table.name}; this connection is to ${db.table.name}.`,
    );
  }
  const { Limit: _, ...input } = query.input;
  if (input.ProjectionExpression !== undefined) {
    throw new RequestError(`exportTable: ${query.name} has a select; say which attributes with attributes.`);
  }
  const whole = { ...query, input } as typeof query;
  const shards = query.plan.shards?.partitions ?? [];
  const reads = shards.length === 0 ? [whole] : shards.map((shard) => inShard(whole, shard));
  const [entity = '', pattern = ''] = query.name.split('.');
  return {
    described: { kind: 'pattern', entity, pattern },
    identity: ['query', query.name, identityOf(whole.input), reads.length],
    segments: query.plan.empty
      ? []
      : reads.map((read) => ({
          pages: (after, abortSignal) => rawPages(db, read as RawRead, after, abortSignal),
        })),
  };
}

/** Everything with one partition key. */
export function partitionSource(db: Connection, { partitionKey, index: name }: PartitionFrom): Source {
  checkIndex(db, name, false);
  const [side, ...more] = findIndex(db.table, name)?.partition.attributes ?? [];
  if (side === undefined || more.length > 0) {
    throw new RequestError(
      `exportTable: index ${name} has a partition key of several attributes; export it by a pattern.`,
    );
  }
  const type = partitionKey instanceof Uint8Array ? 'binary' : typeof partitionKey;
  if (partitionKey === '' || (type === 'bigint' ? 'number' : type) !== side.type) {
    throw new RequestError(
      `exportTable: partitionKey is a ${side.type}, as ${side.name} is, not ${shown(partitionKey)}.`,
    );
  }
  assertStorable(partitionKey, 'exportTable: partitionKey');
  const input = {
    TableName: db.tableName,
    ...(name !== undefined && { IndexName: name }),
    KeyConditionExpression: '#pk = :pk',
    ExpressionAttributeNames: { '#pk': side.name },
    ExpressionAttributeValues: { ':pk': partitionKey },
  };
  return {
    described: { kind: 'partition', key: String(partitionKey), ...(name !== undefined && { index: name }) },
    identity: ['partition', name ?? null, typedJson({ partitionKey })],
    segments: [
      {
        pages: (after, abortSignal) =>
          rawPages(db, { kind: 'query', name: 'exportTable', input }, after, abortSignal),
      },
    ],
  };
}

function identityOf(input: PageOperation<unknown>['input']): JsonValue {
  const { ExpressionAttributeValues = {}, ...rest } = input;
  return [JSON.parse(JSON.stringify(rest)) as JsonValue, typedJson(ExpressionAttributeValues)];
}
