import { defineTable } from '../../../table/table.ts';

/** The table of the native layout: the names that the rest of the world uses, and four indexes. */
export const nativeTable = defineTable({
  name: 'mastra',
  indexes: ['GSI1', 'GSI2', 'GSI3', 'GSI4'],
});
