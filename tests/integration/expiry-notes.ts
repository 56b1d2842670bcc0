import { defineCollection } from '../../src/operations/define-collection.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineTable } from '../../src/table/table.ts';

/** The year 2100, when no server deletes what these tests let expire. */
export const NOW = 4102444800;
export const at = (seconds: number) => new Date((NOW + seconds) * 1000);

export const board = defineTable({
  name: 'board',
  ttl: 'expiresAt',
  indexes: [
    'GSI1',
    'GSI2',
    { name: 'byEnd', partitionKey: ['run'], sortKey: [{ name: 'expiresAt', type: 'number' }] },
  ],
});

export interface NoteItem {
  run: string;
  id: string;
  rank: number;
  keep: number;
  expiresAt?: number | undefined;
}

/** Expires. */
export const Note = defineEntity<NoteItem>()({
  name: 'Note',
  table: board,
  keys: {
    PK: 'RUN#{run}',
    SK: 'NOTE#{id}',
    GSI1PK: 'RUN#{run}',
    GSI1SK: '{rank:int4}',
    GSI2PK: 'RUN#{run}',
    GSI2SK: '{id}#NOTE',
  },
  expiry: {},
  patterns: {
    ofRun: {},
    byRank: { index: 'GSI1' },
    byEnd: { index: 'byEnd' },
    all: { operation: 'scan', segments: 3 },
    allByEnd: { operation: 'scan', index: 'byEnd' },
  },
});

/** Has the same attribute, and is there until it is deleted. In GSI2 it lies between the notes. */
export const Pin = defineEntity<{ run: string; id: string; keep: number; expiresAt?: number | undefined }>()({
  name: 'Pin',
  table: board,
  keys: { PK: 'RUN#{run}', SK: 'PIN#{id}', GSI2PK: 'RUN#{run}', GSI2SK: '{id}#PIN' },
  patterns: { all: { operation: 'scan' } },
});

export const ofBoard = defineCollection({ name: 'ofBoard', entities: [Note, Pin], index: 'GSI2' });
