import { DeclarationError, shown } from '../errors.ts';
import { type EntityModel, patternIndex } from './entity.ts';
import { refuseUnknown } from './known-options.ts';
import type { IndexModel } from './table.ts';

/** What every entity and repository already has, so no pattern can be named so. */
export const RESERVED_NAMES = [
  'name',
  'table',
  'keys',
  'model',
  'parse',
  'create',
  'put',
  'get',
  'getOrThrow',
  'update',
  'upsert',
  'delete',
  'check',
  'checkAbsent',
  'then',
] as const;

const PATTERN_OPTIONS = {
  query: ['operation', 'index', 'order', 'one'],
  get: ['operation'],
  scan: ['operation', 'index', 'segments'],
} as const;

/** The service's range for the number of segments of a scan. API reference, Scan. */
const MAX_SEGMENTS = 1_000_000;

/** Refuses patterns that could never be read. */
export function checkPatterns(entity: EntityModel): void {
  for (const [name, pattern] of entity.patterns) {
    const where = `Pattern ${entity.name}.${name}`;
    if (RESERVED_NAMES.some((reserved) => reserved === name)) {
      throw new DeclarationError(
        `${where}: every entity has a ${name} of its own; give the pattern another name.`,
      );
    }
    const { operation = 'query' } = pattern;
    if (!Object.hasOwn(PATTERN_OPTIONS, operation)) {
      throw new DeclarationError(`${where}: operation is query, get or scan, not ${shown(operation)}.`);
    }
    refuseUnknown(pattern, PATTERN_OPTIONS[operation], where);
    if ('order' in pattern && pattern.order !== 'ascending' && pattern.order !== 'descending') {
      throw new DeclarationError(`${where}: order is ascending or descending, not ${shown(pattern.order)}.`);
    }
    if (pattern.operation === 'get') continue;
    const index = patternIndex(entity, pattern.index);
    if (index === undefined) throw new DeclarationError(absentIndexText(entity, pattern.index, where));
    checkProjection(entity, index.model, where);
    if (pattern.operation !== 'scan') continue;
    const { segments = 1 } = pattern;
    if (!Number.isInteger(segments) || segments < 1 || segments > MAX_SEGMENTS) {
      throw new DeclarationError(
        `${where}: segments is a whole number from 1 to ${MAX_SEGMENTS}, not ${shown(segments)}.`,
      );
    }
  }
}

/** Refuses an index from which items could not be told apart, or expired ones not recognised. */
export function checkProjection(entity: EntityModel, index: IndexModel, where: string): void {
  if (index.projection === 'all') return;
  const { discriminator, ttl } = entity.table;
  // The keys of an index are always in it; those that templates fill hold neither of the two.
  const keys = [index.partition, index.sort].flatMap(
    (side) => side?.attributes.map(({ name }) => name) ?? [],
  );
  const held = index.projection === 'keys' ? keys : [...keys, ...index.projection];
  const missing = [discriminator, ttl].filter((name) => name !== undefined && !held.includes(name));
  if (missing.length > 0) {
    throw new DeclarationError(
      `${where} reads index ${index.name}, which does not hold ${missing.join(' and ')}; add ${missing.length === 1 ? 'it' : 'them'} to the projection.`,
    );
  }
}

function absentIndexText(entity: EntityModel, index: string | undefined, where: string): string {
  if (!entity.table.indexes.some((candidate) => candidate.name === index)) {
    return `${where} reads index ${shown(index)}, which table ${entity.table.name} does not declare.`;
  }
  return `${where} reads index ${index}, but ${entity.name} has no key templates for it, so none of its items is there.`;
}
