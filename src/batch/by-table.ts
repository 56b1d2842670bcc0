/**
 * One list for each table. A table may be called `constructor` or `__proto__`, which an object that is filled by
 * assignments would take for its own.
 */
export function byTable<U extends { readonly tableName: string }, E>(
  units: readonly U[],
  entryOf: (unit: U) => E,
): Map<string, E[]> {
  const tables = new Map<string, E[]>();
  for (const unit of units) {
    const list = tables.get(unit.tableName);
    if (list === undefined) tables.set(unit.tableName, [entryOf(unit)]);
    else list.push(entryOf(unit));
  }
  return tables;
}
