import { RequestError, shown } from '../errors.ts';

/** What `repository` passes along with the options of an operation. */
const OF_THE_CALL: readonly string[] = ['now', 'abortSignal', 'onRejected'];

/** Those that are worth telling of. */
const SAID: readonly string[] = ['now', 'abortSignal'];

/**
 * Refuses a misspelt option of an operation: taken in silence, a condition with another name would make a write
 * unconditional.
 */
export function checkOptions(options: object, known: readonly string[], operation: string): void {
  check(options, [...known, ...OF_THE_CALL], [...known, ...SAID], operation);
  const { now } = options as { now?: unknown };
  if (now === undefined || (now instanceof Date && !Number.isNaN(now.getTime()))) return;
  throw new RequestError(`${operation}: now is a Date, not ${shown(now)}.`);
}

/** Refuses every option of a call but those that it knows. */
export function checkCallOptions(options: object, known: readonly string[], call: string): void {
  check(options, known, known, call);
}

function check(options: object, taken: readonly string[], said: readonly string[], where: string): void {
  if (typeof options !== 'object' || options === null) {
    throw new RequestError(`${where}: options are an object, not ${shown(options)}.`);
  }
  for (const name of Object.keys(options)) {
    if (taken.includes(name)) continue;
    throw new RequestError(`${where} has no option ${shown(name)}; there are ${said.join(', ')}.`);
  }
}

/** Refuses a value that is none of those an option can have. */
export function checkChoice(
  name: string,
  value: unknown,
  choices: readonly unknown[],
  operation: string,
): void {
  if (value === undefined || choices.includes(value)) return;
  throw new RequestError(`${operation}: ${name} is ${choices.map(shown).join(' or ')}, not ${shown(value)}.`);
}
