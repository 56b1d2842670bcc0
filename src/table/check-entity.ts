import { DeclarationError, shown } from '../errors.ts';
import type { EntityModel } from './entity.ts';
import { templatedAttributes } from './table.ts';

/** Constants have attributes of their own, and values that stay what they are. */
export function checkConstants({ name, table, constants }: EntityModel): void {
  const keys = templatedAttributes(table);
  for (const [attribute, value] of Object.entries(constants)) {
    if (
      attribute === '' ||
      keys.includes(attribute) ||
      [table.discriminator, table.ttl].includes(attribute)
    ) {
      throw new DeclarationError(
        `Entity ${name} has a constant ${shown(attribute)}, which cannot be: it is ${attribute === '' ? 'no name' : `an attribute of table ${table.name} itself`}.`,
      );
    }
    if (typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) continue;
    throw new DeclarationError(
      `Entity ${name}: the constant ${attribute} is text, a number or a boolean, not ${shown(value)}.`,
    );
  }
}

/** No key is built of what the toolkit itself writes. */
export function checkSources(entity: EntityModel): void {
  for (const template of entity.templates.values()) {
    for (const field of template.fields) {
      if (entity.hidden.has(field)) {
        throw new DeclarationError(
          `Entity ${entity.name} builds a key from ${shown(field)}, which the toolkit itself writes; name an attribute of the item.`,
        );
      }
    }
  }
}

/** Stamps have attributes of their own. */
export function checkStamps({ name, table, stamps, hidden, fixed }: EntityModel): void {
  for (const [role, attribute] of Object.entries(stamps)) {
    if (attribute === '') throw new DeclarationError(`Entity ${name}: the ${role} stamp has no name.`);
    if (hidden.has(attribute) || attribute === table.ttl) {
      const use = attribute === table.ttl ? 'the expiry of items' : 'what the toolkit itself writes';
      throw new DeclarationError(
        `Entity ${name} stamps ${role} into ${shown(attribute)}, which holds ${use}; name another attribute.`,
      );
    }
  }
  const { createdAt, updatedAt } = stamps;
  if (updatedAt === undefined) return;
  if (createdAt === updatedAt) {
    throw new DeclarationError(`Entity ${name} stamps both times into ${shown(updatedAt)}.`);
  }
  if (fixed.has(updatedAt)) {
    throw new DeclarationError(
      `Entity ${name} builds its primary key from ${shown(updatedAt)}, which every write changes.`,
    );
  }
}

/** The version has an attribute of its own, and one that no write but the toolkit's changes. */
export function checkVersion(entity: EntityModel): void {
  const { name, version } = entity;
  if (version === undefined) return;
  if (typeof version !== 'string' || version === '') {
    throw new DeclarationError(`Entity ${name}: version is the name of an attribute, not ${shown(version)}.`);
  }
  const use = otherUse(entity, version);
  if (use !== undefined) {
    throw new DeclarationError(
      `Entity ${name} counts versions in ${shown(version)}, which ${use}; name another attribute.`,
    );
  }
}

function otherUse(
  { table, stamps, hidden, templates, numbers }: EntityModel,
  attribute: string,
): string | undefined {
  const fed = [...templates.values()].find((template) => template.fields.includes(attribute));
  if (fed !== undefined) return `feeds the key template ${shown(fed.template)}`;
  if (hidden.has(attribute)) return 'the toolkit itself writes';
  if (attribute === table.ttl) return 'holds the expiry of items';
  if (attribute === stamps.createdAt || attribute === stamps.updatedAt) return 'holds a time stamp';
  const form = numbers.get(attribute);
  return form === undefined ? undefined : `is read as ${form}; a version is a number`;
}
