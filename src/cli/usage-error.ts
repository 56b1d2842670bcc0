/** A command was called wrongly: it has done nothing, and ends with the exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
