import { connect } from '../../src/client/connect.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { type OnceRecord, once } from '../../src/repositories/once.ts';
import { defineTable, type Table } from '../../src/table/table.ts';
import { mockedClient } from '../repositories/mocked-client.ts';
import { Charge, ledger } from './charges.ts';
import { failureOf } from './contenders.ts';

interface Work extends OnceRecord<string> {
  id: string;
  version: number;
}
const keys = { PK: 'WORK#{id}', SK: 'WORK' } as const;
const plain = defineTable({ name: 'plain' });
const shop = defineTable({ name: 'shop', ttl: 'expiresAt', indexes: ['GSI1'] });
const Plain = defineEntity<Work>()({ name: 'Plain', table: plain, keys });
const Versioned = defineEntity<Work>()({ name: 'Versioned', table: shop, keys, version: 'version' });
const Indexed = defineEntity<Work>()({
  name: 'Indexed',
  table: shop,
  keys: { PK: 'INDEXED#{id}', SK: 'WORK', GSI1PK: 'HELD', GSI1SK: '{holder}' },
});

describe('once refuses, before anything is sent or done,', () => {
  const { client, mock } = mockedClient('DynamoDBClient');
  const over = (table: Table) => connect({ table, client });
  const work = () => Promise.reject(new Error('This work is not to be done.'));
  beforeEach(() => mock.resetHistory());

  it.each([
    [
      'a table without time to live',
      () => once(over(plain), Plain, { id: '1' }, work),
      'once: table plain has no time to live, so its records would stay for ever.',
    ],
    [
      'an entity with versions',
      () => once(over(shop), Versioned, { id: '1' }, work),
      'once: Versioned has versions, and a record has a holder instead.',
    ],
    [
      'an entity that is in an index by more than its key',
      () => once(over(shop), Indexed, { id: '1' }, work),
      'once: Indexed is in index GSI1 by attributes that are not of its key, which once does not know.',
    ],
    [
      'an entity of another table',
      () => once(over(shop), Charge, { orderId: '1' }, work),
      'Charge.create is declared for table ledger, and the connection is to shop.',
    ],
    [
      'a misspelt option',
      () => once(over(ledger), Charge, { orderId: '1' }, work, { leases: { days: 1 } } as never),
      'once has no option "leases"; there are lease, keep, abortSignal.',
    ],
    [
      'a lease of no length',
      () => once(over(ledger), Charge, { orderId: '1' }, work, { lease: { seconds: 0 } }),
      'once: lease: expiresIn: the duration must be longer than nothing, not 0 seconds.',
    ],
    [
      'a key without its part',
      () => once(over(ledger), Charge, {} as never, work),
      'Key Charge.PK: orderId cannot be undefined: every part of a key needs a value.',
    ],
    [
      'no key',
      () => once(over(ledger), Charge, undefined as never, work),
      'The key of one Charge is an object with orderId, not undefined.',
    ],
    [
      'work that is no function',
      () => once(over(ledger), Charge, { orderId: '1' }, Promise.resolve({ receipt: 'x' }) as never),
      'once: work is a function, not an object of Promise.',
    ],
  ])('%s', async (_, call, message) => {
    expect((await failureOf(call())).message).toBe(message);
    expect(mock.calls()).toHaveLength(0);
  });
});
