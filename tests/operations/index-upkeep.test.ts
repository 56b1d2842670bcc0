import { ifNotExists } from '../../src/expressions/patch.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineTable } from '../../src/table/table.ts';
import { now, Order, type OrderItem, order, refusal, stamp } from './orders.ts';

interface Update {
  readonly UpdateExpression: string;
  readonly ExpressionAttributeNames?: Record<string, string>;
  readonly ExpressionAttributeValues?: Record<string, unknown>;
}

/** The update expression with names and values in the place of their aliases. */
function text({ input }: { readonly input: Update }): string {
  return input.UpdateExpression.replace(
    /#n\d+|:v\d+/g,
    (alias) =>
      input.ExpressionAttributeNames?.[alias] ?? JSON.stringify(input.ExpressionAttributeValues?.[alias]),
  );
}

const placedAt = '2026-01-31T10:00:00.000Z';

const way = 'In an update, an attribute that the item does not have goes into remove instead.';

describe('An update that changes what index keys are built of', () => {
  it('writes both keys anew, from its own values and the parts of the primary key', () => {
    expect(text(Order.update(order, { set: { status: 'paid', placedAt } }))).toMatch(
      /^SET status = "paid", placedAt = "2026-01-31T10:00:00.000Z", GSI2PK = "STATUS#paid", GSI2SK = "2026-01-31T10:00:00.000Z#a1", LSI1SK = "ORDER#[^"]+"$/,
    );
  });

  it('removes the keys of every index of which it removes a source', () => {
    expect(text(Order.update(order, { remove: ['status'] }))).toBe('REMOVE status, GSI2PK, GSI2SK');
    expect(text(Order.update(order, { remove: ['placedAt'] }))).toBe(
      'REMOVE placedAt, GSI2PK, GSI2SK, LSI1SK',
    );
    expect(text(Order.update(order, { remove: [['status']] as never }))).toBe(
      'REMOVE status, GSI2PK, GSI2SK',
    );
  });

  it('removes them also when it sets the other sources', () => {
    expect(text(Order.update(order, { set: { placedAt } as never, remove: ['status'] }))).toMatch(
      /^SET placedAt = "[^"]+", LSI1SK = "[^"]+" REMOVE status, GSI2PK, GSI2SK$/,
    );
  });

  it('leaves other indexes alone', () => {
    expect(text(Order.update(order, { set: { total: 5 } }))).toBe('SET total = 5');
  });

  const built =
    "of which index GSI2 is built (Order.GSI2PK 'STATUS#{status}', Order.GSI2SK '{placedAt:iso}#{orderId}'): set status and placedAt together, each to a plain value";

  it.each<[string, object, string]>([
    ['one of two sources', { set: { status: 'paid' } }, `changes status, ${built}; placedAt is not. ${way}`],
    [
      'one of two sources, the other undefined',
      { set: { status: 'paid', placedAt: undefined } },
      `changes status, ${built}; placedAt is not. ${way}`,
    ],
    [
      'a function of the present value',
      { set: { status: ifNotExists('paid'), placedAt } },
      `changes status, placedAt, ${built}; status is not. ${way}`,
    ],
    [
      'nothing but functions',
      { set: { status: ifNotExists('paid'), placedAt: ifNotExists(placedAt) } },
      `changes status, placedAt, ${built}; status and placedAt are not. ${way}`,
    ],
    ['an addition', { add: { status: 1 } }, `changes status, ${built}; status and placedAt are not. ${way}`],
    [
      'a change inside a source',
      { setIn: [[['status', 'code'], 1]] },
      `changes status, ${built}; status and placedAt are not. ${way}`,
    ],
    [
      'a removal inside a source',
      { remove: [['status', 'code']] },
      `changes status, ${built}; status and placedAt are not. ${way}`,
    ],
  ])('is refused with %s', (_, patch, message) => {
    expect(() => Order.update(order, patch as never)).toThrow(
      refusal('RequestError', `Order.update ${message}`),
    );
  });

  it('refuses values that no key can hold', () => {
    expect(() => Order.update(order, { set: { status: '', placedAt } })).toThrow(
      refusal('KeyError', 'Key Order.GSI2PK: status cannot be "": a part of a key cannot be empty.'),
    );
    expect(() => Order.update(order, { set: { status: 'paid', placedAt: 'soon' } })).toThrow(
      /^Key Order\.GSI2SK: placedAt cannot be "soon": /,
    );
  });

  it('takes the parts of the primary key from accessors, too', () => {
    class OrderKey {
      get userId() {
        return '7';
      }
      get orderId() {
        return 'a1';
      }
    }
    expect(text(Order.update(new OrderKey(), { set: { status: 'paid', placedAt } }))).toContain(
      'GSI2SK = "2026-01-31T10:00:00.000Z#a1"',
    );
  });

  it('does not take attributes of the key argument for known, because only its primary parts are', () => {
    const stale = { ...order, placedAt } as OrderItem;
    expect(() => Order.update(stale, { set: { status: 'paid' } as never })).toThrow('placedAt is not.');
  });
});

