import type { DynamoClient } from '../../src/client/dispatch.ts';
import {
  type BatchWriteOperation,
  connect,
  type DrainClock,
  defineEntity,
  defineTable,
} from '../../src/index.ts';

export interface Row {
  id: string;
  n: number;
  /** Such rows are refused by the table. */
  poison?: boolean;
}

export const table = defineTable({ name: 'rows', sortKey: null });
export const RowItem = defineEntity<Row>()({ name: 'Row', table, keys: { PK: 'ROW#{id}' } });

interface Request {
  readonly PutRequest?: { readonly Item: Attributes };
  readonly DeleteRequest?: { readonly Key: Attributes };
}
type Attributes = Record<string, { readonly S?: string; readonly N?: string; readonly BOOL?: boolean }>;

/** What happens to one BatchWriteItem; what it throws is what the client sees. */
export interface Fault {
  /** Of these requests nothing is done. */
  readonly unprocessed?: (id: string, place: number) => boolean;
  readonly before?: Error;
  /** The requests are carried out, and then this is thrown. */
  readonly after?: Error;
}

export interface MemoryTable {
  /** The value of `n` by id. */
  readonly items: Map<string, number>;
  /** The sizes of the chunks that arrived. */
  readonly chunks: number[];
  /** What the service would refuse, or leaves undefined: more than 25, or two requests for one item at once. */
  readonly faults: string[];
  readonly db: ReturnType<typeof connect>;
}

/** A table that answers in this process, after a while on its clock. */
export function memoryTable(
  clock: DrainClock,
  fault: (request: number) => Fault | undefined = () => undefined,
  { latency = 5, unitsPerItem = 1 } = {},
): MemoryTable {
  const items = new Map<string, number>();
  const chunks: number[] = [];
  const faults: string[] = [];
  const inFlight = new Set<string>();

  const apply = ({ PutRequest, DeleteRequest }: Request): void => {
    if (PutRequest !== undefined) items.set(idOf(PutRequest.Item), Number(PutRequest.Item.n?.N));
    else items.delete(idOf(DeleteRequest!.Key));
  };
  const send = async (
    { input }: { input: { RequestItems: Record<string, Request[]>; ReturnConsumedCapacity?: string } },
    options?: { abortSignal?: AbortSignal },
  ): Promise<object> => {
    const requests = Object.values(input.RequestItems).flat();
    const chosen = fault(chunks.length);
    chunks.push(requests.length);
    const ids = requests.map((request) => idOf(request.PutRequest?.Item ?? request.DeleteRequest!.Key));
    if (requests.length > 25) faults.push(`${requests.length} requests`);
    for (const id of ids) {
      if (inFlight.has(id)) faults.push(`two of ${id}`);
      inFlight.add(id);
    }
    await clock.sleep(latency * (0.5 + clock.random()), options?.abortSignal);
    for (const id of ids) inFlight.delete(id);
    if (options?.abortSignal?.aborted) throw error('AbortError');
    if (chosen?.before !== undefined) throw chosen.before;
    if (requests.some(({ PutRequest }) => PutRequest?.Item.poison?.BOOL)) throw error('ValidationException');
    const left = requests.filter((_, place) => chosen?.unprocessed?.(ids[place]!, place));
    const taken = requests.filter((request) => !left.includes(request));
    for (const request of taken) apply(request);
    if (chosen?.after !== undefined) throw chosen.after;
    return {
      UnprocessedItems: left.length === 0 ? {} : { rows: left },
      ...(input.ReturnConsumedCapacity && {
        ConsumedCapacity: [{ TableName: 'rows', CapacityUnits: taken.length * unitsPerItem }],
      }),
    };
  };
  return { items, chunks, faults, db: connect({ table, client: { send } as unknown as DynamoClient }) };
}

function idOf(attributes: Attributes): string {
  return attributes.PK?.S?.replace('ROW#', '') ?? '';
}

/** An error as the SDK throws it. */
export function error(name: string, httpStatusCode = 400): Error {
  return Object.assign(new Error(`A ${name}.`), { name, $metadata: { httpStatusCode, attempts: 1 } });
}

/** What is written of an operation: `undefined` for a delete. */
export interface Write {
  readonly id: string;
  readonly n: number | undefined;
}

export function operationOf({ id, n }: Write): BatchWriteOperation {
  return n === undefined ? RowItem.delete({ id }) : RowItem.put({ id, n });
}

/** What a table holds after these writes, one after the other. */
export function modelOf(writes: readonly Write[]): Map<string, number> {
  const model = new Map<string, number>();
  for (const { id, n } of writes) n === undefined ? model.delete(id) : model.set(id, n);
  return model;
}

/** Puts of different rows. */
export function* puts(count: number, from = 0): Generator<BatchWriteOperation> {
  for (let n = from; n < from + count; n += 1) yield RowItem.put({ id: String(n), n });
}
