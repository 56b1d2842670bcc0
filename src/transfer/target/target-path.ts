import { RequestError, shown } from '../../errors.ts';

/**
 * A path below a target, as it came; what could lead out of the target, or means something else on another system, is
 * refused. Hive's escapes leave no `\`, and nothing else needs one.
 */
export function checkPath(path: string, what = 'The path'): string {
  const wrong = typeof path === 'string' ? wrongIn(path) : 'is no text';
  if (wrong === undefined) return path;
  throw new RequestError(`${what} ${shown(path)} ${wrong}.`);
}

function wrongIn(path: string): string | undefined {
  if (path === '') return 'is empty';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no file system takes a NUL, and XML cannot name the others
  if (/[\u0000-\u001f\u007f\\]/.test(path)) return 'has a backslash or a control character';
  const segments = path.split('/');
  if (segments.includes('..') || segments.includes('.')) return 'has "." or ".." in it';
  if (segments.includes('')) return 'begins or ends with "/", or has "//" in it';
  return undefined;
}
