import { RequestError, shown } from '../errors.ts';
import { Operator } from '../expressions/operators.ts';
import type { ExpressionScope } from '../expressions/scope.ts';
import type { KeyRange, KeySelection } from '../keys/select.ts';
import type { KeyTemplate } from '../keys/template.ts';
import type { EntityIndex } from '../table/entity.ts';
import type { KeySide, Table } from '../table/table.ts';
import type { NativeItem, Shard } from './operation.ts';
import { ownTerms } from './own-terms.ts';

/** Which items of an index a query reads. */
export interface KeyCondition {
  readonly text: string;
  /** No item can match. */
  readonly empty: boolean;
  /** The partition; of a sharded key, all of them. The scope holds the values of the first. */
  readonly shards: readonly Shard[];
  /** Everything that tells this condition from another, for cursors. */
  readonly identity: readonly unknown[];
}

/** One condition on the sort side, as text and as data. */
export interface SortTerms {
  readonly terms: readonly string[];
  readonly empty: boolean;
  readonly identity: readonly unknown[];
}

/** The operators that a sort key condition has; `eq` is the plain value. */
const RANGES: ReadonlySet<string> = new Set(['gt', 'gte', 'lt', 'lte', 'between', 'beginsWith']);

/** Builds the key condition for the arguments of a query. Throws KeyError and RequestError for arguments that do not fit. */
export function keyCondition(
  table: Table,
  index: EntityIndex,
  given: object,
  scope: ExpressionScope,
  operation: string,
): KeyCondition {
  const { model, partition, sort } = index;
  const partitionFields = partition?.queryFields ?? names(model.partition);
  const sortFields =
    sort?.fields.filter((field) => index.sources.includes(field)) ??
    (model.sort === undefined ? [] : names(model.sort));
  const args = checkedArguments(given, [...partitionFields, ...sortFields], operation);
  const range = rangeOf(args, partitionFields, operation);
  const partitions = partitionKeys(table, model.partition, partition, args, operation);
  const equals: string[] = [];
  const shards = partitions.map((fixed) => ({ fixed, values: {} as NativeItem }));
  for (const [name, value] of Object.entries(partitions[0] ?? {})) {
    const placeholder = scope.value(value, `${operation}.${name}`);
    equals.push(`${scope.name(name)} = ${placeholder}`);
    for (const { fixed, values } of shards) values[placeholder] = fixed[name];
  }
  const terms = sortTerms(table, model.sort, sort, args, range, scope, operation);
  return {
    text: [...equals, ...terms.terms].join(' AND '),
    empty: terms.empty,
    shards,
    identity: [partitions, terms.identity],
  };
}

/** The key values of the partition, or of each shard. */
function partitionKeys(
  table: Table,
  side: KeySide,
  template: KeyTemplate | undefined,
  args: NativeItem,
  operation: string,
): readonly NativeItem[] {
  const [first] = side.attributes;
  if (template !== undefined && first !== undefined) {
    return template.buildAll(args).map((text) => ({ [first.name]: text }));
  }
  const values: NativeItem = {};
  for (const { name } of side.attributes) {
    if (args[name] === undefined)
      throw new RequestError(`${operation} needs ${name}: it is part of the partition key.`);
    const { terms } = ownTerms(table, [name], { [name]: args[name] }, undefined, operation);
    values[name] = terms[0]?.operands[0];
  }
  return [values];
}

function sortTerms(
  table: Table,
  side: KeySide | undefined,
  template: KeyTemplate | undefined,
  args: NativeItem,
  range: KeyRange | undefined,
  scope: ExpressionScope,
  operation: string,
): SortTerms {
  if (side === undefined) return { terms: [], empty: false, identity: [] };
  if (template === undefined) {
    const { terms, empty } = ownTerms(table, names(side), args, range, operation);
    return {
      terms: terms.map(({ name, op, operands }) => comparison(scope, name, op, operands, operation)),
      empty,
      identity: terms.map(({ name, op, operands }) => [name, op, operands]),
    };
  }
  const parts: NativeItem = Object.create(null);
  for (const field of template.fields)
    if (args[field] !== undefined && field !== range?.field) parts[field] = args[field];
  const selection = template.select(parts, range);
  const [attribute] = side.attributes;
  const text =
    attribute === undefined ? undefined : selectionText(scope, attribute.name, selection, operation);
  return {
    terms: text === undefined ? [] : [text],
    empty: selection.kind === 'empty',
    identity: Object.values(selection),
  };
}

