import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CommandEvent } from '../../src/client/command-event.ts';
import { connect } from '../../src/client/connect.ts';
import { createClient } from '../../src/client/create-client.ts';
import { ensureTable } from '../../src/client/ensure-table.ts';
import { defineEntity } from '../../src/operations/define-entity.ts';
import { repository } from '../../src/repositories/repository.ts';
import { createTableInput } from '../../src/table/create-table-input.ts';
import { defineTable } from '../../src/table/table.ts';
import {
  awsError,
  memoryTables,
  pass,
  type ScriptedServer,
  startScriptedServer,
} from '../../src/testing/index.ts';
import { describeEngines } from '../support/engines.ts';

const table = defineTable({ name: 'events' });
const Note = defineEntity<{ noteId: string; folder: string; stars: number }>()({
  name: 'Note',
  table,
  keys: { PK: 'FOLDER#{folder}', SK: 'NOTE#{noteId}' },
  patterns: { inFolder: {} },
});

/** A repository whose commands are heard. */
function heard(client: DynamoDBClient, tableName = table.name) {
  const events: CommandEvent[] = [];
  const db = connect({ table, tableName, client, capacity: true, onCommand: (event) => events.push(event) });
  return { db, events, notes: repository(db, Note) };
}

describeEngines('The event of a command', (engine) => {
  test('tells what a query read and what it gave, and its bytes', async () => {
    const { db, events, notes } = heard(engine.client(), engine.tableName('events'));
    await ensureTable(db);
    for (let n = 0; n < 8; n += 1) await notes.put({ noteId: `${n}`, folder: 'a', stars: n });
    events.length = 0;
    await notes.inFolder({ folder: 'a' }, { filter: { stars: 7 } });
    expect(events).toEqual([
      {
        operation: 'Note.inFolder',
        kind: 'query',
        items: 1,
        scanned: 8,
        capacity: 0.5,
        attempts: 1,
        milliseconds: expect.any(Number),
        bytesSent: expect.any(Number),
        bytesReceived: expect.any(Number),
        error: undefined,
      },
    ]);
    const [{ bytesSent = 0, bytesReceived = 0, milliseconds = 0 } = {}] = events;
    expect(bytesSent).toBeGreaterThan(200);
    expect(bytesReceived).toBeGreaterThan(100);
    expect(milliseconds).toBeGreaterThan(0);
  });
});

describe('The event of a command', () => {
  let server: ScriptedServer;
  beforeAll(async () => {
    server = await startScriptedServer({ upstream: memoryTables(createTableInput(table)) });
  });
  afterAll(() => server.stop());

  test.each([
    ['a DynamoDBClient', () => new DynamoDBClient(server.settings)],
    ['createClient()', () => createClient(server.settings)],
  ])('through %s tells how often it was sent, and how it failed', async (_, make) => {
    const client = make();
    const { events, notes } = heard(client);
    server.script('PutItem', [awsError('InternalServerError'), pass]);
    await notes.put({ noteId: '1', folder: 'a', stars: 1 });
    server.script('PutItem', awsError('AccessDeniedException'));
    await expect(notes.put({ noteId: '1', folder: 'a', stars: 1 })).rejects.toThrow();
    client.destroy();
    expect(events).toMatchObject([
      { operation: 'Note.put', attempts: 2, error: undefined },
      { operation: 'Note.put', attempts: 1, error: { name: 'AccessDeniedException' }, bytesSent: undefined },
    ]);
  });

  test('of a failure, thrown at by its listener, leaves the error what it is', async () => {
    server.script('PutItem', awsError('AccessDeniedException'));
    const client = new DynamoDBClient(server.settings);
    const onCommand = () => {
      throw new Error('The log is full.');
    };
    const notes = repository(connect({ table, client, onCommand }), Note);
    await expect(notes.put({ noteId: '1', folder: 'a', stars: 1 })).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
    client.destroy();
  });
});
