import { jest } from '@jest/globals';
import type { StreamEvent, StreamRecord } from '../../src/streams/stream-record.ts';
import { changes, lambdaRecord, refusal, stored } from './shop.ts';

/** A change of the order with this id. */
const changed = (orderId: string, number: string, total = 1): StreamRecord => {
  const image = stored({ SK: `ORDER#${orderId}`, orderId, total });
  return lambdaRecord('MODIFY', {
    keys: { PK: 'USER#7', SK: `ORDER#${orderId}` },
    new: image,
    old: image,
    number,
  });
};
const profile = (number: string): StreamRecord => {
  const user = { PK: 'USER#7', SK: 'PROFILE', EntityType: 'User', userId: '7', name: 'Ann' };
  return lambdaRecord('INSERT', { keys: { PK: 'USER#7', SK: 'PROFILE' }, new: user, number });
};

/** Handles the records; a change fails when its number is among those named. */
async function handle(
  records: readonly StreamRecord[],
  failing: readonly string[] = [],
  concurrency?: number,
) {
  const done: string[] = [];
  const failures: unknown[] = [];
  let atOnce = 0;
  let most = 0;
  const work = async ({ sequenceNumber }: { sequenceNumber: string }) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    await Promise.resolve();
    atOnce -= 1;
    if (failing.includes(sequenceNumber)) throw new Error(`failed at ${sequenceNumber}`);
    done.push(sequenceNumber);
  };
  const handler = changes.handler(
    { Order: work, User: work, other: work },
    {
      onFailure: (error, change) => failures.push([(error as Error).message, change.sequenceNumber]),
      ...(concurrency === undefined ? {} : { concurrency }),
    },
  );
  return { response: await handler({ Records: records }), done, failures, most };
}

describe('A handler', () => {
  it('is called with the changes of its entity', async () => {
    const [Order, User, other] = [jest.fn(), jest.fn(), jest.fn()];
    const handler = changes.handler({ Order, User, other }, { onFailure: jest.fn() });
    const cart = lambdaRecord('REMOVE', {
      old: { PK: 'USER#7', SK: 'CART' },
      keys: { PK: 'USER#7', SK: 'CART' },
    });
    const response = await handler({ Records: [changed('a1', '1'), profile('2'), cart] });
    expect(response).toEqual({ batchItemFailures: [] });
    expect(Order.mock.calls).toMatchObject([[{ entity: 'Order', type: 'changed', new: { orderId: 'a1' } }]]);
    expect(User.mock.calls).toMatchObject([[{ entity: 'User', type: 'created', new: { name: 'Ann' } }]]);
    expect(other.mock.calls).toMatchObject([
      [{ entity: undefined, type: 'removed', reason: 'other entity' }],
    ]);
  });

  it('need not be asynchronous', async () => {
    const onFailure = jest.fn();
    const fail = () => {
      throw new Error('no');
    };
    const handler = changes.handler({ Order: fail, User: () => 1, other: fail }, { onFailure });
    const response = await handler({ Records: [profile('1'), changed('a1', '2')] });
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(onFailure.mock.calls).toEqual([
      [new Error('no'), expect.objectContaining({ sequenceNumber: '2' })],
    ]);
  });

  it('takes the answer of GetRecords, and nothing to do', async () => {
    expect(await handle([])).toMatchObject({ response: { batchItemFailures: [] }, done: [] });
  });

  it('lets an item that cannot be read harm no other', async () => {
    const { response, done } = await handle([changed('a1', '1'), changed('a2', '2', -1), changed('a3', '3')]);
    expect(response.batchItemFailures).toEqual([]);
    expect(done.sort()).toEqual(['1', '2', '3']);
  });
});

