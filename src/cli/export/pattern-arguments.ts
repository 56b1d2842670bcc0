import { beginsWith, between, gt, gte, lt, lte } from '../../expressions/operators.ts';
import { UsageError } from '../usage-error.ts';

/** The ranges that the last argument of a pattern may be, by their names in JSON. */
const RANGES: Readonly<Record<string, (value: unknown) => unknown>> = {
  gt,
  gte,
  lt,
  lte,
  beginsWith: (value) => beginsWith(value as string),
  between: (value) => {
    const [low, high, ...more] = Array.isArray(value) ? value : [];
    if (high === undefined || more.length > 0) {
      throw new UsageError(`--args: between is a list of two values, not ${JSON.stringify(value)}.`);
    }
    return between(low, high);
  },
};

/**
 * The arguments of a pattern, as JSON: `{"userId":"u1","placedAt":{"gte":"2026-01-30T00:00:00Z"}}`.
 *
 * What is no object is left for the pattern to refuse.
 *
 * @throws UsageError for what is no JSON.
 */
export function patternArguments(text: string): unknown {
  const given = parsed(text);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, ranged(value)]));
}

function ranged(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const [[name = '', operand] = [], ...more] = Object.entries(value);
  const range = Object.hasOwn(RANGES, name) && more.length === 0 ? RANGES[name] : undefined;
  return range === undefined ? value : range(operand);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UsageError(`--args is no JSON such as '{"userId":"u1"}': ${text}`, { cause });
  }
}