describe('An index over attributes that are called like what every object has', () => {
  const table = defineTable({ name: 'shop', indexes: ['GSI1'] });
  const Odd = defineEntity<{ id: string; constructor?: string; toString?: string; note?: string }>()({
    name: 'Odd',
    table,
    keys: { PK: 'ODD#{id}', SK: 'ODD', GSI1PK: 'C#{constructor}', GSI1SK: 'T#{toString}' },
    patterns: { found: { index: 'GSI1' } },
  } as never) as never as Record<'put' | 'update' | 'found', (...args: unknown[]) => { input: Update }>;

  it('is as sparse as any other', () => {
    expect(Odd.put({ id: '1' }).input).toMatchObject({ Item: { id: '1', PK: 'ODD#1' } });
    expect(Odd.put({ id: '1' }).input).not.toHaveProperty('Item.GSI1PK');
    expect(Odd.put({ id: '1', constructor: 'a', toString: 'b' }).input).toMatchObject({
      Item: { GSI1PK: 'C#a', GSI1SK: 'T#b' },
    });
  });

  it('is kept up only when they change', () => {
    expect(text(Odd.update({ id: '1' }, { set: { note: 'x' } }))).toBe('SET note = "x"');
    expect(text(Odd.update({ id: '1' }, { set: { constructor: 'a', toString: 'b' } }))).toContain(
      'GSI1PK = "C#a", GSI1SK = "T#b"',
    );
  });

  it('is queried by them alone', () => {
    expect(Odd.found({ constructor: 'a' }).input.ExpressionAttributeValues).toEqual({
      ':v0': 'C#a',
      ':v1': 'T#',
    });
    expect(() => Odd.found({})).toThrow('Key Odd.GSI1PK: constructor cannot be undefined');
  });
});

describe('Two indexes that share an attribute', () => {
  const table = defineTable({
    name: 'shop',
    indexes: ['GSI1', { name: 'GSI2', partitionKey: 'GSI1PK', sortKey: 'GSI2SK' }],
  });
  const Task = defineEntity<{ id: string; team?: string; due?: string; rank?: string }>()({
    name: 'Task',
    table,
    keys: { PK: 'T#{id}', SK: 'T', GSI1PK: 'TEAM#{team}', GSI1SK: 'DUE#{due}', GSI2SK: 'RANK#{rank}' },
  });

  it('keep it while one of them needs it', () => {
    expect(text(Task.update({ id: '1' }, { remove: ['due'] }))).toBe('REMOVE due, GSI1SK');
    expect(text(Task.update({ id: '1' }, { remove: ['rank'] }))).toBe('REMOVE rank, GSI2SK');
  });

  it('lose it, once, with what it is built of', () => {
    expect(text(Task.update({ id: '1' }, { remove: ['team'] }))).toBe('REMOVE team, GSI1PK, GSI1SK, GSI2SK');
    expect(text(Task.update({ id: '1' }, { remove: ['due', 'rank'] }))).toBe(
      'REMOVE due, rank, GSI1PK, GSI1SK, GSI2SK',
    );
  });
});

describe('An index that is built of a stamp', () => {
  const table = defineTable({ name: 'shop', indexes: ['GSI1', 'GSI2'] });
  interface Note {
    id: string;
    text?: string;
    folder?: string;
    createdAt?: string;
    updatedAt?: string;
  }
  const Note = defineEntity<Note>()({
    name: 'Note',
    table,
    keys: { PK: 'N#{id}', SK: 'N', GSI1PK: 'NOTES', GSI1SK: '{updatedAt:iso}#{id}' },
    stamps: true,
  });
  const Filed = defineEntity<Note>()({
    name: 'Filed',
    table,
    keys: { PK: 'F#{id}', SK: 'F', GSI2PK: 'FOLDER#{folder}', GSI2SK: '{createdAt:iso}' },
    stamps: true,
  });

  it('tells the time of the last write, whatever an update changes', () => {
    expect(Note.create({ id: '1' }, { now }).input.Item).toMatchObject({ GSI1SK: `${stamp}#1` });
    expect(text(Note.update({ id: '1' }, { set: { text: 'x' } as never }, { now }))).toBe(
      `SET text = "x", updatedAt = "${stamp}", GSI1PK = "NOTES", GSI1SK = "${stamp}#1"`,
    );
    expect(text(Note.upsert({ id: '1' }, { now }))).toContain(`GSI1SK = "${stamp}#1"`);
  });

  it('is written by create and put, and cannot be by an upsert that keeps the time of creation', () => {
    const item = { id: '1', folder: 'in' };
    expect(Filed.put(item, { now }).input.Item).toMatchObject({ GSI2PK: 'FOLDER#in', GSI2SK: stamp });
    expect(() => Filed.upsert(item, { now })).toThrow(
      refusal(
        'RequestError',
        "Filed.upsert keeps the createdAt that is there, so the keys of index GSI2, which is built of it (Filed.GSI2PK 'FOLDER#{folder}', Filed.GSI2SK '{createdAt:iso}'), are not known; use create, put or update.",
      ),
    );
  });
});