describe('The changes of one item', () => {
  it('are handled in the order of their numbers, as numbers and not as text or doubles', async () => {
    const numbers = ['9', '10', '9007199254740992000000001', '9007199254740992000000002'];
    const { done } = await handle(numbers.toReversed().map((number) => changed('a1', number)));
    expect(done).toEqual(numbers);
  });

  it('wait for one another, while those of others go on', async () => {
    const records = ['1', '2', '3'].flatMap((round) =>
      ['a', 'b', 'c', 'd'].map((id, place) => changed(id, `${round}${place}`)),
    );
    expect(await handle(records)).toMatchObject({ most: 4 });
    expect(await handle(records, [], 3)).toMatchObject({ most: 3 });
    expect(await handle(records, [], 1)).toMatchObject({ most: 1 });
  });

  it('are those of one key, not of keys that look alike when joined', async () => {
    const at = (PK: string, SK: string, number: string) => {
      const old = { PK, SK };
      return lambdaRecord('REMOVE', { keys: { PK, SK }, old, number });
    };
    expect(await handle([at('a","b', 'c', '1'), at('a', 'b","c', '2')])).toMatchObject({ most: 2 });
  });
});

describe('After a failure', () => {
  it('the later changes of that item are left, and those of others are handled', async () => {
    const records = [
      changed('a', '1'),
      changed('b', '2'),
      changed('a', '3'),
      changed('b', '4'),
      changed('a', '5'),
    ];
    const { response, done, failures } = await handle(records, ['3']);
    expect(done.sort()).toEqual(['1', '2', '4']);
    expect(failures).toEqual([['failed at 3', '3']]);
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: '3' }] });
  });

  it('the lowest number is reported, below which everything is done', async () => {
    const records = [changed('a', '98'), changed('b', '99'), changed('c', '100'), changed('d', '101')];
    const { response, done, failures } = await handle(records, ['101', '100', '99']);
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: '99' }] });
    expect(done).toEqual(['98']);
    expect(failures).toHaveLength(3);
  });

  it('the number is given as it was, leading zeros and all', async () => {
    const { response } = await handle([changed('a', '000000000000000000012')], ['000000000000000000012']);
    expect(response.batchItemFailures).toEqual([{ itemIdentifier: '000000000000000000012' }]);
  });

  it('that of onFailure itself comes out, when all others have come to rest', async () => {
    const done: string[] = [];
    const handler = changes.handler(
      {
        Order: async ({ key, sequenceNumber }) => {
          if (key.orderId === 'a') throw new Error('first');
          for (let turn = 0; turn < 3; turn += 1) await new Promise(setImmediate);
          done.push(sequenceNumber);
        },
        User: () => undefined,
        other: () => undefined,
      },
      {
        onFailure: () => {
          throw new Error('no log');
        },
      },
    );
    const event = { Records: [changed('a', '1'), changed('b', '2'), changed('c', '3')] };
    await expect(handler(event)).rejects.toThrow('no log');
    expect(done.sort()).toEqual(['2', '3']);
  });
});

describe('An event that is refused', () => {
  it('is refused as a whole, before anything is handled', async () => {
    const Order = jest.fn();
    const handler = changes.handler({ Order, User: Order, other: Order }, { onFailure: jest.fn() });
    await expect(handler({ Records: [changed('a', '1'), {} as StreamRecord] })).rejects.toThrow(
      refusal('RequestError', 'Stream of shop: an object without dynamodb.Keys is no record of a stream.'),
    );
    expect(Order).not.toHaveBeenCalled();
  });

  it.each<[string, unknown, string]>([
    ['an event of another kind', { source: 'aws.events' }, 'undefined in an object'],
    ['a list, as EventBridge Pipes send it', [changed('a', '1')], 'undefined in an array of 1'],
    ['nothing', undefined, 'undefined in undefined'],
    ['records that are no list', { Records: 'x' }, '"x" in an object'],
  ])('may be %s', async (_, event, what) => {
    const nothing = () => undefined;
    const handler = changes.handler(
      { Order: nothing, User: nothing, other: nothing },
      { onFailure: nothing },
    );
    await expect(handler(event as StreamEvent)).rejects.toThrow(
      refusal('RequestError', `Stream of shop: an event has its records in Records, and there is ${what}.`),
    );
  });
});
