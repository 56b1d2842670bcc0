import {
  CreateTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { connect } from '../../src/client/connect.ts';
import { checkTable, ensureTable } from '../../src/client/ensure-table.ts';
import { TableDiffers } from '../../src/errors.ts';
import { createTableInput } from '../../src/table/create-table-input.ts';
import { defineTable, type Table } from '../../src/table/table.ts';
import { describeEngines } from '../support/engines.ts';

const shop = defineTable({
  name: 'shop',
  indexes: ['GSI1', { name: 'byTotal', local: true, sortKey: [{ name: 'total', type: 'number' }] }],
  ttl: 'expiresAt',
});

describeEngines('ensureTable', (engine) => {
  const over = (table: Table, tableName: string) => connect({ table, tableName, client: engine.client() });

  async function described(tableName: string) {
    const [{ Table }, { TimeToLiveDescription }] = await Promise.all([
      engine.client().send(new DescribeTableCommand({ TableName: tableName })),
      engine.client().send(new DescribeTimeToLiveCommand({ TableName: tableName })),
    ]);
    return { Table, TimeToLiveDescription };
  }

  it.each([
    ['DynamoDBClient', () => engine.client()],
    ['DynamoDBDocumentClient', () => DynamoDBDocumentClient.from(engine.client())],
  ])('creates the table, waits for it and switches time to live on (%s)', async (_, client) => {
    const tableName = engine.tableName('created');
    const db = connect({ table: shop, tableName, client: client() });
    expect(await checkTable(db)).toEqual([{ what: 'table', declared: tableName, actual: 'absent' }]);
    expect(await ensureTable(db)).toEqual({ created: true, timeToLiveEnabled: true });
    const { Table, TimeToLiveDescription } = await described(tableName);
    expect(Table).toMatchObject({ TableStatus: 'ACTIVE', KeySchema: createTableInput(shop).KeySchema });
    expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual(['GSI1']);
    expect(Table?.LocalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toEqual(['byTotal']);
    expect(TimeToLiveDescription).toEqual({ AttributeName: 'expiresAt', TimeToLiveStatus: 'ENABLED' });
    expect(await checkTable(db)).toEqual([]);
  });

  it('does nothing the second time', async () => {
    const db = over(shop, engine.tableName('twice'));
    await ensureTable(db);
    expect(await ensureTable(db)).toEqual({ created: false, timeToLiveEnabled: false });
  });

  it('leaves time to live alone where none is declared', async () => {
    const table = defineTable({ name: 'plain' });
    const tableName = engine.tableName('plain');
    expect(await ensureTable(over(table, tableName))).toEqual({ created: true, timeToLiveEnabled: false });
    expect((await described(tableName)).TimeToLiveDescription?.TimeToLiveStatus).toBe('DISABLED');
  });

  it('switches on a time to live that is off on a table that is otherwise as declared', async () => {
    const tableName = engine.tableName('late');
    await ensureTable(over(defineTable({ ...shop.declaration, ttl: undefined as never }), tableName));
    expect(await checkTable(over(shop, tableName))).toEqual([
      { what: 'time to live', declared: 'expiresAt', actual: 'off' },
    ]);
    expect(await ensureTable(over(shop, tableName))).toEqual({ created: false, timeToLiveEnabled: true });
  });

  it('may be called by several at once', async () => {
    const db = over(shop, engine.tableName('crowd'));
    const done = await Promise.all([ensureTable(db), ensureTable(db), ensureTable(db)]);
    expect(done.filter(({ created }) => created)).toHaveLength(1);
    expect(done.some(({ timeToLiveEnabled }) => timeToLiveEnabled)).toBe(true);
    expect(await checkTable(db)).toEqual([]);
  });

  it('reports every point in which a table differs, and alters none', async () => {
    const tableName = engine.tableName('other');
    await engine.client().send(
      new CreateTableCommand({
        TableName: tableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [
          { AttributeName: 'PK', AttributeType: 'N' },
          { AttributeName: 'sort', AttributeType: 'S' },
          { AttributeName: 'GSI1PK', AttributeType: 'S' },
        ],
        KeySchema: [
          { AttributeName: 'PK', KeyType: 'HASH' },
          { AttributeName: 'sort', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: 'GSI1',
            KeySchema: [{ AttributeName: 'GSI1PK', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
          {
            IndexName: 'unknown',
            KeySchema: [{ AttributeName: 'sort', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
    );
    const before = await described(tableName);
    const differences = [
      { what: 'key', declared: 'PK HASH, SK RANGE', actual: 'PK HASH, sort RANGE' },
      { what: 'attribute PK', declared: 'S', actual: 'N' },
      { what: 'global index GSI1', declared: 'GSI1PK HASH, GSI1SK RANGE', actual: 'GSI1PK HASH' },
      { what: 'global index GSI1 projection', declared: 'ALL', actual: 'KEYS_ONLY' },
      { what: 'global index unknown', declared: 'absent', actual: 'sort HASH' },
      { what: 'local index byTotal', declared: 'PK HASH, total RANGE', actual: 'absent' },
      { what: 'time to live', declared: 'expiresAt', actual: 'off' },
    ];
    const refusal = await ensureTable(over(shop, tableName)).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(TableDiffers);
    expect(refusal).toMatchObject({ differences });
    expect((refusal as Error).message).toBe(
      `Table ${tableName} is not as declared: ${differences
        .map(({ what, declared, actual }) => `${what} is declared ${declared}, and is ${actual}`)
        .join('; ')}.`,
    );
    expect(await checkTable(over(shop, tableName))).toEqual(differences);
    const after = await described(tableName);
    expect(after.TimeToLiveDescription).toEqual(before.TimeToLiveDescription);
    expect(after.Table?.GlobalSecondaryIndexes).toEqual(before.Table?.GlobalSecondaryIndexes);
  });

  it('reports a time to live over another attribute, and one that is not declared', async () => {
    const tableName = engine.tableName('expiry');
    const other = defineTable({ ...shop.declaration, ttl: 'deleteAt' });
    await ensureTable(over(other, tableName));
    await expect(ensureTable(over(shop, tableName))).rejects.toThrow(
      `Table ${tableName} is not as declared: time to live is declared expiresAt, and is deleteAt.`,
    );
    const { ttl: _, ...without } = shop.declaration;
    expect(await checkTable(over(defineTable(without), tableName))).toEqual([
      { what: 'time to live', declared: 'off', actual: 'deleteAt' },
    ]);
    expect((await described(tableName)).TimeToLiveDescription?.AttributeName).toBe('deleteAt');
  });

  it('passes errors of the SDK untouched', async () => {
    await expect(ensureTable(over(shop, 'x'))).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
