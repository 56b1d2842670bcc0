const BY_ENDING: readonly (readonly [ending: string, type: string])[] = [
  ['.gz', 'application/gzip'],
  ['.jsonl', 'application/x-ndjson'],
  ['.json', 'application/json'],
  ['.parquet', 'application/vnd.apache.parquet'],
  ['.sql', 'text/plain; charset=utf-8'],
];

/**
 * The `Content-Type` of a file. A compressed file is a file of its own kind and never has a `Content-Encoding`: clients would
 * unpack it on the way, while Athena and DuckDB go by the name.
 */
export function contentType(path: string): string {
  return BY_ENDING.find(([ending]) => path.endsWith(ending))?.[1] ?? 'application/octet-stream';
}
