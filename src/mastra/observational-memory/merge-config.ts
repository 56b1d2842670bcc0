type Config = Readonly<Record<string, unknown>>;

/** One configuration over another, object by object; `undefined` leaves what is there. As Mastra's `deepMergeConfig`. */
export function mergedConfig(config: Config, changes: Config): Record<string, unknown> {
  const merged = new Map<string, unknown>(Object.entries(config));
  for (const [name, change] of Object.entries(changes)) {
    const present = merged.get(name);
    if (isObject(present) && isObject(change)) merged.set(name, mergedConfig(present, change));
    else if (change !== undefined) merged.set(name, change);
  }
  return Object.fromEntries(merged);
}

function isObject(value: unknown): value is Config {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
