const OWN = { configurable: true, enumerable: true, writable: true } as const;

/** Sets a property whose name comes from a table: assigned, `__proto__` would replace the object's prototype. */
export function setOwn(object: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__') Object.defineProperty(object, name, { ...OWN, value });
  else object[name] = value;
}
