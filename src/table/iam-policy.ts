import { DeclarationError, shown } from '../errors.ts';
import { checkServiceName } from './check-table.ts';
import { refuseUnknown } from './known-options.ts';
import type { Table } from './table.ts';

/** Where the table is, and what else is to be allowed. */
export interface PolicyOptions {
  /** The table's real name. Default: the declared name. */
  readonly tableName?: string;
  /** For example `'eu-west-1'`. Default: every Region. */
  readonly region?: string;
  /** The 12 digits of the account. Default: every account, and a role has the rights of its own alone. */
  readonly accountId?: string;
  /**
   * `'check'`: what `checkTable` needs, and the start of Mastra's store. `'ensure'`: what `ensureTable` needs, which creates the
   * table. Default: neither.
   */
  readonly administration?: 'check' | 'ensure';
}

/** One statement of a policy. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/** A policy document of IAM. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly PolicyStatement[];
}

const OPTIONS: readonly (keyof PolicyOptions)[] = ['tableName', 'region', 'accountId', 'administration'];
const REGION = /^[a-z]{2,}(?:-[a-z0-9]+)+$/;
const ACCOUNT_ID = /^\d{12}$/;

/** Of the table itself. A transaction needs the rights of what is in it, and no others (Service authorization reference). */
const OF_ITEMS = [
  ...[
    'BatchGetItem',
    'BatchWriteItem',
    'ConditionCheckItem',
    'DeleteItem',
    'GetItem',
    'PutItem',
    'Query',
    'Scan',
  ],
  'UpdateItem',
];
/** An index is only read. */
const OF_INDEXES = ['Query', 'Scan'];
const TO_CHECK = ['DescribeTable', 'DescribeTimeToLive'];
const TO_ENSURE = ['CreateTable', ...TO_CHECK, 'UpdateTimeToLive'];

/**
 * The IAM policy for what the toolkit sends to a declared table and its indexes.
 *
 * @throws DeclarationError for an option that there is not, and for a name, Region or account that there cannot be.
 * @example
 * ```ts
 * import { defineTable, iamPolicy } from 'monotable';
 *
 * const shop = defineTable({ name: 'shop', indexes: ['GSI1'] });
 * iamPolicy(shop, { region: 'eu-west-1', accountId: '123456789012' }).Statement[1];
 * // {
 * //   Sid: 'Indexes',
 * //   Effect: 'Allow',
 * //   Action: ['dynamodb:Query', 'dynamodb:Scan'],
 * //   Resource: ['arn:aws:dynamodb:eu-west-1:123456789012:table/shop/index/*'],
 * // }
 * ```
 */
export function iamPolicy(table: Table, options: PolicyOptions = {}): PolicyDocument {
  refuseUnknown(options, OPTIONS, 'iamPolicy');
  const arn = arnOf(table, options);
  const { administration } = options;
  if (administration !== undefined && administration !== 'check' && administration !== 'ensure') {
    throw new DeclarationError(
      `iamPolicy: administration is 'check' or 'ensure', not ${shown(administration)}.`,
    );
  }
  const Statement = [statement('Items', OF_ITEMS, arn)];
  if (table.indexes.length > 0) Statement.push(statement('Indexes', OF_INDEXES, `${arn}/index/*`));
  if (administration !== undefined) {
    Statement.push(statement('Table', administration === 'check' ? TO_CHECK : TO_ENSURE, arn));
  }
  return { Version: '2012-10-17', Statement };
}

function statement(Sid: string, actions: readonly string[], resource: string): PolicyStatement {
  const Action = actions.map((action) => `dynamodb:${action}`);
  return { Sid, Effect: 'Allow', Action, Resource: [resource] };
}

function arnOf(table: Table, { tableName = table.name, region, accountId }: PolicyOptions): string {
  checkServiceName(tableName, 'iamPolicy');
  if (region !== undefined && !REGION.test(region)) {
    throw new DeclarationError(`iamPolicy: a region is such as 'eu-west-1', not ${shown(region)}.`);
  }
  if (accountId !== undefined && !ACCOUNT_ID.test(accountId)) {
    throw new DeclarationError(`iamPolicy: an accountId has 12 digits, and ${shown(accountId)} has not.`);
  }
  return `arn:${partitionOf(region)}:dynamodb:${region ?? '*'}:${accountId ?? '*'}:table/${tableName}`;
}

/** China and GovCloud are worlds of their own. */
function partitionOf(region = ''): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
