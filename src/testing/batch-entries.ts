import { byTable } from '../batch/by-table.ts';
import type { Answer, Forward, ScriptedRequest, Step } from './step.ts';
import type { Attributes } from './wire-value.ts';

/** One put, delete or get of a batch. */
export interface BatchEntry {
  readonly tableName: string;
  /** The item of a put, the key of a delete or get. */
  readonly attributes: Attributes;
  /** As it stands in the request. */
  readonly request: object;
}

interface WriteRequest {
  readonly PutRequest?: { readonly Item?: Attributes };
  readonly DeleteRequest?: { readonly Key?: Attributes };
}

interface KeysOfTable {
  readonly Keys?: readonly Attributes[];
}

type Tables<T> = Readonly<Record<string, T>>;

/** The entries of a BatchWriteItem or BatchGetItem, in their order. */
export function batchEntries({ operation, body }: ScriptedRequest): BatchEntry[] {
  const tables = Object.entries((body.RequestItems ?? {}) as Tables<unknown>);
  switch (operation) {
    case 'BatchWriteItem':
      return tables.flatMap(([tableName, requests]) =>
        (requests as readonly WriteRequest[]).map((request) => ({
          tableName,
          attributes: request.PutRequest?.Item ?? request.DeleteRequest?.Key ?? {},
          request,
        })),
      );
    case 'BatchGetItem':
      return tables.flatMap(([tableName, table]) =>
        ((table as KeysOfTable).Keys ?? []).map((key) => ({ tableName, attributes: key, request: key })),
      );
    default:
      throw new Error('only BatchWriteItem and BatchGetItem have items that can be left unprocessed.');
  }
}

/** Lets a step answer a batch without some of its entries, and gives these back as unprocessed. */
export async function answerWithout(
  left: ReadonlySet<BatchEntry>,
  entries: readonly BatchEntry[],
  step: Step,
  request: ScriptedRequest,
  forward: Forward,
): Promise<Answer | 'drop'> {
  if (left.size === 0) return step(request, forward);
  const taken = entries.filter((entry) => !left.has(entry));
  const unprocessed = requestItems(request, [...left]);
  // The service refuses an empty batch, so it is not forwarded.
  if (taken.length === 0) return { status: 200, body: withUnprocessed(request, {}, unprocessed) };
  const body = { ...request.body, RequestItems: requestItems(request, taken) };
  const answer = await step({ ...request, body }, (other = body) => forward(other));
  if (answer === 'drop' || answer.status !== 200 || typeof answer.body === 'string') return answer;
  return { status: 200, body: withUnprocessed(request, answer.body, unprocessed) };
}

/** `RequestItems` with these entries only, and with all else that it says of their tables. */
function requestItems({ operation, body }: ScriptedRequest, entries: readonly BatchEntry[]): Tables<object> {
  const lists = byTable(entries.map(({ tableName, request }) => [tableName, request]));
  if (operation === 'BatchWriteItem') return lists;
  const shapes = body.RequestItems as Tables<object>;
  return Object.fromEntries(
    Object.entries(lists).map(([tableName, Keys]) => [tableName, { ...shapes[tableName], Keys }]),
  );
}

/** An output with more that is unprocessed than it says itself. */
function withUnprocessed({ operation }: ScriptedRequest, output: object, more: Tables<object>): object {
  const name = operation === 'BatchWriteItem' ? 'UnprocessedItems' : 'UnprocessedKeys';
  const before: Tables<object> = (output as Readonly<Record<string, Tables<object> | undefined>>)[name] ?? {};
  const merged = new Map(Object.entries(before));
  for (const [tableName, requests] of Object.entries(more)) {
    merged.set(tableName, joined(merged.get(tableName), requests));
  }
  const all = Object.fromEntries(merged);
  return { ...(operation === 'BatchGetItem' ? { Responses: {} } : {}), ...output, [name]: all };
}

function joined(one: object | undefined, other: object): object {
  if (one === undefined) return other;
  if (Array.isArray(one) && Array.isArray(other)) return [...one, ...other];
  return {
    ...other,
    Keys: [...((one as KeysOfTable).Keys ?? []), ...((other as KeysOfTable).Keys ?? [])],
  };
}
