import { createRequire } from 'node:module';
import { compatibleTable } from '../../src/repositories/mastra/compatible/table.ts';
import { cdk } from '../../src/table/cdk.ts';
import { createTableInput } from '../../src/table/create-table-input.ts';
import { defineTable, type Table } from '../../src/table/table.ts';
import { everyKind } from './template-tables.ts';

const ts = createRequire(import.meta.url)('typescript-5.9');

interface Attribute {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
}

interface Index {
  readonly indexName?: string;
  readonly partitionKey?: Attribute;
  readonly partitionKeys?: readonly Attribute[];
  readonly sortKey?: Attribute;
  readonly sortKeys?: readonly Attribute[];
  readonly projectionType?: string;
  readonly nonKeyAttributes?: readonly string[];
}

interface Properties extends Index {
  readonly tableName: string;
  readonly billing: string;
  readonly globalSecondaryIndexes?: readonly Index[];
  readonly localSecondaryIndexes?: readonly Index[];
}

/** What a program made of the text would give to TableV2, whose modules are played here. */
function run(text: string): { id: string; properties: Properties; scope: unknown } {
  const { outputText, diagnostics } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    reportDiagnostics: true,
  });
  expect(diagnostics).toEqual([]);
  let made: { id: string; properties: Properties; scope: unknown } | undefined;
  const modules: Record<string, object> = {
    'aws-cdk-lib': { RemovalPolicy: { RETAIN: 'retain' } },
    'aws-cdk-lib/aws-dynamodb': {
      AttributeType: { STRING: 'S', NUMBER: 'N', BINARY: 'B' },
      Billing: { onDemand: () => 'PAY_PER_REQUEST' },
      ProjectionType: { ALL: 'ALL', KEYS_ONLY: 'KEYS_ONLY', INCLUDE: 'INCLUDE' },
      TableEncryptionV2: { awsManagedKey: () => 'aws managed' },
      TableV2: class {
        constructor(scope: unknown, id: string, properties: Properties) {
          made = { scope, id, properties };
        }
      },
    },
  };
  const exported: Record<string, (scope: string) => unknown> = {};
  new Function('require', 'exports', outputText)((name: string) => modules[name], exported);
  const [add] = Object.values(exported).filter((value) => typeof value === 'function');
  add?.('the stack');
  if (made === undefined) throw new Error('No table was made.');
  return made;
}

/** The CreateTable input that CloudFormation would come to for these properties. */
function inputOf(properties: Properties): object {
  const types = new Map<string, string>();
  const element = (KeyType: string) => (attribute: Attribute) => {
    types.set(attribute.name, attribute.type);
    return { AttributeName: attribute.name, KeyType };
  };
  const keys = ({ partitionKey, partitionKeys, sortKey, sortKeys }: Index) => [
    ...(partitionKeys ?? (partitionKey ? [partitionKey] : [])).map(element('HASH')),
    ...(sortKeys ?? (sortKey ? [sortKey] : [])).map(element('RANGE')),
  ];
  const index = (one: Index) => ({
    IndexName: one.indexName,
    KeySchema: keys(one),
    Projection: {
      ProjectionType: one.projectionType,
      ...(one.nonKeyAttributes && { NonKeyAttributes: one.nonKeyAttributes }),
    },
  });
  const { partitionKey, globalSecondaryIndexes, localSecondaryIndexes } = properties;
  return {
    TableName: properties.tableName,
    BillingMode: properties.billing,
    KeySchema: keys(properties),
    ...(globalSecondaryIndexes && { GlobalSecondaryIndexes: globalSecondaryIndexes.map(index) }),
    ...(localSecondaryIndexes && {
      LocalSecondaryIndexes: localSecondaryIndexes.map((one) =>
        index({ ...one, ...(partitionKey && { partitionKey }) }),
      ),
    }),
    AttributeDefinitions: [...types].map(([AttributeName, AttributeType]) => ({
      AttributeName,
      AttributeType,
    })),
  };
}

const shop = defineTable({ name: 'shop', ttl: 'expiresAt', indexes: ['GSI1'] });

describe('A CDK module', () => {
  it('adds the table to a stack', () => {
    expect(cdk(shop)).toBe(`import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';

export function addShop(scope: Construct): TableV2 {
  return new TableV2(scope, 'Shop', {
    tableName: 'shop',
    partitionKey: { name: 'PK', type: AttributeType.STRING },
    sortKey: { name: 'SK', type: AttributeType.STRING },
    billing: Billing.onDemand(),
    globalSecondaryIndexes: [
      {
        indexName: 'GSI1',
        partitionKey: { name: 'GSI1PK', type: AttributeType.STRING },
        sortKey: { name: 'GSI1SK', type: AttributeType.STRING },
        projectionType: ProjectionType.ALL,
      },
    ],
    timeToLiveAttribute: 'expiresAt',
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    encryption: TableEncryptionV2.awsManagedKey(),
    removalPolicy: RemovalPolicy.RETAIN,
  });
}
`);
  });

  it.each<Table>([everyKind, compatibleTable, shop, defineTable({ name: 'plain', sortKey: null })])(
    'of $name comes to what CreateTable is given',
    (table) => {
      const { properties } = run(cdk(table));
      const { AttributeDefinitions, ...input } = createTableInput(table);
      expect(inputOf(properties)).toEqual({
        ...input,
        AttributeDefinitions: expect.arrayContaining(AttributeDefinitions),
      });
    },
  );

  it('takes another name, a logical id, a time to live and no recovery', () => {
    const options = { tableName: 'it.is', logicalId: 'Other', ttl: 'ttl', pointInTimeRecovery: false };
    expect(run(cdk(compatibleTable, options))).toMatchObject({
      scope: 'the stack',
      id: 'Other',
      properties: {
        tableName: 'it.is',
        timeToLiveAttribute: 'ttl',
        pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: false },
        encryption: 'aws managed',
        removalPolicy: 'retain',
      },
    });
  });

  it('refuses what no template could say', () => {
    expect(() => cdk(shop, { logicalId: '' })).toThrow(
      'cdk: a logicalId is a letter and then letters and digits, 255 at most, and "" is not.',
    );
  });
});
