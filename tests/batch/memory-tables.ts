import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Step } from '../../src/testing/index.ts';

/** An item or key in AttributeValue form. */
export type Stored = Readonly<Record<string, AttributeValue>>;

interface WriteRequest {
  readonly PutRequest?: { readonly Item: Stored };
  readonly DeleteRequest?: { readonly Key: Stored };
}
interface KeysAndAttributes {
  readonly Keys: readonly Stored[];
  readonly ConsistentRead?: boolean;
  readonly ProjectionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
}
export type Writes = Readonly<Record<string, readonly WriteRequest[]>>;
export type Reads = Readonly<Record<string, KeysAndAttributes>>;

/** Whether a member of a batch is taken; by its id and its place in the request. */
type Takes = (id: string, place: number) => boolean;

/** An error as the SDK throws it. */
export class ServiceError extends Error {
  readonly $metadata: { readonly attempts: number; readonly httpStatusCode: number };

  constructor(name: string, httpStatusCode = 400, attempts = 1) {
    super(`A scripted ${name}.`);
    this.name = name;
    this.$metadata = { attempts, httpStatusCode };
  }
}

/** Tables in memory that know the two batch commands, with the rules that the service has for them. */
export class MemoryTables {
  /** What has arrived, by `table/PK/SK`. */
  readonly items = new Map<string, Stored>();
  /** Members of each request that was answered, taken or not. */
  readonly chunks: number[] = [];

  write(requests: Writes, takes: Takes = () => true): { UnprocessedItems: Record<string, WriteRequest[]> } {
    const members = Object.entries(requests).flatMap(([table, list]) =>
      list.map((request) => ({ table, request, id: idOf(table, keyOf(request)) })),
    );
    this.#check(members, requests, 25);
    const UnprocessedItems: Record<string, WriteRequest[]> = {};
    members.forEach(({ table, request, id }, place) => {
      if (!takes(id, place)) {
        UnprocessedItems[table] = [...(UnprocessedItems[table] ?? []), request];
      } else if (request.PutRequest === undefined) {
        this.items.delete(id);
      } else {
        this.items.set(id, request.PutRequest.Item);
      }
    });
    return { UnprocessedItems };
  }

  read(requests: Reads, takes: Takes = () => true) {
    const members = Object.entries(requests).flatMap(([table, { Keys }]) =>
      Keys.map((key) => ({ table, key, id: idOf(table, key) })),
    );
    this.#check(members, requests, 100);
    const Responses: Record<string, Stored[]> = {};
    const UnprocessedKeys: Record<string, KeysAndAttributes> = {};
    members.forEach(({ table, key, id }, place) => {
      const shape = requests[table] ?? { Keys: [] };
      if (!takes(id, place)) {
        UnprocessedKeys[table] = { ...shape, Keys: [...(UnprocessedKeys[table]?.Keys ?? []), key] };
        return;
      }
      const item = this.items.get(id);
      // The service answers in any order.
      if (item !== undefined) Responses[table] = [projected(item, shape), ...(Responses[table] ?? [])];
    });
    return { Responses, UnprocessedKeys };
  }

  /** Answers as the service would; `takes` says what of a request is taken. */
  serve(takes: Takes = () => true): Step {
    return ({ operation, body }) => {
      const requests = body.RequestItems;
      try {
        if (operation === 'BatchGetItem') return { status: 200, body: this.read(requests as Reads, takes) };
        return { status: 200, body: this.write(requests as Writes, takes) };
      } catch (error) {
        const { name, message } = error as Error;
        return { status: 400, body: { __type: name, message } };
      }
    };
  }

  #check(members: readonly { readonly id: string }[], requests: object, most: number): void {
    const ids = new Set(members.map(({ id }) => id));
    const empty = Object.values(requests).some((list) => (list.Keys ?? list).length === 0);
    if (members.length === 0 || members.length > most || ids.size < members.length || empty) {
      throw new ServiceError('ValidationException');
    }
    this.chunks.push(members.length);
  }
}

function keyOf({ PutRequest, DeleteRequest }: WriteRequest): Stored {
  return PutRequest?.Item ?? DeleteRequest?.Key ?? {};
}

export function idOf(table: string, { PK, SK }: Stored): string {
  return `${table}/${PK?.S}/${SK?.S}`;
}

function projected(
  item: Stored,
  { ProjectionExpression, ExpressionAttributeNames }: KeysAndAttributes,
): Stored {
  if (ProjectionExpression === undefined) return item;
  const names = ProjectionExpression.split(', ').map((alias) => ExpressionAttributeNames?.[alias] ?? alias);
  if (new Set(names).size < names.length) throw new ServiceError('ValidationException');
  return Object.fromEntries(names.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]]])));
}
