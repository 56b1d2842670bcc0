import { defineTable } from '../../src/table/table.ts';

/** Every kind of key and index, and names that need quotes. */
export const everyKind = defineTable({
  name: 'every-kind.of_index',
  ttl: 'expiresAt',
  indexes: [
    'GSI1',
    { name: 'inverted', partitionKey: 'SK', sortKey: 'PK', projection: 'keys' },
    { name: 'hashOnly', partitionKey: ['on'], sortKey: null },
    {
      name: 'byRegion',
      partitionKey: ['region', 'tenant: #1'],
      sortKey: [
        { name: 'total', type: 'number' },
        { name: 'it\'s \\ "hash"\u2028\u{1f600}é', type: 'binary' },
      ],
      projection: ['EntityType', 'expiresAt', '12'],
    },
    { name: 'byTotal', local: true, sortKey: [{ name: 'total', type: 'number' }] },
    { name: 'byTime', local: true, projection: ['null'] },
  ],
});
