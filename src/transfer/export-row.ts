import { setOwn } from '../client/codec/set-own.ts';
import { dynamodbJsonLine, jsonLine } from '../export/json-line.ts';
import { misfit } from '../export/misfit.ts';
import { notExported } from '../export/reason-counts.ts';
import { isGone } from '../operations/expiry.ts';
import type { NativeItem } from '../operations/operation.ts';
import { primaryAttributes, type Table } from '../table/table.ts';
import type { EntityPlan, ExportPlan } from './export-plan.ts';
import { type RowCounts, tooManyAttributes } from './row-counts.ts';

/** An item as its file has it. */
export interface ExportRow {
  readonly entity: string;
  /** The value of the partition column; `''` for an entity without partitions. */
  readonly partition: string;
  /** The line for the file; of Parquet, one from which the item can be read back. */
  readonly line: string;
}

/** Why an item is in no file, about one of its attributes. */
export interface LeftOut {
  readonly attribute: string;
  readonly reason: string;
}

/** Of what entity an item is, or why it is not exported. */
export function entityOf(item: NativeItem, plan: ExportPlan, table: Table, now: Date): EntityPlan | LeftOut {
  const { discriminator } = table;
  const name = item[discriminator];
  const entity = typeof name === 'string' ? plan.entities.get(name) : undefined;
  if (entity === undefined) {
    return { attribute: discriminator, reason: name === undefined ? 'is missing' : notExported(name) };
  }
  return isGone(entity.model, item, now) ? { attribute: table.ttl ?? '', reason: 'has passed' } : entity;
}

/**
 * Makes the row of an item, and counts it.
 *
 * @throws RequestError for Parquet, as soon as there are more attributes than it can have columns.
 */
export function exportRow(
  stored: NativeItem,
  entity: EntityPlan,
  format: ExportPlan['format'],
  counts: RowCounts,
): ExportRow {
  const key = keyText(stored, entity.model.table);
  const item = format === 'dynamodb-json' ? stored : visible(stored, entity);
  const placement = entity.partition?.place(stored);
  if (placement?.unplaced !== undefined) {
    counts.unplaced.add(entity.partition?.attribute ?? '', placement.unplaced, key);
  }
  const onMisfit = (attribute: string, reason: string): void => counts.misfits.add(attribute, reason, key);
  let line: string;
  if (format === 'json-lines') {
    line = jsonLine(item, { columns: entity.columns, leaveOut: NOTHING, onMisfit });
  } else {
    line = dynamodbJsonLine(item);
    for (const [attribute, type] of entity.columns) {
      const reason = Object.hasOwn(item, attribute) ? misfit(item[attribute], type) : undefined;
      if (reason !== undefined) onMisfit(attribute, reason);
    }
  }
  counts.add(item, key, entity.columns);
  if (format === 'parquet' && counts.seen.attributes.many) throw tooManyAttributes(entity.name);
  return { entity: entity.name, partition: placement?.value ?? '', line };
}

/** The primary key, as messages show it: `USER#7 / ORDER#1`. */
export function keyText(item: NativeItem, table: Table): string {
  return [...primaryAttributes(table)].map((name) => String(item[name])).join(' / ');
}

const NOTHING: ReadonlySet<string> = new Set();

function visible(stored: NativeItem, { attributes, model }: EntityPlan): NativeItem {
  const item: NativeItem = {};
  for (const name of Object.keys(stored)) {
    if (attributes?.has(name) ?? !model.hidden.has(name)) setOwn(item, name, stored[name]);
  }
  return item;
}
