import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import type { Connection } from '../../src/client/connect.ts';
import { TransactionCancelled } from '../../src/errors.ts';
import { gte, lt } from '../../src/expressions/operators.ts';
import { send } from '../../src/repositories/send.ts';
import { transactGet } from '../../src/transactions/transact-get.ts';
import { transactWrite, type WriteOperation } from '../../src/transactions/transact-write.ts';
import { freshTable } from '../integration/clients.ts';
import { describeEngines } from '../support/engines.ts';
import { Account, type AccountItem, accountKey, bank } from './bank.ts';

type State = AccountItem | undefined;

/** One operation beside what it means: whether it can be done, and what it makes of an item. */
interface Change {
  readonly says: string;
  operation(accountId: string): WriteOperation;
  holds(item: State): boolean;
  apply(item: State, accountId: string): State;
}

const amount = fc.integer({ min: 0, max: 3 });
const status = fc.constantFrom(undefined, 'open', 'closed');
const there = (item: State): item is AccountItem => item !== undefined;
const always = () => true;
const fields = fc.record({ balance: amount, status }).map(({ balance, status }) => ({
  balance,
  ...(status === undefined ? {} : { status }),
}));

const change: fc.Arbitrary<Change> = fc.oneof(
  fields.map((given) => ({
    says: `create ${JSON.stringify(given)}`,
    operation: (accountId: string) => Account.create({ accountId, ...given }),
    holds: (item: State) => !there(item),
    apply: (_: State, accountId: string) => ({ accountId, ...given }),
  })),
  fields.map((given) => ({
    says: `put ${JSON.stringify(given)}`,
    operation: (accountId: string) => Account.put({ accountId, ...given }),
    holds: always,
    apply: (_: State, accountId: string) => ({ accountId, ...given }),
  })),
  amount.map((n) => ({
    says: `put where the balance is under ${n}`,
    operation: (accountId: string) => Account.put({ accountId, balance: 9 }, { if: { balance: lt(n) } }),
    holds: (item: State) => there(item) && item.balance < n,
    apply: (_: State, accountId: string) => ({ accountId, balance: 9 }),
  })),
  fields.map((given) => ({
    says: `upsert ${JSON.stringify(given)}`,
    operation: (accountId: string) => Account.upsert({ accountId, status: 'open', ...given }),
    holds: always,
    apply: (item: State, accountId: string) => ({ ...item, accountId, status: 'open', ...given }),
  })),
  amount.map((n) => ({
    says: `take ${n}`,
    operation: (accountId: string) =>
      Account.update({ accountId }, { add: { balance: -n } }, { if: { balance: gte(n) } }),
    holds: (item: State) => there(item) && item.balance >= n,
    apply: (item: State) => (there(item) ? { ...item, balance: item.balance - n } : item),
  })),
  fc.constantFrom('open', 'closed').map((status) => ({
    says: `set status ${status}`,
    operation: (accountId: string) => Account.update({ accountId }, { set: { status } }),
    holds: there,
    apply: (item: State) => (there(item) ? { ...item, status } : item),
  })),
  fc.constant<Change>({
    says: 'delete',
    operation: (accountId) => Account.delete({ accountId }),
    holds: always,
    apply: () => undefined,
  }),
  amount.map((n) => ({
    says: `delete where the balance is ${n}`,
    operation: (accountId: string) => Account.delete({ accountId }, { if: { balance: n } }),
    holds: (item: State) => there(item) && item.balance === n,
    apply: () => undefined,
  })),
  amount.map((n) => ({
    says: `check for ${n}`,
    operation: (accountId: string) => Account.check({ accountId }, { if: { balance: gte(n) } }),
    holds: (item: State) => there(item) && item.balance >= n,
    apply: (item: State) => item,
  })),
  fc.constant<Change>({
    says: 'check absent',
    operation: (accountId) => Account.checkAbsent({ accountId }),
    holds: (item) => !there(item),
    apply: (item) => item,
  }),
);

const NAMES = ['a', 'b', 'c', 'd', 'e'];
/** Operations on different items, in any order. */
const transaction = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...NAMES), change), { minLength: 1, selector: ([name]) => name })
  .map((parts) => parts.map(([name, one]) => ({ name, ...one, toString: () => `${name}: ${one.says}` })));

describeEngines('transactions', (engine) => {
  let db: Connection;
  let runs = 0;
  beforeAll(async () => {
    db = await freshTable(engine, bank);
  });

  it('do everything or nothing, and name exactly what failed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fields, fc.constantFrom(...NAMES)), { maxLength: 5 }),
        fc.array(transaction, { minLength: 1, maxLength: 5 }),
        async (seed, transactions) => {
          runs += 1;
          const idOf = (name: string) => `${runs}-${name}`;
          const state = new Map<string, AccountItem>();
          for (const [given, name] of seed) {
            state.set(name, await send(db, Account.put({ accountId: idOf(name), ...given })));
          }
          for (const parts of transactions) {
            const failing = parts.flatMap(({ name, holds }, i) => (holds(state.get(name)) ? [] : [i]));
            const operations = parts.map(({ name, operation }) => operation(idOf(name)));
            const call = transactWrite(db, operations);
            const outcome: unknown = await call.catch((error: unknown) => error);
            if (failing.length > 0) {
              expect(outcome).toBeInstanceOf(TransactionCancelled);
              const { failures } = outcome as TransactionCancelled;
              expect(failures.map(({ index }) => index)).toEqual(failing);
              for (const { index, error } of failures) {
                const before = state.get(parts[index]?.name ?? '');
                expect((error as { item?: unknown }).item).toEqual(before);
              }
            } else {
              for (const { name, apply } of parts) {
                const after = apply(state.get(name), idOf(name));
                if (after === undefined) state.delete(name);
                else state.set(name, after);
              }
              expect(outcome).toEqual(
                operations.map(({ kind }, i) =>
                  kind === 'put' ? state.get(parts[i]?.name ?? '') : undefined,
                ),
              );
            }
            const items = await transactGet(
              db,
              NAMES.map((name) => Account.get({ accountId: idOf(name) })),
            );
            expect(items).toEqual(NAMES.map((name) => state.get(name)));
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('leave the same item behind as the single write, its index keys too', async () => {
    /** What is stored, with its keys. */
    const raw = async (accountId: string) => {
      const Key = accountKey(accountId);
      const get = new GetCommand({ TableName: db.tableName, Key, ConsistentRead: true });
      const { Item } = await DynamoDBDocumentClient.from(engine.client()).send(get);
      return Item;
    };
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 5 }), async (changes) => {
        runs += 1;
        const [alone, together] = [`alone-${runs}`, `whole-${runs}`];
        for (const { operation } of changes) {
          const single = operation(alone);
          // What cannot be sent alone is a check, which changes nothing.
          if (single.kind === 'check') continue;
          const one = await send(db, single).then(
            () => 'done',
            (error: Error) => error.name,
          );
          const other = await transactWrite(db, [operation(together)]).then(
            () => 'done',
            (error: TransactionCancelled) => error.failures[0]?.error?.name,
          );
          expect(other).toBe(one);
        }
        const stored = JSON.stringify((await raw(alone)) ?? null).replaceAll(alone, together);
        expect((await raw(together)) ?? null).toEqual(JSON.parse(stored));
      }),
      { numRuns: 15 },
    );
  });
});
