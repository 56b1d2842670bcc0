import { DeclarationError, shown } from '../errors.ts';
import { fits } from '../keys/utf8.ts';
import type { IndexModel, KeyType, Table } from './table.ts';

/** At most 20 global indexes by default (a quota that AWS raises on request) and 5 local ones. Developer guide, ServiceQuotas. */
const MAX_LOCAL_INDEXES = 5;
/** The names of key attributes and of projected ones; others may have 64 KB. Developer guide, ServiceQuotas. */
const MAX_NAME_BYTES = 255;
const SERVICE_NAME = /^[A-Za-z0-9_.-]{3,255}$/;

/** Refuses a name that no table and no index can have. */
export function checkServiceName(name: string, where: string): void {
  if (typeof name !== 'string' || !SERVICE_NAME.test(name)) {
    throw new DeclarationError(
      `${where}: a name is 3 to 255 of A-Z a-z 0-9 _ . - and ${shown(name)} is not.`,
    );
  }
}

/** Refuses a table that the service would refuse, and two roles for one attribute. */
export function checkTable(table: Table, where: string): void {
  const indexNames = new Set<string | undefined>();
  const templated = new Map<string, string>();
  const own = new Map<string, KeyType>();
  for (const index of [table.primary, ...table.indexes]) {
    const label = index.name ?? 'the primary key';
    if (indexNames.has(index.name))
      throw new DeclarationError(`${where} declares index ${shown(label)} twice.`);
    indexNames.add(index.name);
    checkProjectionList(index, where);
    const sides = index.scope === 'local' ? [index.sort] : [index.partition, index.sort];
    const seen = new Set<string>();
    for (const keySide of sides) {
      for (const { name, type } of keySide?.attributes ?? []) {
        if (name === '') throw new DeclarationError(`${where}: ${label} has a key attribute without a name.`);
        if (name === '__proto__') throw new DeclarationError(`${where}: no attribute can be named ${name}.`);
        checkLength(name, where);
        if (seen.has(name)) throw new DeclarationError(`${where}: ${label} uses ${shown(name)} twice.`);
        seen.add(name);
        if (keySide?.templated) {
          if (!templated.has(name)) templated.set(name, label);
        } else {
          const before = own.get(name);
          if (before !== undefined && before !== type) {
            throw new DeclarationError(
              `${where}: ${shown(name)} is a ${before} in one index and a ${type} in ${label}.`,
            );
          }
          own.set(name, type);
        }
      }
    }
  }
  for (const [name, role] of [
    [table.discriminator, 'discriminator'],
    [table.ttl, 'ttl attribute'],
    ...[...own.keys()].map((name) => [name, 'index attribute'] as const),
  ] as const) {
    if (name === '') throw new DeclarationError(`${where}: the ${role} has no name.`);
    if (name === '__proto__') throw new DeclarationError(`${where}: the ${role} cannot be named ${name}.`);
    if (name !== undefined && templated.has(name)) {
      throw new DeclarationError(
        `${where}: ${shown(name)} cannot be the ${role} and also hold ${templated.get(name)}.`,
      );
    }
  }
  if (table.ttl === table.discriminator) {
    throw new DeclarationError(
      `${where}: ${shown(table.ttl)} cannot be both ttl attribute and discriminator.`,
    );
  }
  if (table.separator === '') throw new DeclarationError(`${where}: the separator is empty.`);
  if (table.indexes.filter((index) => index.scope === 'local').length > MAX_LOCAL_INDEXES) {
    throw new DeclarationError(
      `${where} has more than ${MAX_LOCAL_INDEXES} local indexes, the service's limit.`,
    );
  }
}

function checkProjectionList({ name: index, projection }: IndexModel, where: string): void {
  if (typeof projection === 'string') return;
  if (projection.length === 0) {
    throw new DeclarationError(
      `${where}: index ${index} projects an empty list; say 'keys' for nothing but the keys.`,
    );
  }
  const seen = new Set<string>();
  for (const name of projection) {
    if (name === '')
      throw new DeclarationError(`${where}: index ${index} projects an attribute without a name.`);
    checkLength(name, where);
    if (seen.has(name)) throw new DeclarationError(`${where}: index ${index} projects ${shown(name)} twice.`);
    seen.add(name);
  }
}

function checkLength(name: string, where: string): void {
  if (fits(name, MAX_NAME_BYTES)) return;
  throw new DeclarationError(
    `${where}: the attribute ${shown(name)} has a name of more than ${MAX_NAME_BYTES} bytes.`,
  );
}
