import { compileCollection } from '../../src/table/collection.ts';
import { readsOf } from '../../src/table/registry.ts';
import { defineTable } from '../../src/table/table.ts';
import { declared } from './declared.ts';

function shop() {
  const table = defineTable({
    name: 'shop',
    ttl: 'expiresAt',
    indexes: [
      'GSI1',
      'GSI2',
      { name: 'own', partitionKey: ['region'], sortKey: null },
      { name: 'thin', partitionKey: 'thinPK', sortKey: null, projection: ['total'] },
    ],
  });
  const thin = { thinPK: 'THIN' };
  const user = declared(table, {
    name: 'User',
    keys: { PK: 'USER#{userId}', SK: 'PROFILE', GSI1PK: 'ALL', GSI1SK: 'U#{userId}', ...thin },
  }).model;
  const address = declared(table, {
    name: 'Address',
    keys: { PK: 'USER#{userId}', SK: 'PROFILE#ADDRESS#{id}', GSI1PK: 'EVERY', GSI1SK: 'A#{id}', ...thin },
  }).model;
  const order = declared(table, { name: 'Order', keys: { PK: 'USER#{id}', SK: 'ORDER#{orderId}' } }).model;
  return { table, user, address, order };
}

describe('A collection', () => {
  it('reads what the sort keys of its entities begin with', () => {
    const { table, user, address } = shop();
    const model = compileCollection('profile', [user, address], undefined, 'descending');
    expect(model.index.partition?.template).toBe('USER#{userId}');
    expect(model.index.sort?.head).toBe('PROFILE');
    expect(readsOf(table).map(({ name, order }) => [name, order])).toEqual([['profile', 'descending']]);
  });

  it('reads the whole partition where they have no beginning in common', () => {
    const table = defineTable({ name: 'shop' });
    const [a, b] = ['A', 'B'].map(
      (name) => declared(table, { name, keys: { PK: 'X#{id}', SK: `${name}#{n}` } }).model,
    );
    expect(a && b && compileCollection('both', [a, b], undefined, 'ascending').index.sort).toBeUndefined();
  });

  it('of one entity, or of one twice, is refused', () => {
    const { user } = shop();
    expect(() => compileCollection('c', [], undefined, 'ascending')).toThrow(
      'Collection c needs two entities or more; one entity has patterns.',
    );
    expect(() => compileCollection('c', [user], undefined, 'ascending')).toThrow(
      'Collection c needs two entities or more; one entity has patterns.',
    );
    expect(() => compileCollection('c', [user, user], undefined, 'ascending')).toThrow(
      'Collection c names User twice.',
    );
  });

  it('over several tables is refused', () => {
    const { user } = shop();
    expect(() => compileCollection('c', [user, shop().order], undefined, 'ascending')).toThrow(
      'Collection c: Order and User are in different tables.',
    );
  });

  it('over several partitions is refused, also where only the names of the parts differ', () => {
    const { user, order, address } = shop();
    expect(() => compileCollection('c', [user, order], undefined, 'ascending')).toThrow(
      "Collection c: Order is in partitions 'USER#{id}', User in 'USER#{userId}'.",
    );
    expect(() => compileCollection('c', [user, address], 'GSI1', 'ascending')).toThrow(
      "Collection c: Address is in partitions 'EVERY', User in 'ALL'.",
    );
  });

  it('over an index is refused where the entities are not in it, its keys are their own, or it holds too little', () => {
    const { user, address, order } = shop();
    expect(() => compileCollection('c', [user, order], 'GSI1', 'ascending')).toThrow(
      'Collection c: Order is not in index GSI1.',
    );
    expect(() => compileCollection('c', [user, address], 'GSI9', 'ascending')).toThrow(
      'Collection c: User is not in index GSI9.',
    );
    expect(() => compileCollection('c', [user, address], 'own', 'ascending')).toThrow(
      'Collection c: index own has no key templates, so its partitions cannot be shared by name.',
    );
    expect(() => compileCollection('c', [user, address], 'thin', 'ascending')).toThrow(
      'Collection c reads index thin, which does not hold EntityType and expiresAt; add them to the projection.',
    );
  });

  it('cannot have the name of another read of the table', () => {
    const { user, address } = shop();
    compileCollection('profile', [user, address], undefined, 'ascending');
    expect(() => compileCollection('profile', [address, user], undefined, 'ascending')).toThrow(
      'Table shop has two reads named profile.',
    );
  });
});
