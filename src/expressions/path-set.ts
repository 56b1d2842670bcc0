import { RequestError } from '../errors.ts';
import { type AttributePath, assertPath, type PathSegment, pathBelow, pathText } from './path.ts';

interface Branch {
  readonly below: Map<PathSegment, Branch>;
  /** What ends here: the clause that named the path. */
  end: string | undefined;
}

/**
 * The paths of one update or projection. The service refuses two paths of which one lies inside the other, and two that
 * take one value for a list and for a map.
 */
export class PathSet {
  readonly #root: Branch = { below: new Map(), end: undefined };
  readonly #where: string;

  constructor(where: string) {
    this.#where = where;
  }

  /** @throws RequestError when the path overlaps one that is in the set */
  add(path: AttributePath, clause: string): void {
    assertPath(path);
    let branch = this.#root;
    for (const [place, segment] of path.entries()) {
      let next = branch.below.get(segment);
      if (next === undefined) {
        this.#assertSameKind(branch, path, place, segment);
        next = { below: new Map(), end: undefined };
        branch.below.set(segment, next);
      }
      branch = next;
      const isLast = place === path.length - 1;
      if (branch.end !== undefined) this.#refuse(path, clause, path.slice(0, place + 1), branch.end);
      if (isLast && branch.below.size > 0) this.#refuse(path, clause, ...longer(path, branch));
    }
    branch.end = clause;
  }

  #refuse(
    path: readonly PathSegment[],
    clause: string,
    other: readonly PathSegment[],
    otherClause: string,
  ): never {
    const here = `${pathText(path)} (${clause})`;
    const there = `${pathText(other)} (${otherClause})`;
    throw new RequestError(
      `${this.#where}: ${here} overlaps ${there}; DynamoDB takes each attribute once in one expression.`,
    );
  }

  #assertSameKind(branch: Branch, path: AttributePath, place: number, segment: PathSegment): void {
    const [sibling] = branch.below.keys();
    if (sibling === undefined || typeof sibling === typeof segment) return;
    const parent = pathBelow(this.#where, path.slice(0, place));
    throw new RequestError(`${parent} is taken for a list and for a map in one expression.`);
  }
}

/** A path in the set that goes on below `path`. */
function longer(path: readonly PathSegment[], branch: Branch): [PathSegment[], string] {
  const steps = [...path];
  let at = branch;
  while (at.end === undefined) {
    const [entry] = at.below;
    if (entry === undefined) break;
    steps.push(entry[0]);
    at = entry[1];
  }
  return [steps, at.end ?? ''];
}
