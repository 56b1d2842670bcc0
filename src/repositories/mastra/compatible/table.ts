import { defineTable } from '../../../table/table.ts';

/**
 * The table as the ElectroDB store of Mastra uses it: `pk` and `sk`, and seven indexes. Mastra's own set-up text creates the
 * first two alone.
 */
export const compatibleTable = defineTable({
  name: 'mastra-single-table',
  partitionKey: 'pk',
  sortKey: 'sk',
  indexes: [
    { name: 'gsi1', partitionKey: 'gsi1pk', sortKey: 'gsi1sk' },
    { name: 'gsi2', partitionKey: 'gsi2pk', sortKey: 'gsi2sk' },
    { name: 'gsi3', partitionKey: 'gsi3pk', sortKey: 'gsi3sk' },
    { name: 'gsi4', partitionKey: 'gsi4pk', sortKey: 'gsi4sk' },
    { name: 'gsi5', partitionKey: 'gsi5pk', sortKey: 'gsi5sk' },
    { name: 'gsi6', partitionKey: 'gsi6pk', sortKey: 'gsi6sk' },
    { name: 'gsi7', partitionKey: 'gsi7pk', sortKey: 'gsi7sk' },
  ],
  discriminator: '__edb_e__',
});

/** What ElectroDB writes beside its discriminator: its version of the entity, and the entity's name once more. */
export function electroConstants(entity: string) {
  return { entity, __edb_v__: '1' };
}
