import { RequestError, shown } from '../errors.ts';

/** What `repository` passes along with the options of an operation. */
const OF_THE_CALL: readonly string[] = ['now', 'abortSignal', 'onRejected'];

/** Those that are worth telling of. */
const SAID: readonly string[] = ['now', 'abortSignal'];

/** Refuses a misspelt option: taken in silence, a condition with another name would make a write unconditional. */
export function checkOptions(options: object, known: readonly string[], operation: string): void {
  if (typeof options !== 'object' || options === null) {
    throw new RequestError(`${operation}: options are an object, not ${shown(options)}.`);
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name) || OF_THE_CALL.includes(name)) continue;
    const list = [...known, ...SAID].join(', ');
    throw new RequestError(`${operation} has no option ${shown(name)}; there are ${list}.`);
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
