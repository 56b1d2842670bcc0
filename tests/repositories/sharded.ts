import { type ConnectOptions, connect } from '../../src/client/connect.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { repository } from '../../src/repositories/repository.ts';
import { defineTable } from '../../src/table/table.ts';
import type { Validator } from '../../src/table/validator.ts';
import { type MockedClient, mockedClient } from './mocked-client.ts';

export interface Task {
  id: string;
  status: string;
  rank: string;
  total: number;
}

const notNegative: Validator = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) =>
      (value as Task).total < 0
        ? { issues: [{ message: 'must not be negative', path: ['total'] }] }
        : { value },
  },
};

/** Tasks by rank, spread over so many shards. */
export function tasksIn(format: string) {
  const table = defineTable({ name: 'tasks', indexes: ['GSI1'] });
  const entity = defineEntity<Task>()({
    name: 'Task',
    table,
    keys: {
      PK: 'TASK#{id}',
      SK: 'TASK',
      GSI1PK: `STATUS#{status}#{id:${format}}` as 'STATUS#{status}#{id:shard3}',
      GSI1SK: '{rank}',
    },
    patterns: {
      withStatus: { index: 'GSI1' },
      newest: { index: 'GSI1', order: 'descending', one: true },
    },
    validate: notNegative,
  });
  return { table, entity };
}

/** A task as the index holds it: `b@5` is task b with rank 5, and `b` has its name for a rank. */
export function stored(name: string, changes: Record<string, unknown> = {}): Record<string, unknown> {
  const [id = '', rank] = name.split('@');
  return {
    PK: `TASK#${id}`,
    SK: 'TASK',
    GSI1SK: rank ?? id,
    EntityType: 'Task',
    id,
    status: 'open',
    rank: rank ?? id,
    total: 5,
    ...changes,
  };
}

/** One that a filter for small totals keeps out. */
export const hidden = (name: string) => stored(name, { total: 99 });

type Row = Record<string, unknown>;

/** What a request asked: the shard, how many, and after which item. */
type Asked = readonly [shard: number, limit: unknown, after: unknown];

interface Options {
  /** How many items the service reads at most for a request: its 1 MB. */
  readonly megabyte?: number;
  readonly shards?: string;
  readonly connection?: Partial<ConnectOptions>;
}

/** More than any of these tests makes: a read that goes round in circles fails. */
const MOST_REQUESTS = 200;

/**
 * A repository over these shards, each with its items in order. They answer as the service does: `LastEvaluatedKey` whenever
 * it stopped at a limit, filtered items counted, and a unit of capacity for each item read.
 */
export function tasksOver(shards: readonly (readonly (string | Row)[])[], options: Options = {}) {
  const { megabyte = 1000, shards: format = `shard${shards.length}`, connection = {} } = options;
  const mocked = mockedClient('DynamoDBDocumentClient');
  const rows = shards.map((items) => items.map((item) => (typeof item === 'string' ? stored(item) : item)));
  mocked.answers((input, place) => {
    if (place >= MOST_REQUESTS) throw new Error('The requests do not end.');
    return answered(rows, input, megabyte);
  });
  const { table, entity } = tasksIn(format);
  const db = connect({ table, client: mocked.client, ...connection });
  return { mocked, db, rows, entity, tasks: repository(db, entity), asked: () => mocked.sent().map(asked) };
}

function answered(rows: readonly (readonly Row[])[], input: Row, megabyte: number): Row {
  const [shard] = asked({ input });
  const whole = rows[shard] ?? [];
  const inOrder = input.ScanIndexForward === false ? whole.toReversed() : whole;
  const from = input.ExclusiveStartKey as Row | undefined;
  const start = from === undefined ? 0 : inOrder.findIndex(({ PK }) => PK === from.PK) + 1;
  if (from !== undefined && start === 0) throw new Error(`No item ${String(from.PK)} is in shard ${shard}`);
  const most = Math.min(Number(input.Limit ?? megabyte), megabyte);
  const read = inOrder.slice(start, start + most);
  const found = input.FilterExpression === undefined ? read : read.filter(({ total }) => Number(total) < 9);
  const GSI1PK = partition(input);
  const last = read.length === most ? read.at(-1) : undefined;
  return {
    ...(input.Select === 'COUNT' ? {} : { Items: found.map((row) => ({ ...row, GSI1PK })) }),
    Count: found.length,
    ScannedCount: read.length,
    ConsumedCapacity: { CapacityUnits: read.length },
    ...(last === undefined
      ? {}
      : { LastEvaluatedKey: { PK: last.PK, SK: last.SK, GSI1PK, GSI1SK: last.GSI1SK } }),
  };
}

function partition(input: Row): string {
  return String((input.ExpressionAttributeValues as Row)[':v0']);
}

function asked({ input }: { readonly input: Row }): Asked {
  const from = input.ExclusiveStartKey as Row | undefined;
  if (from !== undefined && from.GSI1PK !== partition(input)) {
    throw new Error(`The start key is of ${String(from.GSI1PK)}, not of ${partition(input)}`);
  }
  const after = from === undefined ? undefined : String(from.PK).replace('TASK#', '');
  return [Number(partition(input).split('#')[2]), input.Limit, after];
}

/** The signal that a request was sent with. */
export function signalOf(mocked: MockedClient, place: number): AbortSignal {
  const { abortSignal } = (mocked.sent()[place]?.options ?? {}) as { readonly abortSignal?: unknown };
  if (!(abortSignal instanceof AbortSignal)) throw new Error(`Request ${place} was sent without a signal`);
  return abortSignal;
}

export function idsOf(tasks: readonly Task[]): string {
  return tasks.map(({ id }) => id).join(' ');
}
