import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';
import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { batchWrite } from '../../src/batch/batch-write.ts';
import type { DrainClock } from '../../src/batch/drain.ts';
import { type Connection, connect } from '../../src/client/connect.ts';
import {
  type Attributes,
  type MemoryTables,
  type OperationName,
  type ScriptedServer,
  type Step,
  startScriptedServer,
} from '../../src/testing/index.ts';
import { dice } from '../batch/virtual-time.ts';
import { Account, type AccountItem, bank } from '../transactions/bank.ts';
import { bankTables } from './bank-tables.ts';
import { entryCount } from './steps.ts';

/** What one cell of the matrix has for itself. */
export interface World {
  readonly db: Connection;
  readonly server: ScriptedServer;
  readonly tables: MemoryTables;
  /** How many puts and deletes of batches have been carried out. */
  readonly applied: () => number;
  readonly stop: AbortController;
  /** Whether the SDK repeats what fails. */
  readonly repeats: boolean;
  end(): Promise<void>;
}

export async function newWorld(settings: DynamoDBClientConfig, repeats: boolean): Promise<World> {
  const tables = bankTables();
  let applied = 0;
  const counting: MemoryTables = {
    ...tables,
    answer: (request) => {
      const answer = tables.answer(request);
      if (request.operation === 'BatchWriteItem' && answer.status === 200) applied += entryCount(request);
      return answer;
    },
  };
  const server = await startScriptedServer({ upstream: counting });
  const client = new DynamoDBClient({
    ...server.settings,
    ...settings,
    ...(repeats ? {} : { maxAttempts: 1 }),
  });
  return {
    db: connect({ table: bank, client }),
    server,
    tables,
    applied: () => applied,
    stop: new AbortController(),
    repeats,
    end: () => {
      client.destroy();
      return server.stop();
    },
  };
}

/** Accounts that were there before. */
export async function seed({ db, server }: World, accounts: readonly AccountItem[]): Promise<void> {
  (
    await batchWrite(
      db,
      accounts.map((item) => Account.put(item)),
    )
  ).throwIfIncomplete();
  server.reset();
}

/** Makes a call meet a fault. What came of it is looked at when the server has nothing on its way any more. */
export async function meet<T>(
  { server, stop }: World,
  operation: OperationName,
  { step }: { readonly step: (stop: AbortController) => Step },
  call: () => Promise<T>,
): Promise<T> {
  server.script(operation, step(stop));
  const result = await call();
  // Requests that were aborted may be on their way still, and are read in the next turns of the loop.
  for (let turn = 0; turn < 50; turn += 1) await nextTurn();
  server.script(operation, []);
  return result;
}

/** Time that goes a thousand times as fast. */
function hurriedClock(): DrainClock {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * 1000,
    random: dice(7),
    sleep: async (ms, signal) => {
      await wait(ms / 1000, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
    },
  };
}

/** What a batch is told. */
export function batchOptions({ stop }: World, deadline: number | undefined) {
  const clock = hurriedClock();
  return {
    clock,
    abortSignal: stop.signal,
    ...(deadline === undefined ? {} : { deadline: new Date(clock.now() + deadline) }),
  };
}

/** The items as they stand, by partition key. */
export function stored({ tables }: World): Map<string, Attributes> {
  return new Map(tables.items('bank').map((item) => [String(item.PK?.S), item]));
}

/** How many calls of the SDK had each account in them. */
export function callsByAccount({ server }: World, operation: OperationName): (accountId: string) => number {
  const calls = new Map<string, Set<unknown>>();
  for (const { body, headers } of server.requests(operation)) {
    for (const [, id = ''] of JSON.stringify(body).matchAll(/"ACCOUNT#([^"]+)"/g)) {
      calls.set(id, (calls.get(id) ?? new Set()).add(headers['amz-sdk-invocation-id']));
    }
  }
  return (accountId) => calls.get(accountId)?.size ?? 0;
}
