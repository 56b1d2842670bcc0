import { shown, ValueError } from '../errors.ts';
import { type PathSegment, pathBelow } from './path.ts';
import { nameFault, refusal, storableType } from './storable-type.ts';

/** Levels of one attribute, its own value being the first (Developer Guide: Service quotas, "Nested attributes"). */
export const MAX_LEVELS = 32;

/** What is wrong, and the way to it from the inside out. */
interface Fault {
  readonly problem: string;
  readonly segments: PathSegment[];
  readonly containers: object[];
}

/**
 * Refuses a value that DynamoDB cannot hold exactly: `Date` and other class instances, `NaN`, unsafe integers, more than
 * 38 digits, `undefined` in a list, empty or mixed sets, half surrogates, more than 32 levels, and so on.
 * `undefined` as a property of a map is allowed: the attribute is absent.
 *
 * @param path how messages name the value: `Order.lines`
 * @throws ValueError that names the path and the type: `Order.lines[0].at is a Date …`
 */
export function assertStorable(value: unknown, path: string): void {
  const fault = faultOf(value, 1);
  if (fault !== undefined) throw storableError(fault, path);
}

/** The same for a whole item, which is not itself a level; its attributes may be `undefined` too. */
export function assertStorableItem(item: object, path: string): void {
  const type = storableType(item);
  if (type !== undefined && type !== 'M') throw new ValueError(`${path} is ${shown(item)}, not an item.`);
  const fault = type === 'M' ? faultInMap(item, 0) : newFault(refusal(item));
  if (fault !== undefined) throw storableError(fault, path);
}

function faultOf(value: unknown, level: number): Fault | undefined {
  if (level > MAX_LEVELS) return newFault(`lies deeper than the ${MAX_LEVELS} levels that DynamoDB holds`);
  const type = storableType(value);
  if (type === undefined) return newFault(refusal(value));
  if (type === 'L') return faultInList(value as readonly unknown[], level);
  if (type === 'M') return faultInMap(value as object, level);
  return undefined;
}

function faultInList(list: readonly unknown[], level: number): Fault | undefined {
  // By index, not by an iterator or forEach: those would skip the holes of a sparse list.
  for (let place = 0; place < list.length; place++) {
    const fault = list[place] === undefined ? holeFault(list, place) : faultOf(list[place], level + 1);
    if (fault !== undefined) return outward(fault, place, list);
  }
  return undefined;
}

function faultInMap(map: object, level: number): Fault | undefined {
  for (const name of Object.keys(map)) {
    const problem = nameFault(name);
    if (problem !== undefined) return newFault(problem);
    const value = (map as Readonly<Record<string, unknown>>)[name];
    if (value === undefined) continue;
    const fault = faultOf(value, level + 1);
    if (fault !== undefined) return outward(fault, name, map);
  }
  return undefined;
}

function holeFault(list: readonly unknown[], place: number): Fault {
  return newFault(
    place in list
      ? 'is undefined; a list holds null, or nothing at that place'
      : 'is a hole in a sparse list; fill it, or leave it out',
  );
}

function newFault(problem: string): Fault {
  return { problem, segments: [], containers: [] };
}

function outward(fault: Fault, segment: PathSegment, container: object): Fault {
  fault.segments.push(segment);
  fault.containers.push(container);
  return fault;
}

function storableError(fault: Fault, path: string): ValueError {
  const segments = fault.segments.reverse();
  const containers = fault.containers.reverse();
  // A cycle shows itself by exceeding the levels: then a container stands below itself.
  for (const [place, container] of containers.entries()) {
    const first = containers.indexOf(container);
    if (first < place) {
      const from = pathBelow(path, segments.slice(0, first));
      return new ValueError(
        `${pathBelow(path, segments.slice(0, place))} is ${from} itself: a cycle cannot be stored.`,
      );
    }
  }
  return new ValueError(`${pathBelow(path, segments)} ${fault.problem}.`);
}
