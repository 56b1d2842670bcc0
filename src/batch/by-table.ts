/**
 * Entries by the names of their tables. A table may be called `constructor` or `__proto__`, which an object that is
 * filled by assignments would take for its own.
 */
export function byTable<T>(entries: Iterable<readonly [tableName: string, entry: T]>): Record<string, T[]> {
  const tables = new Map<string, T[]>();
  for (const [tableName, entry] of entries) {
    const list = tables.get(tableName);
    if (list === undefined) tables.set(tableName, [entry]);
    else list.push(entry);
  }
  return Object.fromEntries(tables);
}
