import { send } from '../../src/repositories/send.ts';
import { defineStream } from '../../src/streams/define-stream.ts';
import type { StreamView } from '../../src/streams/stream-record.ts';
import { describeEngines } from '../support/engines.ts';
import { tableWithStream } from './engine-stream.ts';
import { Order, order, shop, User } from './shop.ts';

const photo = Uint8Array.of(0, 1, 255);
const serial = 12345678901234567890n;
const key = { userId: '7', orderId: 'a1' };
const written = { ...order, photo, serial };

describeEngines('The stream of a table', (engine) => {
  /** An order and a user are created, the order changed and removed, the user left out of the entities. */
  async function shopStream(view: StreamView) {
    const { db, records } = await tableWithStream(engine, shop, view);
    await send(db, Order.create(written));
    await send(db, User.create({ userId: '7', name: 'Ann' }));
    await send(db, Order.update(key, { set: { total: 43 } }));
    await send(db, Order.delete(key));
    return records(4);
  }
  const summary = (change: Readonly<Record<'entity' | 'type' | 'new' | 'old', unknown>>) => ({
    entity: change.entity,
    type: change.type,
    new: change.new,
    old: change.old,
  });

  it.each<[StreamView, object | undefined, object | undefined]>([
    ['NEW_AND_OLD_IMAGES', written, written],
    ['NEW_IMAGE', written, undefined],
    ['OLD_IMAGE', undefined, written],
    ['KEYS_ONLY', undefined, undefined],
  ])('tells what became of each item, with the view %s', async (view, asNew, asOld) => {
    const changes = defineStream({ entities: [Order, User], view });
    const read = (await shopStream(view)).map(changes.read);
    const ofOrder = read.filter(({ entity }) => entity === 'Order');
    expect(ofOrder.map(summary)).toEqual([
      { entity: 'Order', type: 'created', new: asNew, old: undefined },
      { entity: 'Order', type: 'changed', new: asNew && { ...asNew, total: 43 }, old: asOld },
      { entity: 'Order', type: 'removed', new: undefined, old: asOld && { ...asOld, total: 43 } },
    ]);
    expect(ofOrder).toMatchObject([{ key }, { key }, { key }]);
    expect(read.find(({ entity }) => entity === 'User')).toMatchObject({
      type: 'created',
      key: { userId: '7' },
      primaryKey: { PK: 'USER#7', SK: 'PROFILE' },
      at: expect.any(Date),
    });
  });

  it('is handled whole by a handler, each item in its order', async () => {
    const seen: string[] = [];
    const handler = defineStream({ entities: [Order] }).handler(
      { Order: ({ type }) => seen.push(type), other: ({ message }) => seen.push(message) },
      { onFailure: (error) => seen.push(String(error)) },
    );
    expect(await handler({ Records: await shopStream('NEW_AND_OLD_IMAGES') })).toEqual({
      batchItemFailures: [],
    });
    expect(seen.filter((type) => !type.startsWith('Stream'))).toEqual(['created', 'changed', 'removed']);
    expect(seen).toContain('Stream of shop: PK "USER#7", SK "PROFILE" is of "User", none of its entities.');
  });

  it('is refused with another view than it has', async () => {
    const [record] = await shopStream('KEYS_ONLY');
    const { read } = defineStream({ entities: [Order] });
    expect(() => read(record ?? {})).toThrow(
      /^Stream of shop: record \d+ has no NewImage: the stream is declared with the view NEW_AND_OLD_IMAGES, and the table's has KEYS_ONLY\.$/,
    );
  });
});
