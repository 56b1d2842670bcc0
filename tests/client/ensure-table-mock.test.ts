import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ResourceInUseException,
  ResourceNotFoundException,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { connect } from '../../src/client/connect.ts';
import { checkTable, ensureTable } from '../../src/client/ensure-table.ts';
import { createTableInput } from '../../src/table/create-table-input.ts';
import { defineTable } from '../../src/table/table.ts';

// What local servers do too quickly, or not at all.

const table = defineTable({ name: 'shop', ttl: 'expiresAt' });
const absent = new ResourceNotFoundException({ message: 'no such table', $metadata: {} });
const active = { Table: { ...createTableInput(table), TableStatus: 'ACTIVE' as const } };
const off = { TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' as const } };
const on = { TimeToLiveDescription: { TimeToLiveStatus: 'ENABLING' as const, AttributeName: 'expiresAt' } };

function setUp() {
  const client = new DynamoDBClient({ region: 'eu-north-1' });
  return { mock: mockClient(client), db: connect({ table, client, tableName: 'shop-production' }) };
}

const refused = (message: string) => Object.assign(new Error(message), { name: 'ValidationException' });

describe('ensureTable', () => {
  it('waits until the new table is active', async () => {
    const { mock, db } = setUp();
    mock
      .on(DescribeTableCommand)
      .rejectsOnce(absent)
      .resolvesOnce({ Table: { TableStatus: 'CREATING' } })
      .resolves(active);
    mock.on(DescribeTimeToLiveCommand).resolves(on);
    expect(await ensureTable(db)).toEqual({ created: true, timeToLiveEnabled: false });
    expect(mock.commandCalls(CreateTableCommand)[0]?.args[0].input).toEqual(
      createTableInput(table, 'shop-production'),
    );
    expect(mock.commandCalls(DescribeTableCommand)).toHaveLength(4);
  });

  it('is content when somebody else creates the table at the same moment', async () => {
    const { mock, db } = setUp();
    mock.on(DescribeTableCommand).rejectsOnce(absent).resolves(active);
    mock.on(CreateTableCommand).rejects(new ResourceInUseException({ message: 'in use', $metadata: {} }));
    mock.on(DescribeTimeToLiveCommand).resolves(on);
    expect(await ensureTable(db)).toEqual({ created: false, timeToLiveEnabled: false });
  });

  it('is content when somebody else switches time to live on at the same moment', async () => {
    const { mock, db } = setUp();
    mock.on(DescribeTableCommand).resolves(active);
    mock.on(DescribeTimeToLiveCommand).resolvesOnce(off).resolves(on);
    mock.on(UpdateTimeToLiveCommand).rejects(refused('TimeToLive is already enabled'));
    expect(await ensureTable(db)).toEqual({ created: false, timeToLiveEnabled: false });
  });

  it('passes on why time to live could not be switched on when it is still off', async () => {
    const { mock, db } = setUp();
    const error = refused('Time to live has been modified multiple times within a fixed interval');
    mock.on(DescribeTableCommand).resolves(active);
    mock.on(DescribeTimeToLiveCommand).resolves(off);
    mock.on(UpdateTimeToLiveCommand).rejects(error);
    await expect(ensureTable(db)).rejects.toBe(error);
  });

  it('tells of a time to live that somebody else put on another attribute at the same moment', async () => {
    const { mock, db } = setUp();
    const other = { TimeToLiveDescription: { ...on.TimeToLiveDescription, AttributeName: 'deleteAt' } };
    mock.on(DescribeTableCommand).resolves(active);
    mock.on(DescribeTimeToLiveCommand).resolvesOnce(off).resolves(other);
    mock.on(UpdateTimeToLiveCommand).rejects(refused('TimeToLive is already enabled'));
    await expect(ensureTable(db)).rejects.toThrow('time to live is declared expiresAt, and is deleteAt');
  });

  it('passes errors of the SDK untouched, from every step', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    for (const command of [
      DescribeTableCommand,
      CreateTableCommand,
      DescribeTimeToLiveCommand,
      UpdateTimeToLiveCommand,
    ]) {
      const { mock, db } = setUp();
      mock.on(DescribeTableCommand).rejectsOnce(absent).resolves(active);
      mock.on(DescribeTimeToLiveCommand).resolves(off);
      mock.on(command as typeof DescribeTableCommand).rejects(denied);
      if (command === DescribeTableCommand)
        mock.on(command as typeof DescribeTableCommand).rejectsOnce(denied);
      await expect(ensureTable(db)).rejects.toBe(denied);
    }
  });

  it('gives up waiting after the time it is given', async () => {
    const { mock, db } = setUp();
    mock.on(DescribeTableCommand).resolves({ Table: { TableStatus: 'CREATING' } });
    await expect(ensureTable(db, { maxWaitSeconds: 1 })).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('stops waiting when it is aborted', async () => {
    const { mock, db } = setUp();
    const controller = new AbortController();
    mock.on(DescribeTableCommand).callsFake(() => {
      controller.abort();
      return { Table: { TableStatus: 'CREATING' } };
    });
    await expect(ensureTable(db, { abortSignal: controller.signal })).rejects.toMatchObject({
      name: 'AbortError',
    });
  });

  it('hands the abort signal to its requests; the waiter watches it by itself', async () => {
    const { mock, db } = setUp();
    mock.on(DescribeTableCommand).rejectsOnce(absent).resolves(active);
    mock.on(DescribeTimeToLiveCommand).resolvesOnce(off).resolves(on);
    const { signal: abortSignal } = new AbortController();
    expect(await ensureTable(db, { abortSignal })).toEqual({ created: true, timeToLiveEnabled: true });
    await checkTable(db, { abortSignal });
    const given = mock.calls().map(({ args }) => (args as { abortSignal?: unknown }[])[1]?.abortSignal);
    expect(given.filter((signal) => signal === abortSignal)).toHaveLength(7);
    expect(given.filter((signal) => signal === undefined)).toHaveLength(1);
  });
});
