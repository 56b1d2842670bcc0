import type { IndexModel, KeyAttribute, KeySide, KeyType, Table } from './table.ts';
import { type TemplateOptions, templateOf } from './template-options.ts';

const TYPES: Readonly<Record<KeyType, string>> = { string: 'STRING', number: 'NUMBER', binary: 'BINARY' };

/**
 * A TypeScript module for the AWS CDK (`aws-cdk-lib` v2): a function that adds the declared table, as `cloudFormation` has it, to a stack.
 * A `TableV2`, because it alone can say every kind of index.
 *
 * @throws DeclarationError as `cloudFormation` does.
 * @example
 * ```ts
 * import { cdk, defineTable } from 'monotable';
 *
 * const text = cdk(defineTable({ name: 'shop' }));
 * text.match(/export function .*\n.*\n/)?.[0];
 * // "export function addShop(scope: Construct): TableV2 {\n  return new TableV2(scope, 'Shop', {\n"
 * ```
 */
export function cdk(table: Table, options: TemplateOptions = {}): string {
  const template = templateOf(table, options, 'cdk');
  const { primary, indexes, ttl } = template.table;
  const properties = [
    `tableName: ${text(template.tableName)},`,
    ...sideLines('partitionKey', primary.partition),
    ...sideLines('sortKey', primary.sort),
    'billing: Billing.onDemand(),',
    ...indexLines(
      'globalSecondaryIndexes',
      indexes.filter(({ scope }) => scope === 'global'),
    ),
    ...indexLines(
      'localSecondaryIndexes',
      indexes.filter(({ scope }) => scope === 'local'),
    ),
    ...(ttl === undefined ? [] : [`timeToLiveAttribute: ${text(ttl)},`]),
    `pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: ${template.pointInTimeRecovery} },`,
    'encryption: TableEncryptionV2.awsManagedKey(),',
    'removalPolicy: RemovalPolicy.RETAIN,',
  ];
  const names = ['AttributeType', 'Billing', ...(indexes.length > 0 ? ['ProjectionType'] : [])];
  return [
    "import { RemovalPolicy } from 'aws-cdk-lib';",
    `import { ${[...names, 'TableEncryptionV2', 'TableV2'].join(', ')} } from 'aws-cdk-lib/aws-dynamodb';`,
    "import type { Construct } from 'constructs';",
    '',
    `export function add${template.logicalId}(scope: Construct): TableV2 {`,
    `  return new TableV2(scope, ${text(template.logicalId)}, {`,
    ...indented(indented(properties)),
    '  });',
    '}',
    '',
  ].join('\n');
}

function indexLines(name: string, indexes: readonly IndexModel[]): string[] {
  if (indexes.length === 0) return [];
  const lines = indexes.flatMap((index) => ['{', ...indented(indexProperties(index)), '},']);
  return [`${name}: [`, ...indented(lines), '],'];
}

function indexProperties({ name = '', scope, partition, sort, projection }: IndexModel): string[] {
  return [
    `indexName: ${text(name)},`,
    // A local index has the table's.
    ...(scope === 'local' ? [] : sideLines('partitionKey', partition)),
    ...sideLines('sortKey', sort),
    ...(projection === 'all'
      ? ['projectionType: ProjectionType.ALL,']
      : projection === 'keys'
        ? ['projectionType: ProjectionType.KEYS_ONLY,']
        : [
            'projectionType: ProjectionType.INCLUDE,',
            `nonKeyAttributes: [${projection.map(text).join(', ')}],`,
          ]),
  ];
}

/** `partitionKey`, or `partitionKeys` for a key of several attributes. */
function sideLines(name: 'partitionKey' | 'sortKey', side: KeySide | undefined): string[] {
  if (side === undefined) return [];
  const attributes = side.attributes.map(attributeText);
  if (attributes.length === 1) return [`${name}: ${attributes[0]},`];
  return [`${name}s: [`, ...indented(attributes.map((attribute) => `${attribute},`)), '],'];
}

function attributeText({ name, type }: KeyAttribute): string {
  return `{ name: ${text(name)}, type: AttributeType.${TYPES[type]} }`;
}

function text(value: string): string {
  const inner = JSON.stringify(value).slice(1, -1);
  return `'${inner.replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `  ${line}`);
}
