import { defineTable } from '../../src/table/table.ts';
import { titled } from '../support/titled.ts';
import { declared, type Loose } from './declared.ts';

const primary = { PK: 'USER#{userId}', SK: 'ORDER#{orderId}' };
const tables = {
  shop: () => defineTable({ name: 'shop', ttl: 'expiresAt', indexes: ['GSI1', 'GSI2'] }),
  odd: () =>
    defineTable({
      name: 'odd',
      indexes: [
        { name: 'inverted', partitionKey: 'SK', sortKey: 'PK' },
        { name: 'half', partitionKey: 'SK', sortKey: 'halfSK' },
        { name: 'LSI1', local: true },
        { name: 'mixed', partitionKey: 'mixedPK', sortKey: ['at'] },
        { name: 'own', partitionKey: ['region'], sortKey: null },
      ],
    }),
};

describe('An entity', () => {
  it('joins the indexes for which it has templates', () => {
    const { model } = declared(tables.shop(), {
      keys: { ...primary, GSI1PK: 'ORDER#{orderId}', GSI1SK: 'ORDER' },
    });
    expect(model.indexes.map((index) => index.model.name)).toEqual(['GSI1']);
    expect([...model.fixed]).toEqual(['userId', 'orderId']);
    expect([...model.hidden]).toEqual(['PK', 'SK', 'GSI1PK', 'GSI1SK', 'GSI2PK', 'GSI2SK', 'EntityType']);
    expect(model.primary.sources).toEqual(['userId', 'orderId']);
    expect(model.indexes[0]?.sources).toEqual(['orderId']);
  });

  it('is always in an index that only turns the primary key round', () => {
    const { model } = declared(tables.odd(), { keys: primary });
    expect(model.indexes.map((index) => index.model.name)).toEqual(['inverted']);
  });

  it('joins a local index, or one that shares a key with the table, by the one template it lacks', () => {
    const { model } = declared(tables.odd(), {
      keys: { ...primary, LSI1SK: '{at:iso}', halfSK: '{userId}', mixedPK: 'ALL' },
    });
    expect(model.indexes.map((index) => index.model.name)).toEqual(['inverted', 'half', 'LSI1', 'mixed']);
  });

  it('fits a sort key into 1024 bytes, also where the same attribute is the partition key of an index', () => {
    const { model } = declared(tables.odd(), { keys: primary });
    expect(model.templates.get('PK')?.maxBytes).toBe(1024);
    expect(declared(tables.shop(), { keys: primary }).model.templates.get('PK')?.maxBytes).toBe(2048);
  });

  it('stamps nothing, both times, or those that it names', () => {
    const stamps = (given: unknown) => declared(tables.shop(), { keys: primary, stamps: given }).model.stamps;
    expect(stamps(undefined)).toEqual({});
    expect(stamps(false)).toEqual({});
    expect(stamps(true)).toEqual({ createdAt: 'createdAt', updatedAt: 'updatedAt' });
    expect(stamps({ updatedAt: 'changed' })).toEqual({ updatedAt: 'changed' });
  });

  it('may have the time of its creation in its primary key', () => {
    const keys = { PK: 'LOG', SK: '{createdAt:iso}' };
    expect(declared(tables.shop(), { keys, stamps: true }).model.fixed.has('createdAt')).toBe(true);
  });
});

describe('An entity is refused', () => {
  it.each(
    titled<Loose & { table?: keyof typeof tables }, string>([
      [{ name: '', keys: primary }, 'An entity has no name.'],
      [{ keys: {} }, 'Entity Order needs a key template for PK and SK.'],
      [{ keys: { PK: 'USER#{userId}' } }, 'Entity Order needs a key template for SK.'],
      [
        { keys: { ...primary, GSI1PK: 'A' } },
        'Entity Order gives GSI1PK but not GSI1SK: an item is in index GSI1 only with both.',
      ],
      [
        { keys: { ...primary, GSI2SK: 'A' } },
        'Entity Order gives GSI2SK but not GSI2PK: an item is in index GSI2 only with both.',
      ],
      [
        { keys: { ...primary, GSI3PK: 'A' } },
        'Entity Order has a key template for "GSI3PK", which is no key attribute of table shop; those are PK, SK, GSI1PK, GSI1SK, GSI2PK, GSI2SK.',
      ],
      [
        { table: 'odd', keys: { ...primary, region: '{country}' } },
        'Entity Order has a key template for "region", which is no key attribute of table odd; those are PK, SK, halfSK, LSI1SK, mixedPK.',
      ],
      [
        { keys: { PK: 'USER#{userId}', SK: '{GSI1PK}' } },
        'Entity Order builds a key from "GSI1PK", which the toolkit itself writes; name an attribute of the item.',
      ],
      [
        { keys: { PK: 'USER#{userId}', SK: '{EntityType}' } },
        'Entity Order builds a key from "EntityType", which the toolkit itself writes; name an attribute of the item.',
      ],
      [
        { keys: { PK: 'USER#{userId', SK: 'A' } },
        'Key template "USER#{userId" (Order.PK), at 5: this { is never closed.',
      ],
      [{ keys: { PK: '', SK: 'A' } }, 'Key template "" (Order.PK), at 0: it is empty.'],
      [
        { keys: { PK: 'A#{__proto__}', SK: 'A' } },
        'Key template "A#{__proto__}" (Order.PK), at 2: a part cannot be named __proto__.',
      ],
      [
        { keys: primary, stamps: { createdAt: 'SK' } },
        'Entity Order stamps createdAt into "SK", which holds what the toolkit itself writes; name another attribute.',
      ],
      [
        { keys: primary, stamps: { updatedAt: 'EntityType' } },
        'Entity Order stamps updatedAt into "EntityType", which holds what the toolkit itself writes; name another attribute.',
      ],
      [
        { keys: primary, stamps: { createdAt: 'expiresAt' } },
        'Entity Order stamps createdAt into "expiresAt", which holds the expiry of items; name another attribute.',
      ],
      [{ keys: primary, stamps: { createdAt: '' } }, 'Entity Order: the createdAt stamp has no name.'],
      [
        { keys: primary, stamps: { createdAt: 'at', updatedAt: 'at' } },
        'Entity Order stamps both times into "at".',
      ],
      [
        { keys: { PK: 'LOG', SK: '{updatedAt:iso}' }, stamps: true },
        'Entity Order builds its primary key from "updatedAt", which every write changes.',
      ],
    ]),
  )('%s', (message, { table = 'shop', ...declaration }) => {
    expect(() => declared(tables[table](), declaration)).toThrow(
      expect.objectContaining({ name: 'DeclarationError', message }),
    );
  });

  it('when its table has another one of that name', () => {
    const table = tables.shop();
    declared(table, { keys: primary });
    expect(() => declared(table, { keys: { PK: 'A', SK: 'B' } })).toThrow(
      'Table shop has two entities named Order.',
    );
  });

  it('without leaving a trace in the table', () => {
    const table = tables.shop();
    declared(table, { keys: primary });
    expect(() => declared(table, { name: 'Twin', keys: primary })).toThrow('could write the same key');
    expect(declared(table, { name: 'Twin', keys: { PK: 'TWIN#{id}', SK: 'TWIN' } }).model.name).toBe('Twin');
  });
});
