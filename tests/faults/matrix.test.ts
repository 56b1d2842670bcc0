import { jest } from '@jest/globals';
import { BATCHES, CALLS, type Call, type Fault, TRANSACTIONS } from './fault.ts';
import { FAULTS } from './faults.ts';
import { meetBatchGet } from './meet-batch-get.ts';
import { meetBatchWrite } from './meet-batch-write.ts';
import { meetBulkLoad } from './meet-bulk-load.ts';
import { meetTransactGet } from './meet-transact-get.ts';
import { meetTransactWrite } from './meet-transact-write.ts';
import { newWorld, type World } from './world.ts';

const batches = { batchWrite: meetBatchWrite, batchGet: meetBatchGet, bulkLoad: meetBulkLoad };
const transactions = { transactWrite: meetTransactWrite, transactGet: meetTransactGet };

/** What happens in a cell of the matrix; nothing where there is no such fault. */
function cell(
  { batch, transaction, absent = {} }: Fault,
  call: Call,
): ((world: World) => Promise<void>) | undefined {
  if (absent[call] !== undefined) return undefined;
  for (const name of BATCHES) if (name === call && batch) return (world) => batches[name](world, batch);
  for (const name of TRANSACTIONS)
    if (name === call && transaction) return (world) => transactions[name](world, transaction);
  throw new Error(`There is neither a fault nor a reason for ${call}.`);
}

test('every fault has a line and every call a cell, but where there is no such fault', () => {
  const lines = Object.entries(FAULTS).map(([name, fault]) => {
    const without = CALLS.filter((call) => cell(fault, call) === undefined);
    const reasons = new Set(without.map((call) => fault.absent?.[call]));
    return without.length === 0 ? name : `${name}, not in ${without.join(', ')}: ${[...reasons].join(' ')}`;
  });
  expect(lines).toEqual([
    'a part is unprocessed, not in transactWrite, transactGet: A transaction is taken as a whole or not at all.',
    'nothing is taken now and then, not in transactWrite, transactGet: A transaction is taken as a whole or not at all.',
    'throttled as a whole',
    'throttled for a key range',
    'a request limit of the account',
    'one action is throttled, not in batchWrite, batchGet, bulkLoad: An item of a batch that is throttled comes back as unprocessed.',
    'one action lacks throughput, not in batchWrite, batchGet, bulkLoad: An item of a batch that is throttled comes back as unprocessed.',
    'a conflict with a transaction, not in batchGet: A read outside a transaction meets no conflict.',
    'a conflict with another region, not in batchGet, transactWrite, transactGet: It writes nothing. A table with strong consistency over regions has no transactions.',
    'its token is under way, not in batchWrite, batchGet, bulkLoad, transactGet: It has no token.',
    '500 before it was done',
    '500 after it was done',
    'a service that is busy',
    'a lost answer',
    'a connection that is reset',
    'an answer that comes slowly',
    'a request that is done slowly',
    'an answer after the client has given up',
    'an answer that cannot be read',
    'one item is refused',
    'a condition is false, not in batchWrite, batchGet, bulkLoad, transactGet: It has no conditions.',
    'a full item collection, not in batchGet, transactGet: It writes nothing.',
    'a request that is too large',
    'access denied in the middle',
    'a missing table',
    'not implemented',
    'an abort before anything is sent',
    'an abort before an answer',
    'an abort after it was done',
    'a deadline in the middle, not in transactWrite, transactGet: It has no deadline; a signal with a timeout is an abort.',
    'a deadline while the one that is refused is sought, not in transactWrite, transactGet: It has no deadline; a signal with a timeout is an abort.',
    'nothing is taken for ever, not in transactWrite, transactGet: A transaction is taken as a whole or not at all.',
    'throttled for ever',
    'conflicts for ever, not in batchGet: A read outside a transaction meets no conflict.',
    'no answer for ever',
    'an answer lost for ever',
  ]);
});

beforeEach(() => {
  // So the waits of the SDK and between transactions are of no length.
  jest.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => jest.restoreAllMocks());

describe.each([
  ['once', false],
  ['as often as the SDK does', true],
] as const)('a client that tries %s loses nothing when it meets', (_, repeats) => {
  describe.each(Object.entries(FAULTS))('%s', (_, fault) => {
    const cells = CALLS.flatMap((call) => {
      const run = cell(fault, call);
      return run === undefined ? [] : [[call, run] as const];
    });
    it.each(cells)('in %s', async (_, run) => {
      const world = await newWorld(fault.settings ?? {}, repeats);
      try {
        await run(world);
      } finally {
        await world.end();
      }
    });
  });
});
