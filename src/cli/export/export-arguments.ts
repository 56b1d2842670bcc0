import { InvalidArgumentError } from 'commander';
import type { ColumnTypeText } from '../../export/column-type.ts';
import type { PartitionBy, PartitionUnit } from '../../export/partition.ts';

/** Types of columns by entity and attribute, as options gather them. */
export type ColumnArguments = Readonly<Record<string, Readonly<Record<string, ColumnTypeText>>>>;

/** `Order=placedAt:iso:UTC` or `Order=status:value::state`, added to those before. */
export function partitionArgument(
  text: string,
  before: Readonly<Record<string, PartitionBy>> = {},
): Readonly<Record<string, PartitionBy>> {
  const [, entity = '', by = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  const [attribute = '', unit = '', timeZone = '', column = '', ...more] = by.split(':');
  // Its own colon would make a column of the minutes.
  if (/^[+-]/.test(timeZone)) {
    throw new InvalidArgumentError(
      'A time zone is a name of the IANA database, such as Asia/Tokyo, and no offset.',
    );
  }
  if (entity === '' || attribute === '' || unit === '' || more.length > 0) {
    throw new InvalidArgumentError('It is entity=attribute:unit:timeZone, such as Order=placedAt:iso:UTC.');
  }
  const partition: PartitionBy = {
    attribute,
    unit: unit as PartitionUnit,
    ...(timeZone !== '' && { timeZone }),
    ...(column !== '' && { column }),
  };
  return { ...before, [entity]: partition };
}

/** `Order.total=decimal(18,2)`, added to those before. */
export function columnArgument(text: string, before: ColumnArguments = {}): ColumnArguments {
  const [, entity = '', attribute = '', type = ''] = /^([^.=]+)\.([^=]+)=(.+)$/.exec(text) ?? [];
  if (entity === '') {
    throw new InvalidArgumentError('It is entity.attribute=type, such as Order.total=decimal(18,2).');
  }
  return { ...before, [entity]: { ...before[entity], [attribute]: type as ColumnTypeText } };
}

/** `Order=orderId,total`, added to those before. */
export function attributesArgument(
  text: string,
  before: Readonly<Record<string, readonly string[]>> = {},
): Readonly<Record<string, readonly string[]>> {
  const [, entity = '', names = ''] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (entity === '') throw new InvalidArgumentError('It is entity=attribute,attribute.');
  return { ...before, [entity]: names.split(',').map((name) => name.trim()) };
}

/** A list, from an option that may be given often. */
export function listed(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(',').map((name) => name.trim())];
}
