import { RequestError, shown, ValueError } from '../errors.ts';
import { SetFunction } from '../expressions/patch.ts';
import { assertPath } from '../expressions/path.ts';
import { isPlainObject } from '../expressions/plain-object.ts';
import { nameFault } from '../expressions/storable-type.ts';
import type { NativeItem } from './operation.ts';

/** What a patch does, by top-level attribute. */
export interface PatchedAttributes {
  /** Attributes that get a whole new value. */
  readonly set: NativeItem;
  readonly removed: ReadonlySet<string>;
  /** Attributes changed by a function of their present value, or inside. */
  readonly changed: ReadonlySet<string>;
}

const MAPS: readonly string[] = ['set', 'add', 'delete'];
const LISTS: readonly string[] = ['setIn', 'remove'];

/**
 * Reads a patch. What is not given, being `undefined`, is left out. Refuses what has not the shape of a patch: of a text in
 * the place of a list, every letter would be taken for an attribute.
 */
export function patchedAttributes(patch: object, operation: string): PatchedAttributes {
  const clauses = checkedClauses(patch, operation);
  const given = (name: string) =>
    Object.entries((clauses[name] as object | undefined) ?? {}).filter(([, value]) => value !== undefined);
  const set = Object.fromEntries(given('set'));
  const removed = new Set<string>();
  const changed = new Set<string>();
  for (const [name] of [...given('add'), ...given('delete')]) changed.add(name);
  for (const target of listed(clauses.remove)) {
    const path = typeof target === 'string' ? [target] : checkedPath(target, operation);
    if (path.length === 1) removed.add(String(path[0]));
    else changed.add(String(path[0]));
  }
  for (const entry of listed(clauses.setIn) as readonly (readonly unknown[] | undefined)[]) {
    const path = checkedPath(entry?.[0], operation);
    const value = entry?.[1];
    if (value === undefined) continue;
    if (path.length === 1) set[String(path[0])] = value;
    else changed.add(String(path[0]));
  }
  for (const name of [...Object.keys(set), ...removed, ...changed]) checkName(name, operation);
  return { set, removed, changed };
}

/** The values that the patch may store as they stand: plain ones, and those for a missing attribute. */
export function storedValues(set: NativeItem): NativeItem {
  const values: NativeItem = {};
  for (const [name, value] of Object.entries(set)) {
    if (!(value instanceof SetFunction)) values[name] = value;
    else if (value.name === 'ifNotExists') values[name] = value.operand;
  }
  return values;
}

function checkedClauses(patch: object, operation: string): NativeItem {
  const known = 'set, setIn, remove, add and delete';
  if (!isPlainObject(patch)) {
    throw new RequestError(`${operation}: a patch is an object with ${known}; this is ${shown(patch)}.`);
  }
  for (const [name, clause] of Object.entries(patch)) {
    if (!MAPS.includes(name) && !LISTS.includes(name)) {
      throw new RequestError(`${operation}: a patch has ${known}; ${shown(name)} is none of them.`);
    }
    if (clause === undefined) continue;
    const fits = LISTS.includes(name) ? Array.isArray(clause) : isPlainObject(clause);
    if (!fits) {
      const wanted = LISTS.includes(name) ? 'a list' : 'an object of attributes';
      throw new RequestError(`${operation}: ${name} takes ${wanted}, not ${shown(clause)}.`);
    }
  }
  return patch as NativeItem;
}

function listed(clause: unknown): readonly unknown[] {
  return (clause as readonly unknown[] | undefined) ?? [];
}

function checkedPath(path: unknown, operation: string): readonly unknown[] {
  assertPath(path);
  for (const step of path) if (typeof step === 'string') checkName(step, operation);
  return path;
}

function checkName(name: string, operation: string): void {
  const fault = nameFault(name);
  if (fault !== undefined) throw new ValueError(`${operation}: the patch ${fault}.`);
}
