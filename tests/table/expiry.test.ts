import { defineCollection } from '../../src/operations/define-collection.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineTable } from '../../src/table/table.ts';
import { titled } from '../support/titled.ts';

const table = () =>
  defineTable({
    name: 'shop',
    ttl: 'expiresAt',
    indexes: [
      { name: 'bare', partitionKey: 'barePK', sortKey: null, projection: ['EntityType'] },
      { name: 'keysOnly', partitionKey: ['EntityType'], sortKey: null, projection: 'keys' },
      { name: 'held', partitionKey: 'heldPK', sortKey: null, projection: ['EntityType', 'expiresAt'] },
    ],
  });

/** Declares an entity as JavaScript would: nothing is refused before it runs. */
const declare = (more: object, of: object = table()) =>
  defineEntity<Readonly<Record<string, string>>>()({
    name: 'Session',
    table: of,
    keys: { PK: 'SESSION#{id}', SK: 'SESSION' },
    ...more,
  } as never) as unknown as ReturnType<typeof anEntity>;
const anEntity = () =>
  defineEntity<{ id: string }>()({ name: 'A', table: table(), keys: { PK: 'A#{id}', SK: 'A' } });
const refusal = (message: string) => expect.objectContaining({ name: 'DeclarationError', message });

describe('The expiry of an entity', () => {
  it('is nothing, or how long items live and what an update does, which is to keep it', () => {
    const expiryOf = (expiry?: object) => declare({ expiry }).model.expiry;
    expect(expiryOf()).toBeUndefined();
    expect(expiryOf({})).toEqual({ after: undefined, onUpdate: 'keep' });
    expect(expiryOf({ onUpdate: 'remove' })).toEqual({ after: undefined, onUpdate: 'remove' });
    expect(expiryOf({ after: { days: 30 } })).toEqual({ after: { days: 30 }, onUpdate: 'keep' });
    expect(expiryOf({ after: { hours: 1 }, onUpdate: 'extend' })).toEqual({
      after: { hours: 1 },
      onUpdate: 'extend',
    });
  });

  it.each(
    titled<unknown, string>([
      ['30d', 'Entity Session: expiry is an object such as { after: { days: 30 } }, not "30d".'],
      [true, 'Entity Session: expiry is an object such as { after: { days: 30 } }, not true.'],
      [null, 'Entity Session: expiry is an object such as { after: { days: 30 } }, not null.'],
      [{ days: 30 }, 'Entity Session: expiry has no option "days"; there are after, onUpdate.'],
      [
        { onUpdate: 'renew' },
        `Entity Session: expiry: onUpdate is 'keep', 'extend' or 'remove', not "renew".`,
      ],
      [
        { onUpdate: 'extend' },
        `Entity Session: expiry: onUpdate is 'extend', but after does not say how long.`,
      ],
      [
        { after: {} },
        'Entity Session: expiry: expiresIn: the duration must be longer than nothing, not 0 seconds.',
      ],
      [
        { after: { days: -1 } },
        'Entity Session: expiry: expiresIn: the duration must be longer than nothing, not -86400 seconds.',
      ],
      [{ after: { days: '30' } }, 'Entity Session: expiry: expiresIn: days must be a number, not "30".'],
      [{ after: 30 }, 'Entity Session: expiry: after is an object such as { days: 30 }, not 30.'],
      [{ after: null }, 'Entity Session: expiry: after is an object such as { days: 30 }, not null.'],
      [
        { after: { day: 30 } },
        'Entity Session: expiry: after has no option "day"; there are days, hours, minutes, seconds.',
      ],
      [
        { after: { days: 30, hour: 1 } },
        'Entity Session: expiry: after has no option "hour"; there are days, hours, minutes, seconds.',
      ],
    ]),
  )('is refused: %s', (message, expiry) => {
    expect(() => declare({ expiry })).toThrow(refusal(message));
  });

  it('needs a table with time to live', () => {
    expect(() => declare({ expiry: {} }, defineTable({ name: 'shop' }))).toThrow(
      refusal('Entity Session: expiry needs the time to live of table shop, which has none.'),
    );
  });
});

describe('An index that does not hold the expiry', () => {
  const missing = 'which does not hold expiresAt; add it to the projection.';

  it.each([['query'], ['scan']])('is read by no %s pattern, for what has expired would show', (operation) => {
    const keys = { PK: 'SESSION#{id}', SK: 'SESSION', barePK: 'A', heldPK: 'A' };
    expect(() => declare({ keys, expiry: {}, patterns: { found: { operation, index: 'bare' } } })).toThrow(
      refusal(`Pattern Session.found reads index bare, ${missing}`),
    );
    expect(() =>
      declare({ keys, expiry: {}, patterns: { found: { operation, index: 'keysOnly' } } }),
    ).toThrow(refusal(`Pattern Session.found reads index keysOnly, ${missing}`));
    expect(
      declare({ keys, expiry: {}, patterns: { found: { operation, index: 'held' } } }).model.patterns.size,
    ).toBe(1);
  });

  it('is read by no collection', () => {
    const of = table();
    const keys = { barePK: 'A#{id}' };
    const A = declare({ name: 'A', keys: { PK: 'X#{id}', SK: 'A', ...keys } }, of);
    const B = declare({ name: 'B', keys: { PK: 'X#{id}', SK: 'B', ...keys }, expiry: {} }, of);
    expect(() => defineCollection({ name: 'both', entities: [A, B], index: 'bare' } as never)).toThrow(
      refusal(`Collection both reads index bare, ${missing}`),
    );
  });
});
