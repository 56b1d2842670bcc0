/** The end of a command's help: calls that can be copied as they stand. */
export function examples(...calls: readonly string[]): string {
  const lines = calls.map((call) => `  npx monotable ${call}`);
  return `\n${lines.length === 1 ? 'Example' : 'Examples'}:\n${lines.join('\n')}`;
}
