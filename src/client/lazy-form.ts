import { encodePart } from './codec/fields.ts';
import type { Fields } from './codec/shapes.ts';

/**
 * An input or output in the form of the low-level command, for whoever looks: each part with values becomes
 * AttributeValues when it is first read, which middleware and mocks may do and the SDK itself does not.
 */
export function lazyForm(native: object, { fields }: Fields): object {
  const form: Record<string, unknown> = { ...native };
  for (const name of Object.keys(fields)) {
    const part = form[name];
    const shape = fields[name];
    if (part === undefined || part === null || shape === undefined) continue;
    Object.defineProperty(form, name, {
      configurable: true,
      enumerable: true,
      get: () => {
        const value = encodePart(shape, part, name);
        Object.defineProperty(form, name, { value, configurable: true, enumerable: true, writable: true });
        return value;
      },
      set: (value: unknown) => {
        Object.defineProperty(form, name, { value, configurable: true, enumerable: true, writable: true });
      },
    });
  }
  return form;
}
