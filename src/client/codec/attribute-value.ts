const TYPES: ReadonlySet<string> = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'BS']);

/** Whether a value looks like an AttributeValue: an object with one member, which is named after a type. */
export function isAttributeValue(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const [type, ...more] = Object.keys(value);
  return type !== undefined && more.length === 0 && TYPES.has(type);
}
