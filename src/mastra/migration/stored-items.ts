import { batchGet } from '../../batch/batch-get.ts';
import type { Connection } from '../../client/connect.ts';
import type { ItemOperation, NativeItem } from '../../operations/operation.ts';
import type { EntityModel } from '../../table/entity.ts';

/** A read of an item as it is stored, keys and all. */
function rawGet(db: Connection, key: NativeItem, name: string): ItemOperation<NativeItem | undefined, 'get'> {
  return {
    mode: 'item',
    kind: 'get',
    name,
    table: db.table,
    // Of its entity only the name is asked, for messages.
    entity: { name } as EntityModel,
    key,
    input: { TableName: db.table.name, Key: key, ConsistentRead: true },
    read: ({ Item }) => Item,
    refused: (_, cause) => cause as Error,
  };
}

/** The stored items of these keys, in their order, in consistent reads. */
export async function storedItems(
  db: Connection,
  keys: readonly NativeItem[],
  call: string,
  abortSignal: AbortSignal | undefined,
): Promise<readonly (NativeItem | undefined)[]> {
  const gets = keys.map((key) => rawGet(db, key, call));
  const report = await batchGet(db, gets, { abortSignal });
  abortSignal?.throwIfAborted();
  return report.throwIfIncomplete().items;
}
