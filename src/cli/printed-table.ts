import { cdk } from '../table/cdk.ts';
import { cloudFormation } from '../table/cloud-formation.ts';
import { createTableInput } from '../table/create-table-input.ts';
import { iamPolicy } from '../table/iam-policy.ts';
import type { Table } from '../table/table.ts';
import { UsageError } from './usage-error.ts';

/** What a declared table can be printed as. */
export const TABLE_FORMATS = ['create-table', 'cloudformation', 'cdk', 'iam'] as const;

export interface PrintOptions {
  readonly format: (typeof TABLE_FORMATS)[number];
  readonly account?: string;
  readonly administration?: 'check' | 'ensure';
}

/** The table as another tool takes it: an object that is JSON, or the text of a file. */
export function printedTable(
  table: Table,
  tableName: string = table.name,
  region: string | undefined,
  { format, account, administration }: PrintOptions,
): object | string {
  if (format !== 'iam' && (account !== undefined || administration !== undefined)) {
    throw new UsageError('--account and --administration belong to --format iam.');
  }
  switch (format) {
    case 'create-table':
      return createTableInput(table, tableName);
    case 'cloudformation':
      return cloudFormation(table, { tableName });
    case 'cdk':
      return cdk(table, { tableName });
    case 'iam':
      return iamPolicy(table, {
        tableName,
        ...(region !== undefined && { region }),
        ...(account !== undefined && { accountId: account }),
        ...(administration !== undefined && { administration }),
      });
  }
}
