import { answerWithout, batchEntries } from './batch-entries.ts';
import { cancelled } from './cancelled.ts';
import { CapacityMeter, type MeteredOptions } from './capacity-meter.ts';
import { readUnits, writeUnits } from './capacity-units.ts';
import { type Answer, pass, type ScriptedRequest, type Step } from './step.ts';
import { type ThrottlingReason, throttled } from './throttling.ts';
import { wireSize } from './wire-size.ts';
import type { Attributes } from './wire-value.ts';

/** What a request takes of one item. */
interface Demand {
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

const ONE_ITEM = ['PutItem', 'UpdateItem', 'DeleteItem', 'GetItem'];
const TRANSACTIONS = ['TransactWriteItems', 'TransactGetItems'];
const BATCHES = ['BatchWriteItem', 'BatchGetItem'];

/**
 * Capacity as a table has it: a token bucket for each partition key value and, if asked for, one for the table. A batch is
 * taken as far as there is capacity, and the rest comes back unprocessed; a batch of which nothing can be taken, and any
 * other request, fails with `ProvisionedThroughputExceededException`, and a transaction is cancelled. Script the same step for
 * several operations, and they share the capacity.
 *
 * A put takes a unit for each started KB, a read one for each started 4 KB, half of that when eventually consistent; what a
 * read takes beyond its first 4 KB is known, and charged, afterwards. An update or delete takes one unit whatever is there,
 * indexes take none. It knows requests for items by their key, not Query and Scan.
 *
 * @param step default: the upstream answers
 * @throws RangeError for a rate that is no number above 0.
 * @example
 * ```ts
 * import { createTableInput } from 'monotable';
 * import { shop } from 'monotable/commerce';
 * import { memoryTables, metered, startScriptedServer } from 'monotable/testing';
 *
 * const server = await startScriptedServer({ upstream: memoryTables(createTableInput(shop)) });
 * const capacity = metered({ writesPerSecond: 500 });
 * server.script('BatchWriteItem', capacity);
 * server.script('PutItem', capacity);
 * await server.stop();
 * ```
 */
export function metered(options: MeteredOptions = {}, step: Step = pass): Step {
  const meter = new CapacityMeter(options);
  const { partitionKey = 'PK' } = options;
  const partitionOf = (attributes: Attributes) =>
    attributes[partitionKey] && JSON.stringify(attributes[partitionKey]);

  function take({ kind, table, attributes, units }: Demand): ThrottlingReason | undefined {
    const partition = partitionOf(attributes);
    if (partition !== undefined) return meter.take(kind, table, partition, units);
    throw new Error(
      `metered: an item of ${table} has no ${partitionKey}; name its partition key: partitionKey.`,
    );
  }

  /** What items that were found take beyond what was taken for their keys. */
  function chargeFound(request: ScriptedRequest, answer: Answer | 'drop'): void {
    if (answer === 'drop' || typeof answer.body === 'string') return;
    for (const { table, item, consistent, factor } of found(request, answer.body)) {
      const more = readUnits(wireSize(item), consistent) - readUnits(0, consistent);
      if (more > 0) meter.charge('Read', table, partitionOf(item), more * factor);
    }
  }

  async function batch(request: ScriptedRequest, forward: Parameters<Step>[1]) {
    const entries = batchEntries(request);
    const reasons = entries.map((entry) => take(demandOfEntry(request, entry)));
    const left = new Set(entries.filter((_, place) => reasons[place] !== undefined));
    const [reason] = reasons;
    // The service gives none back as unprocessed when it has capacity for none.
    if (reason !== undefined && left.size === entries.length) return throttled(reason)(request, forward);
    return answerWithout(left, entries, step, request, forward);
  }

  return async (request, forward) => {
    const answer = await (async () => {
      if (BATCHES.includes(request.operation)) return batch(request, forward);
      const reasons = demands(request).map(take);
      const reason = reasons.find((one) => one !== undefined);
      if (reason === undefined) return step(request, forward);
      if (!TRANSACTIONS.includes(request.operation)) return throttled(reason)(request, forward);
      return cancelled(reasons.map((one) => (one ? EXCEEDED : { Code: 'None' })))(request, forward);
    })();
    chargeFound(request, answer);
    return answer;
  };
}

const EXCEEDED = {
  Code: 'ProvisionedThroughputExceeded',
  Message: 'The level of configured provisioned throughput for the table was exceeded.',
};

function demands({ operation, body }: ScriptedRequest): Demand[] {
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

function demandOfEntry(
  { body }: ScriptedRequest,
  { tableName, attributes, request }: ReturnType<typeof batchEntries>[number],
): Demand {
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
