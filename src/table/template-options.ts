import { DeclarationError, shown } from '../errors.ts';
import { checkServiceName } from './check-table.ts';
import { refuseUnknown } from './known-options.ts';
import { defineTable, type Table } from './table.ts';

/** What a template says beside the declaration. */
export interface TemplateOptions {
  /** The table's real name. Default: the declared name. */
  readonly tableName?: string;
  /** The resource's name in the template, of letters and digits. Default: the table's name as one word, `MastraSingleTable`. */
  readonly logicalId?: string;
  /** The time to live attribute of a table that declares none. */
  readonly ttl?: string;
  /** Whether the table can be restored to any second of the last 35 days, for which AWS charges. Default `true`. */
  readonly pointInTimeRecovery?: boolean;
}

/** The options with every default filled in. */
export interface Template {
  readonly table: Table;
  readonly tableName: string;
  readonly logicalId: string;
  readonly pointInTimeRecovery: boolean;
}

const OPTIONS: readonly (keyof TemplateOptions)[] = ['tableName', 'logicalId', 'ttl', 'pointInTimeRecovery'];
/** CloudFormation user guide, Resources. */
const LOGICAL_ID = /^[A-Za-z][A-Za-z0-9]{0,254}$/;

/** @throws DeclarationError for options that no template could be made of. */
export function templateOf(table: Table, options: TemplateOptions, call: string): Template {
  const { tableName = table.name, ttl, pointInTimeRecovery = true } = options;
  refuseUnknown(options, OPTIONS, call);
  checkServiceName(tableName, call);
  if (ttl !== undefined && table.ttl !== undefined && ttl !== table.ttl) {
    throw new DeclarationError(
      `${call}: table ${table.name} has the time to live attribute ${shown(table.ttl)}, and cannot have ${shown(ttl)} as well.`,
    );
  }
  if (typeof pointInTimeRecovery !== 'boolean') {
    throw new DeclarationError(
      `${call}: pointInTimeRecovery is true or false, not ${shown(pointInTimeRecovery)}.`,
    );
  }
  const logicalId = options.logicalId ?? wordOf(tableName);
  if (!LOGICAL_ID.test(logicalId)) {
    throw new DeclarationError(
      `${call}: a logicalId is a letter and then letters and digits, 255 at most, and ${shown(logicalId)} is not.`,
    );
  }
  return {
    table: ttl === undefined ? table : defineTable({ ...table.declaration, ttl }),
    tableName,
    logicalId,
    pointInTimeRecovery,
  };
}

/** `MastraSingleTable` for `mastra-single-table`. */
function wordOf(name: string): string {
  const word = name
    .split(/[^A-Za-z0-9]+/)
    .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
  return /^[A-Z]/.test(word) ? word : `Table${word}`.slice(0, 255);
}