function selectionText(
  scope: ExpressionScope,
  name: string,
  selection: KeySelection,
  operation: string,
): string | undefined {
  switch (selection.kind) {
    case 'all':
      return undefined;
    case 'empty':
      // Never sent by us. Whoever sends the input alone must get nothing either, not the whole partition.
      return comparison(scope, name, 'lt', [FIRST_TEXT], operation);
    case 'equals':
      return comparison(scope, name, 'eq', [selection.value], operation);
    case 'beginsWith':
      return comparison(scope, name, 'beginsWith', [selection.value], operation);
    case 'between':
      return comparison(scope, name, 'between', [selection.low, selection.high], operation);
    case 'atLeast':
      return comparison(scope, name, 'gte', [selection.value], operation);
    case 'atMost':
      return comparison(scope, name, 'lte', [selection.value], operation);
    case 'below':
      return comparison(scope, name, 'lt', [selection.value], operation);
  }
}

/** No key sorts before it: keys are not empty. */
const FIRST_TEXT = '\u0000';

const SYMBOLS: Readonly<Record<string, string>> = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' };

function comparison(
  scope: ExpressionScope,
  name: string,
  op: string,
  operands: readonly unknown[],
  operation: string,
): string {
  const alias = scope.name(name);
  const values = operands.map((operand) => scope.value(operand, `${operation}.${name}`));
  if (op === 'between') return `${alias} BETWEEN ${values[0]} AND ${values[1]}`;
  if (op === 'beginsWith') return `begins_with(${alias}, ${values[0]})`;
  return `${alias} ${SYMBOLS[op]} ${values[0]}`;
}

/** The arguments with `eq` unwrapped. `undefined` is refused, because leaving it out would widen the query. */
function checkedArguments(given: object, known: readonly string[], operation: string): NativeItem {
  if (typeof given !== 'object' || given === null) {
    throw new RequestError(`${operation} takes ${list(known)} in an object, not ${shown(given)}.`);
  }
  // Without a prototype, because an attribute may be called `constructor`.
  const args: NativeItem = Object.create(null);
  for (const [name, argument] of Object.entries(given)) {
    if (!known.includes(name)) {
      throw new RequestError(`${operation} takes ${list(known)}; ${shown(name)} is none of them.`);
    }
    const value = argument instanceof Operator && argument.op === 'eq' ? argument.operands[0] : argument;
    if (value === undefined) {
      throw new RequestError(`${operation}: ${name} is undefined; leave it out to ask for every ${name}.`);
    }
    args[name] = value;
  }
  return args;
}

/** The one argument that is a range, if there is one. */
function rangeOf(
  args: NativeItem,
  partitionFields: readonly string[],
  operation: string,
): KeyRange | undefined {
  let range: KeyRange | undefined;
  for (const [field, value] of Object.entries(args)) {
    if (!(value instanceof Operator)) continue;
    if (partitionFields.includes(field)) {
      throw new RequestError(
        `${operation}: ${field} is part of the partition key, which takes one value and no ${value.op}.`,
      );
    }
    if (!RANGES.has(value.op)) {
      throw new RequestError(
        `${operation}: a sort key has no ${value.op}; it takes a value or ${[...RANGES].join(', ')}. Put the rest in a filter.`,
      );
    }
    if (range !== undefined) {
      throw new RequestError(
        `${operation}: ${range.field} and ${field} are both ranges; a query takes one, on the last part given.`,
      );
    }
    range = { field, op: value.op as KeyRange['op'], operands: value.operands };
  }
  return range;
}

function list(known: readonly string[]): string {
  return known.length === 0 ? 'nothing' : [...new Set(known)].join(', ');
}

function names(side: KeySide): string[] {
  return side.attributes.map((attribute) => attribute.name);
}
