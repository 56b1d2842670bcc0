/** So often V8 must have read through a prototype before it looks at it: 100 times in Node 20, 10 in Node 22. */
const READS = 500;

/**
 * The SDK copies a client's settings three times for each command. V8 keeps an object that grew to more than twenty properties
 * as a hash table, which takes ten times as long to copy, and turns it back when others inherit from it. It stays the same
 * object, with the same properties: only its form in memory changes.
 */
export function keepCompact(config: unknown): void {
  if (typeof config !== 'object' || config === null) return;
  const heir = Object.create(config) as { readonly region?: unknown };
  for (let read = 0; read < READS; read += 1) void heir.region;
}
