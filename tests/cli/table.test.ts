import { CreateTableCommand, DeleteTableCommand, DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { cdk, cloudFormation, createTableInput, iamPolicy } from '../../src/index.ts';
import { shop } from '../../src/repositories/commerce/index.ts';
import { describeEngines } from '../support/engines.ts';
import { runHere } from './captured-io.ts';

describeEngines('the table', (engine) => {
  const { endpoint } = engine.settings;
  const call = (what: string, table: string, ...more: string[]) =>
    runHere(['table', what, '--endpoint', endpoint, '--table', table, ...more]);

  test('is created once, and found as declared', async () => {
    const table = engine.tableName('create');
    expect(await call('check', table)).toEqual({
      code: 1,
      stdout: `Table ${table} at ${endpoint} is not there: "monotable table create" makes it.\n`,
      stderr: '',
    });
    expect(await call('create', table)).toEqual({
      code: 0,
      stdout: `Table ${table} at ${endpoint} was created; time to live was switched on, on expiresAt.\n`,
      stderr: '',
    });
    expect(await call('create', table)).toEqual({
      code: 0,
      stdout: `Table ${table} at ${endpoint} was there, and is as declared.\n`,
      stderr: '',
    });
    expect(await call('check', table)).toEqual({
      code: 0,
      stdout: `Table ${table} at ${endpoint} is as declared.\n`,
      stderr: '',
    });
    await engine.client().send(new DeleteTableCommand({ TableName: table }));
  });

  test('is created and checked for scripts', async () => {
    const table = engine.tableName('json');
    const created = await call('create', table, '--json');
    expect(JSON.parse(created.stdout)).toEqual({
      table,
      place: endpoint,
      created: true,
      timeToLiveEnabled: true,
    });
    const checked = await call('check', table, '--json');
    expect(JSON.parse(checked.stdout)).toEqual({ table, place: endpoint, differences: [] });
    await engine.client().send(new DeleteTableCommand({ TableName: table }));
  });

  test('that is another one is told of with every difference, and left alone', async () => {
    const table = engine.tableName('other');
    const { GlobalSecondaryIndexes: indexes = [], ...input } = createTableInput(shop, table);
    const client = engine.client();
    const gsi1 = indexes.filter(({ IndexName }) => IndexName === 'GSI1');
    const AttributeDefinitions = input.AttributeDefinitions.filter(
      ({ AttributeName }) => !AttributeName.startsWith('GSI2'),
    );
    await client.send(
      new CreateTableCommand({ ...input, AttributeDefinitions, GlobalSecondaryIndexes: gsi1 }),
    );
    const lines = [
      '  global index GSI2: declared GSI2PK HASH, GSI2SK RANGE, is absent',
      '  time to live: declared expiresAt, is off',
    ];
    expect(await call('check', table)).toEqual({
      code: 1,
      stdout: `Table ${table} at ${endpoint} is not as declared:\n${lines.join('\n')}\n`,
      stderr: '',
    });
    const { code, stdout } = await call('check', table, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout).differences).toContainEqual({
      what: 'time to live',
      declared: 'expiresAt',
      actual: 'off',
    });
    const created = await call('create', table);
    expect(created).toMatchObject({ code: 1, stdout: '' });
    expect(created.stderr).toContain(
      `error: Table ${table} is not as declared: global index GSI2 is declared GSI2PK HASH, GSI2SK RANGE, and is absent;`,
    );
    const { Table } = await client.send(new DescribeTableCommand({ TableName: table }));
    expect(Table?.GlobalSecondaryIndexes).toHaveLength(1);
    await client.send(new DeleteTableCommand({ TableName: table }));
  });
});

describe('the declared table is printed', () => {
  const print = (...more: string[]) => runHere(['table', 'print', ...more]);

  test('as the input of CreateTable', async () => {
    const { code, stdout, stderr } = await print('--table', 'shop-test');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe(`${JSON.stringify(createTableInput(shop, 'shop-test'), undefined, 2)}\n`);
    expect((await print('--json', '--table', 'shop-test')).stdout).toBe(stdout);
  });

  test('as a template of CloudFormation, and as a module of the CDK', async () => {
    expect((await print('--format', 'cloudformation')).stdout).toBe(cloudFormation(shop));
    expect((await print('--format', 'cdk', '--table', 'shop-test')).stdout).toBe(
      cdk(shop, { tableName: 'shop-test' }),
    );
  });

  test('as a policy', async () => {
    const options = ['--region', 'eu-west-1', '--account', '123456789012', '--administration', 'check'];
    const { stdout } = await print('--format', 'iam', ...options);
    expect(JSON.parse(stdout)).toEqual(
      iamPolicy(shop, { region: 'eu-west-1', accountId: '123456789012', administration: 'check' }),
    );
    expect(JSON.parse((await print('--format', 'iam', '--json')).stdout)).toEqual(iamPolicy(shop));
  });

  test.each<[string[], number, string]>([
    [['--format', 'cdk', '--json'], 2, '--format cdk is no JSON; leave --json out.'],
    [['--account', '123456789012'], 2, '--account and --administration belong to --format iam.'],
    [['--format', 'iam', '--account', '1'], 1, 'iamPolicy: an accountId has 12 digits, and "1" has not.'],
    [['--format', 'cdk', '--table', 'a b'], 1, 'cdk: '],
  ])('not with %j', async (argv, code, message) => {
    const result = await print(...argv);
    expect(result).toMatchObject({ code, stdout: '' });
    expect(result.stderr).toContain(`error: ${message}`);
    expect(result.stderr.split('\n')).toHaveLength(2);
  });
});

test('without a place, a table is not created', async () => {
  const result = await runHere(['table', 'create'], { env: {} });
  expect(result).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'error: Say where to: --endpoint for a local server, or --aws for the real service, with the credentials of the environment.\n',
  });
});
