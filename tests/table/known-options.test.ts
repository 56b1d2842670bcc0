import { connect } from '../../src/client/connect.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineTable } from '../../src/table/table.ts';

const keys = { PK: 'A#{id}', SK: 'A' };
const table = () => defineTable({ name: 'known-options', indexes: ['GSI1'] });
const declare = (more: object) => () =>
  defineEntity<{ id: string }>()({ name: 'A', table: table(), keys, ...more } as never);

describe('A misspelt option is refused', () => {
  it('of a table', () => {
    expect(() => defineTable({ name: 'shop', index: ['GSI1'] } as never)).toThrow(
      'Table "shop" has no option "index"; there are name, partitionKey, sortKey, indexes, ttl, discriminator, separator, escape.',
    );
  });

  it('of an index', () => {
    expect(() => defineTable({ name: 'shop', indexes: [{ name: 'GSI1', sortkey: 'x' }] } as never)).toThrow(
      'Table "shop", index "GSI1" has no option "sortkey"; there are name, local, partitionKey, sortKey, projection.',
    );
  });

  it('of an entity, its stamps and its patterns', () => {
    expect(declare({ stamp: true })).toThrow(
      'Entity "A" has no option "stamp"; there are name, table, keys, patterns, constants, stamps, version, expiry, validate, upgrade, numbers.',
    );
    expect(declare({ stamps: { created: 'x' } })).toThrow(
      'Entity "A": stamps has no option "created"; there are createdAt, updatedAt.',
    );
    expect(declare({ patterns: { all: { ordre: 'descending' } } })).toThrow(
      'Pattern A.all has no option "ordre"; there are operation, index, order, one.',
    );
    expect(declare({ patterns: { all: { operation: 'scan', order: 'descending' } } })).toThrow(
      'Pattern A.all has no option "order"; there are operation, index, segments.',
    );
  });

  it('of a connection, where an unsigned cursor would follow', () => {
    expect(() => connect({ table: table(), cursorsecret: 'x'.repeat(32) } as never)).toThrow(
      'connect has no option "cursorsecret"; there are table, tableName, client, cursorSecret, capacity, onCommand, now.',
    );
  });
});
