import { createTableInput } from './create-table-input.ts';
import type { Table } from './table.ts';
import { type TemplateOptions, templateOf } from './template-options.ts';
import { type YamlValue, yamlText } from './yaml-text.ts';

/**
 * A CloudFormation template of a declared table, in YAML: billed per request, encrypted with the AWS managed key, with its time to
 * live, and kept when the stack goes.
 *
 * @throws DeclarationError for an option that there is not, and for a name that the service or CloudFormation would refuse.
 * @example
 * ```ts
 * import { cloudFormation, defineTable } from 'monotable';
 *
 * const shop = defineTable({ name: 'shop', ttl: 'expiresAt' });
 * cloudFormation(shop, { tableName: 'shop-production' }).split('\n', 3);
 * // ['Resources:', '  ShopProduction:', '    Type: AWS::DynamoDB::Table']
 * ```
 */
export function cloudFormation(table: Table, options: TemplateOptions = {}): string {
  const template = templateOf(table, options, 'cloudFormation');
  const { ttl } = template.table;
  const properties = {
    ...createTableInput(template.table, template.tableName),
    ...(ttl !== undefined && { TimeToLiveSpecification: { AttributeName: ttl, Enabled: true } }),
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: template.pointInTimeRecovery },
    SSESpecification: { SSEEnabled: true },
  };
  const resource = {
    Type: 'AWS::DynamoDB::Table',
    // Both: one is for the end of the stack, the other for a change that makes a new table of it.
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
    // Of plain objects and lists, as every input of the service.
    Properties: properties as unknown as YamlValue,
  };
  return yamlText({ Resources: { [template.logicalId]: resource } });
}
