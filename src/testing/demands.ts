import { type BatchEntry, batchEntries } from './batch-entries.ts';
import { readUnits, writeUnits } from './capacity-units.ts';
import type { Answer, ScriptedRequest } from './step.ts';
import { wireSize } from './wire-size.ts';
import type { Attributes } from './wire-value.ts';

/** What a request takes of one item. */
export interface Demand {
  readonly kind: 'Read' | 'Write';
  readonly table: string;
  /** The item of a put, else the key. */
  readonly attributes: Attributes;
  readonly units: number;
}

/** The part of a request, or of an action of a transaction, that is about one item. */
interface OneItem {
  readonly TableName?: string;
  readonly Item?: Attributes;
  readonly Key?: Attributes;
  readonly ConsistentRead?: boolean;
}

/** Units of a transaction count twice (Developer guide, "Transactions: capacity management"). */
const TRANSACTION_FACTOR = 2;

const BATCHES = ['BatchWriteItem', 'BatchGetItem'];
const ONE_ITEM = ['PutItem', 'UpdateItem', 'DeleteItem', 'GetItem'];
const TRANSACTIONS = ['TransactWriteItems', 'TransactGetItems'];

/** What a request takes of each of its items, in their order; of those that it reads, as if they were small. */
export function demandsOf(request: ScriptedRequest): Demand[] {
  const { operation, body } = request;
  if (BATCHES.includes(operation)) return batchEntries(request).map((entry) => demandOfEntry(request, entry));
  if (ONE_ITEM.includes(operation)) return [demand(operation === 'GetItem' ? 'Read' : 'Write', body)];
  if (!TRANSACTIONS.includes(operation)) {
    throw new Error(`metered knows ${[...BATCHES, ...ONE_ITEM, ...TRANSACTIONS].join(', ')}.`);
  }
  const actions = (body.TransactItems ?? []) as readonly Readonly<Record<string, OneItem>>[];
  return actions.flatMap((action) =>
    Object.entries(action).map(([kind, one]) =>
      demand(kind === 'Get' ? 'Read' : 'Write', { ...one, ConsistentRead: true }, TRANSACTION_FACTOR),
    ),
  );
}

function demandOfEntry({ body }: ScriptedRequest, { tableName, attributes, request }: BatchEntry): Demand {
  if ('PutRequest' in request) return demand('Write', { TableName: tableName, Item: attributes });
  if ('DeleteRequest' in request) return demand('Write', { TableName: tableName, Key: attributes });
  const shape = (body.RequestItems as Readonly<Record<string, OneItem>>)[tableName];
  return demand('Read', { ...shape, TableName: tableName, Key: attributes });
}

function demand(
  kind: 'Read' | 'Write',
  { TableName = '', Item, Key = {}, ConsistentRead }: OneItem,
  factor = 1,
): Demand {
  const units =
    kind === 'Read'
      ? readUnits(0, ConsistentRead === true)
      : writeUnits(Item === undefined ? 0 : wireSize(Item));
  return { kind, table: TableName, attributes: Item ?? Key, units: units * factor };
}

/** What the items of an answer take beyond what was taken for their keys. */
export function demandsOfFound(request: ScriptedRequest, answer: Answer | 'drop'): Demand[] {
  if (answer === 'drop' || typeof answer.body === 'string') return [];
  return found(request, answer.body).flatMap(({ table, item, consistent, factor }) => {
    const units = (readUnits(wireSize(item), consistent) - readUnits(0, consistent)) * factor;
    return units > 0 ? [{ kind: 'Read' as const, table, attributes: item, units }] : [];
  });
}

interface Found {
  readonly table: string;
  readonly item: Attributes;
  readonly consistent: boolean;
  readonly factor: number;
}

/** The items of an output of a read. */
function found({ operation, body }: ScriptedRequest, output: object): Found[] {
  const { Item, Responses } = output as { readonly Item?: Attributes; readonly Responses?: object };
  const { TableName = '', ConsistentRead = false } = body as OneItem;
  switch (operation) {
    case 'GetItem':
      return Item === undefined
        ? []
        : [{ table: TableName, item: Item, consistent: ConsistentRead, factor: 1 }];
    case 'BatchGetItem':
      return Object.entries((Responses ?? {}) as Record<string, readonly Attributes[]>).flatMap(
        ([table, items]) => {
          const shape = (body.RequestItems as Readonly<Record<string, OneItem>>)[table];
          return items.map((item) => ({
            table,
            item,
            consistent: shape?.ConsistentRead === true,
            factor: 1,
          }));
        },
      );
    case 'TransactGetItems': {
      const actions = body.TransactItems as readonly { readonly Get: OneItem }[];
      return ((Responses ?? []) as readonly OneItem[]).flatMap(({ Item: item }, place) =>
        item === undefined
          ? []
          : [
              {
                table: actions[place]?.Get.TableName ?? '',
                item,
                consistent: true,
                factor: TRANSACTION_FACTOR,
              },
            ],
      );
    }
    default:
      return [];
  }
}
