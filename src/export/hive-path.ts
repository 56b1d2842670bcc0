/** Where Hive, Athena and DuckDB look for rows whose partition column is null. */
export const DEFAULT_PARTITION = '__HIVE_DEFAULT_PARTITION__';

// biome-ignore lint/suspicious/noControlCharactersInRegex: Hive escapes them (FileUtils.escapePathName)
const ESCAPED = /[\u0000-\u001f"#%'*/:=?\\\u007f{[\]^]/g;

/** The directory of a partition, as Hive names it: `status=to%2Fdo`. */
export function hivePath(column: string, value: string): string {
  return `${hiveEscape(column)}=${hiveEscape(value)}`;
}

function hiveEscape(text: string): string {
  return text.replace(
    ESCAPED,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}
