import { shown } from '../errors.ts';

/** Refuses a misspelt option: taken in silence, it would leave the default in force. */
export function checkOptions(options: object, known: readonly string[], where: string): void {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${where}: options are an object, not ${shown(options)}.`);
  }
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    throw new TypeError(`${where} has no option ${shown(name)}; there are ${known.join(', ')}.`);
  }
}
