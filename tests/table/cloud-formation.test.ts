import { createRequire } from 'node:module';
import fc from 'fast-check';
import { compatibleTable } from '../../src/repositories/mastra/compatible/table.ts';
import { cloudFormation } from '../../src/table/cloud-formation.ts';
import { createTableInput } from '../../src/table/create-table-input.ts';
import { defineTable } from '../../src/table/table.ts';
import { type YamlValue, yamlText } from '../../src/table/yaml-text.ts';
import { everyKind } from './template-tables.ts';

const { safeLoad } = createRequire(import.meta.url)('js-yaml') as { safeLoad: (text: string) => unknown };

const shop = defineTable({ name: 'shop', ttl: 'expiresAt' });

describe('A CloudFormation template', () => {
  it('says what the table is, and keeps it', () => {
    expect(cloudFormation(shop)).toBe(`Resources:
  Shop:
    Type: AWS::DynamoDB::Table
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
      TableName: shop
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions:
        - AttributeName: PK
          AttributeType: S
        - AttributeName: SK
          AttributeType: S
      KeySchema:
        - AttributeName: PK
          KeyType: HASH
        - AttributeName: SK
          KeyType: RANGE
      TimeToLiveSpecification:
        AttributeName: expiresAt
        Enabled: true
      PointInTimeRecoverySpecification:
        PointInTimeRecoveryEnabled: true
      SSESpecification:
        SSEEnabled: true
`);
  });

  it.each([everyKind, compatibleTable, shop])(
    'of $name has the properties that CreateTable is given',
    (table) => {
      const { Resources } = safeLoad(cloudFormation(table, { logicalId: 'It' })) as {
        Resources: { It: { Properties: object } };
      };
      const ttl = table.ttl && { TimeToLiveSpecification: { AttributeName: table.ttl, Enabled: true } };
      expect(Resources.It.Properties).toEqual({
        ...createTableInput(table),
        ...ttl,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        SSESpecification: { SSEEnabled: true },
      });
    },
  );

  it('takes another name, a time to live for a table without one, and no recovery', () => {
    const options = { tableName: 'mastra-test', ttl: 'ttl', pointInTimeRecovery: false };
    const { Resources } = safeLoad(cloudFormation(compatibleTable, options)) as {
      Resources: Record<string, { Properties: object }>;
    };
    expect(Resources.MastraTest?.Properties).toMatchObject({
      TableName: 'mastra-test',
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: false },
    });
  });

  it.each([
    ['mastra-single-table', 'MastraSingleTable'],
    ['a.b_c', 'ABC'],
    ['2026-orders', 'Table2026Orders'],
    ['...', 'Table'],
  ])('calls the resource of table %s %s', (name, word) => {
    expect(cloudFormation(defineTable({ name })).split('\n')[1]).toBe(`  ${word}:`);
  });

  it('is the same text each time', () => {
    expect(cloudFormation(everyKind)).toBe(cloudFormation(everyKind));
  });

  it.each<[object, string]>([
    [
      { tablename: 'a' },
      'cloudFormation has no option "tablename"; there are tableName, logicalId, ttl, pointInTimeRecovery.',
    ],
    [{ tableName: 'a b' }, 'cloudFormation: a name is 3 to 255 of A-Z a-z 0-9 _ . - and "a b" is not.'],
    [
      { logicalId: 'my-table' },
      'cloudFormation: a logicalId is a letter and then letters and digits, 255 at most, and "my-table" is not.',
    ],
    [
      { ttl: 'ttl' },
      'cloudFormation: table shop has the time to live attribute "expiresAt", and cannot have "ttl" as well.',
    ],
    [{ pointInTimeRecovery: 'no' }, 'cloudFormation: pointInTimeRecovery is true or false, not "no".'],
  ])('refuses %j', (options, message) => {
    expect(() => cloudFormation(shop, options)).toThrow(message);
  });

  it('refuses a time to live attribute that is a key', () => {
    expect(() => cloudFormation(defineTable({ name: 'shop' }), { ttl: 'PK' })).toThrow(
      'Table "shop": "PK" cannot be the ttl attribute and also hold the primary key.',
    );
  });
});

test('a YAML parser reads back what was written, whatever the texts are', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.constantFrom(
      '',
      'on',
      'No',
      'null',
      '~',
      '1',
      '1e3',
      '0x1',
      '- a',
      'a: b',
      'a #b',
      '2026-01-01',
      '\u2028',
      '\u0085',
    ),
  );
  const key = text.filter((name) => name !== '__proto__');
  const { value } = fc.letrec<{ value: YamlValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      text,
      fc.boolean(),
      fc.array(tie('value'), { minLength: 1, maxLength: 4 }),
      fc.dictionary(key, tie('value'), { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  fc.assert(fc.property(value, (given) => expect(safeLoad(yamlText(given))).toEqual(given)));
});
