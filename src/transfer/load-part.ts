import { RequestError } from '../errors.ts';

/**
 * Loads a part of the toolkit whose packages a user installs only when they need it.
 *
 * @param what needs them, as the beginning of a sentence: `Parquet`
 * @throws RequestError that names the command to install them.
 */
export async function loadPart<T>(
  what: string,
  packages: readonly string[],
  load: () => Promise<T>,
): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    if (!isMissing(cause, packages)) throw cause;
    throw new RequestError(
      `${what} needs ${packages.join(' and ')}, which ${packages.length === 1 ? 'is' : 'are'} not installed: npm install ${packages.join(' ')}`,
      { cause },
    );
  }
}

function isMissing(error: unknown, packages: readonly string[]): boolean {
  const { code, message = '' } = error as { code?: string; message?: string };
  const missing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
  return missing && packages.some((name) => message.includes(name));
}
