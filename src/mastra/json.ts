/** JSON text for what is stored as such; `undefined` stays. */
export function jsonText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : JSON.stringify(value);
}

/** The object or list in a stored text; what is neither is `undefined`. */
export function jsonObject(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined || !/^[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
