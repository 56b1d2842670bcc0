import { RequestError } from '../errors.ts';
import { Operator } from '../expressions/operators.ts';
import type { ExpressionScope } from '../expressions/scope.ts';
import { epochSeconds } from '../ttl/epoch-seconds.ts';
import type { PageRead } from './page-read.ts';

/**
 * `#ttl > :now` for a query of an index that sorts by the expiry itself. The service takes no filter on it, but a key
 * condition, unless the arguments hold one already. `undefined` where there is nothing to add.
 *
 * @throws RequestError for a count that would include what has expired.
 */
export function liveRange(
  { entities, index, operation, now }: PageRead,
  args: object,
  scope: ExpressionScope,
  counts: boolean,
): string | undefined {
  const { ttl } = entities[0].table;
  const names = index.sort?.attributes.map(({ name }) => name) ?? [];
  if (ttl === undefined || !names.includes(ttl) || entities.some(({ expiry }) => expiry === undefined)) {
    return undefined;
  }
  const given = args as Readonly<Record<string, unknown>>;
  const seconds = epochSeconds(now);
  if (given[ttl] === undefined && names.slice(0, names.indexOf(ttl)).every((name) => isValue(given[name]))) {
    return `${scope.name(ttl)} > ${scope.value(seconds, operation)}`;
  }
  if (counts && !(least(given[ttl]) > seconds)) {
    throw new RequestError(
      `${operation}.count would include what has expired, because index ${index.name} sorts by ${ttl}, which no filter can name: begin the range of ${ttl} after now.`,
      { entity: entities[0].name, operation },
    );
  }
  return undefined;
}

function isValue(argument: unknown): boolean {
  return argument !== undefined && (!(argument instanceof Operator) || argument.op === 'eq');
}

/** The least whole second that an argument lets through. */
function least(argument: unknown): number {
  if (!(argument instanceof Operator)) return Number(argument);
  const low = Number(argument.operands[0]);
  if (argument.op === 'gt') return Math.floor(low) + 1;
  return ['eq', 'gte', 'between'].includes(argument.op) ? low : Number.NEGATIVE_INFINITY;
}
