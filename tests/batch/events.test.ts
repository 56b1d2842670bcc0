import { batchGet } from '../../src/batch/batch-get.ts';
import { batchWrite } from '../../src/batch/batch-write.ts';
import type { CommandEvent } from '../../src/client/command-event.ts';
import { connect } from '../../src/client/connect.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { defineTable } from '../../src/table/table.ts';
import { CLIENT_KINDS, mockedClient } from '../repositories/mocked-client.ts';

const notes = defineTable({ name: 'notes' });
const Note = defineEntity<{ noteId: string }>()({
  name: 'Note',
  table: notes,
  keys: { PK: 'NOTE#{noteId}', SK: 'NOTE' },
});

describe.each(CLIENT_KINDS)('The listener of a connection over a mocked %s', (kind) => {
  it('hears of the requests of batches, with their items and the capacity of all tables', async () => {
    const { client, mock } = mockedClient(kind);
    const events: CommandEvent[] = [];
    const db = connect({ table: notes, client, capacity: true, onCommand: (event) => events.push(event) });

    mock.resolves({ ConsumedCapacity: [{ TableName: 'notes', CapacityUnits: 2 }] });
    await batchWrite(db, [Note.put({ noteId: '1' }), Note.delete({ noteId: '2' })]);
    mock.resolves({
      Responses: { notes: [] },
      ConsumedCapacity: [
        { TableName: 'notes', CapacityUnits: 1.5 },
        { TableName: 'others', CapacityUnits: 1 },
      ],
    });
    const report = await batchGet(db, [Note.get({ noteId: '1' })]);

    expect(report.stopped).toBeUndefined();
    expect(events).toMatchObject([
      { operation: 'batchWrite', kind: 'batchWrite', items: 0, capacity: 2 },
      { operation: 'batchGet', kind: 'batchGet', items: 0, capacity: 2.5 },
    ]);
  });

  it('that throws ends a batch, and nothing is sent again or said to have failed', async () => {
    const { client, mock, sent } = mockedClient(kind);
    mock.resolves({});
    const onCommand = () => {
      throw new Error('The log is full.');
    };
    const db = connect({ table: notes, client, onCommand });
    const report = await batchWrite(db, [Note.put({ noteId: '1' }), Note.put({ noteId: '2' })]);
    expect(report).toMatchObject({ stopped: 'error', counts: { failed: 0, unprocessed: 2 }, requests: 1 });
    expect(String(report.cause)).toContain('The log is full.');
    expect(sent()).toHaveLength(1);
  });
});

describe.each(CLIENT_KINDS)('A list of reads over a mocked %s', (kind) => {
  it('may be changed by its owner while they are under way', async () => {
    const { client, mock } = mockedClient(kind);
    mock.callsFake(async () => ({
      Responses: {
        notes: [
          kind === 'DynamoDBClient'
            ? { PK: { S: 'NOTE#1' }, SK: { S: 'NOTE' }, noteId: { S: '1' } }
            : { PK: 'NOTE#1', SK: 'NOTE', noteId: '1' },
        ],
      },
    }));
    const reads = [Note.get({ noteId: '1' }), Note.get({ noteId: '2' })];
    const reading = batchGet(connect({ table: notes, client }), reads);
    reads.length = 0;
    const report = await reading;
    expect(report.items).toEqual([{ noteId: '1' }, undefined]);
    expect(report.entries.map(({ status }) => status)).toEqual(['found', 'missing']);
  });
});
