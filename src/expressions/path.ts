import { RequestError, shown } from '../errors.ts';

/** One step of a path: the name of a map's attribute, or the place in a list, counted from 0. */
export type PathSegment = string | number;

/** The name of an attribute of `T`; any name when the attributes of `T` are not known. */
export type AttributeName<T> = [keyof T] extends [never] ? string : keyof T & string;

/**
 * The way to a value inside an item: a top-level attribute, then names and list places. Only the first step is
 * checked against the item's type.
 */
export type AttributePath<T = unknown> = readonly [AttributeName<T>, ...PathSegment[]];

/** A path as people write it: `lines[0].quantity`; names that are not identifiers stand in brackets. */
export function pathText(path: readonly PathSegment[]): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else if (!/^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(segment)) text += `[${JSON.stringify(segment)}]`;
    else text += text === '' ? segment : `.${segment}`;
  }
  return text;
}

/** `root` and the way below it: `Order.lines[0]`, `Order["a b"]`. */
export function pathBelow(root: string, path: readonly PathSegment[]): string {
  const text = pathText(path);
  return text === '' || text.startsWith('[') ? root + text : `${root}.${text}`;
}

/** Refuses paths that name nothing: empty ones, a list place at the top, empty names, places that are not 0, 1, 2, … */
export function assertPath(path: unknown): asserts path is AttributePath {
  if (!Array.isArray(path) || path.length === 0) {
    throw new RequestError(
      `A path is a list of an attribute's name and the steps below it, not ${Array.isArray(path) ? 'empty' : shown(path)}.`,
    );
  }
  for (let place = 0; place < path.length; place++) {
    const segment: unknown = path[place];
    if (typeof segment === 'string' && segment !== '') continue;
    if (place > 0 && typeof segment === 'number' && Number.isSafeInteger(segment) && segment >= 0) continue;
    const rule = place === 0 ? "an attribute's name" : "an attribute's name or a list place of 0 or more";
    throw new RequestError(`Step ${place + 1} of the path [${path.map(shown).join(', ')}] is not ${rule}.`);
  }
}
