import { DeclarationError } from '../errors.ts';
import type { EntityModel } from './entity.ts';

/**
 * A format such as `lower` or `iso` gives one key for several spellings of a value. An update knows a part of the primary
 * key only as its caller spells it, so another key built of that part must be blind to the same differences, or the update
 * would write an index key that the stored attribute does not have.
 */
export function checkSpelling(entity: EntityModel): void {
  const primary = formatsOf([entity.primary.partition?.template, entity.primary.sort?.template]);
  for (const index of entity.indexes) {
    for (const template of [index.partition, index.sort]) {
      if (template === undefined) continue;
      for (const [field, formats] of formatsOf([template.template])) {
        const inPrimary = primary.get(field);
        // A part that stands in the primary key as it is has one spelling.
        if (inPrimary === undefined || inPrimary.has('')) continue;
        const other = [...formats].find((format) => !inPrimary.has(format) && !isBlind(format, inPrimary));
        if (other === undefined) continue;
        throw new DeclarationError(
          `Entity ${entity.name}: ${field} stands in the primary key as ${written(field, inPrimary)} and in ${template.name} as ` +
            `{${field}${other === '' ? '' : `:${other}`}}. Values that are one primary key would be several index keys; use the same format.`,
        );
      }
    }
  }
}

/** A shard is counted of the text of an integer, and an integer has one. */
function isBlind(format: string, inPrimary: ReadonlySet<string>): boolean {
  return format.startsWith('shard') && inPrimary.has('int');
}

function written(field: string, formats: ReadonlySet<string>): string {
  return [...formats].map((format) => `{${field}:${format}}`).join(' and ');
}

/** The formats of each part: without `desc`, which only turns the order, and with `raw` and all integers as one. */
export function formatsOf(templates: readonly (string | undefined)[]): Map<string, Set<string>> {
  const formats = new Map<string, Set<string>>();
  for (const template of templates) {
    for (const [, field = '', format = ''] of (template ?? '').matchAll(/\{([^{}:]+):?([^{}]*)\}/g)) {
      const words = format.split(':').filter((word) => word !== 'desc' && word !== 'raw');
      const known = formats.get(field) ?? new Set();
      formats.set(field, known.add(words.join(':').replace(/^int\d+$/, 'int')));
    }
  }
  return formats;
}
