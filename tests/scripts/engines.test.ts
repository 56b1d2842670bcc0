import { CreateTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { describeEngines } from '../support/engines.ts';

describeEngines('a test engine', (engine) => {
  const table = engine.tableName('engines');

  it('holds the tables that a test makes', async () => {
    await engine.client().send(
      new CreateTableCommand({
        TableName: table,
        KeySchema: [{ AttributeName: 'PK', KeyType: 'HASH' }],
        AttributeDefinitions: [{ AttributeName: 'PK', AttributeType: 'S' }],
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
    const { Table } = await engine.client().send(new DescribeTableCommand({ TableName: table }));
    expect(Table?.TableStatus).toBe('ACTIVE');
  });

  it('gives the block one client', () => {
    expect(engine.client()).toBe(engine.client());
  });

  it('gives every caller another table name, which starts with the hint', () => {
    const names = [engine.tableName('orders'), engine.tableName('orders')];
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect(name).toMatch(/^orders-[0-9a-f]{8}$/);
  });
});
