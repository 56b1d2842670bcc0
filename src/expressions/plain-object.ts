/**
 * Whether a value is an object as a literal makes one. Of a Map, a Promise or an instance of a class nothing would be
 * left but its enumerable properties, if any.
 */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  // An object of another realm: its prototype is that realm's Object.prototype.
  return (
    Object.getPrototypeOf(prototype) === null &&
    Object.hasOwn(prototype as object, 'constructor') &&
    (prototype as { constructor: { name?: unknown } }).constructor.name === 'Object'
  );
}
