import { DeclarationError, shown } from '../errors.ts';

/** Refuses a misspelt option: taken in silence, it would leave the default in force. */
export function refuseUnknown(given: object, known: readonly string[], where: string): void {
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) {
      throw new DeclarationError(`${where} has no option ${shown(name)}; there are ${known.join(', ')}.`);
    }
  }
}
