import type { Connection } from '../client/connect.ts';
import type { NativeItem, PageOperation, PlainWrite } from '../operations/operation.ts';
import { iterate } from '../repositories/iterate.ts';
import type { EntityModel } from '../table/entity.ts';

/** An item, and the primary key under which it stands, whatever its attributes say. */
export interface Stored<T> {
  readonly item: T;
  readonly key: NativeItem;
}

/** All items that a scan gives, damaged ones as well; what is of no entity is nobody's, and is passed over. */
export function iterateStored<T>(
  connection: Connection,
  scan: PageOperation<T>,
  abortSignal?: AbortSignal,
): AsyncGenerator<Stored<T>, void, undefined> {
  return iterate(connection, withKeys(scan), { abortSignal, onRejected: () => {} });
}

/** A scan or query that gives each item with its stored key. */
function withKeys<T>(operation: PageOperation<T>): PageOperation<Stored<T>> {
  const { plan, table } = operation;
  const { partition, sort } = table.primary;
  const names = [...partition.attributes, ...(sort?.attributes ?? [])].map(({ name }) => name);
  const read: PageOperation<Stored<T>>['plan']['read'] = (raw) => {
    const reading = plan.read(raw);
    if (reading === undefined || 'rejected' in reading) return reading;
    const key = Object.fromEntries(names.map((name) => [name, raw[name]]));
    return { item: { item: reading.item, key } };
  };
  const { mode, kind, name, input } = operation;
  return { mode, kind, name, table, input, plan: { ...plan, read } };
}

/** Deletes what stands under a key. An item whose id is damaged has another key than its attributes make. */
export function storedDelete(entity: EntityModel, key: NativeItem): PlainWrite<undefined, 'delete'> {
  const { table } = entity;
  const input = { TableName: table.name, Key: key };
  return {
    ...({ mode: 'item', kind: 'delete', name: `${entity.name}.delete`, entity, table, key, input } as const),
    read: () => undefined,
    refused: (_, cause) => cause as Error,
  };
}
