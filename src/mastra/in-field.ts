import { ValueError } from '../errors.ts';

/**
 * What is made of one field to store it. What JSON throws says nothing of where the value was, so the error begins with `what`:
 * `The score "s1" cannot be stored: its input`.
 *
 * @throws ValueError
 */
export function inField<T>(what: string, make: () => T): T {
  try {
    return make();
  } catch (cause) {
    // The rest of a message on a circle is a drawing of it.
    const [reason] = (cause instanceof Error ? cause.message : String(cause)).split('\n');
    throw new ValueError(`${what}: ${reason}`, { cause });
  }
}
