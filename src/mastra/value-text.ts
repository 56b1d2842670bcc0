import { inField } from './in-field.ts';

/** A value of any kind as it is stored. */
export interface ValueText {
  /** Text as it is, anything else as JSON: what the ElectroDB store writes. */
  readonly text: string | undefined;
  /**
   * What the text is, where it does not say so itself: `text:7` for text of seven characters that reads like an object's JSON,
   * `json:4` for the JSON of `true`. The ElectroDB store knows no such attribute and passes it over; the length tells when it
   * has written another text since.
   */
  readonly form: string | undefined;
}

/**
 * The stored text of a value, and its form if the text alone would be read as another value.
 *
 * - `{ a: 1 }` is `{"a":1}`
 * - `'plain'` is `plain`
 * - `'{"a":1}'` is `{"a":1}` of the form `text:7`
 * - `42` is `42` of the form `json:2`
 *
 * @param what begins the error: `The score "s1" cannot be stored: its input`
 * @throws ValueError for what has no JSON.
 */
export function valueText(value: unknown, what: string): ValueText {
  if (typeof value === 'string') {
    return { text: value, form: plainValue(value) === value ? undefined : formOf('text', value) };
  }
  const text: string | undefined =
    value === undefined ? undefined : inField(what, () => JSON.stringify(value));
  if (text === undefined) return { text, form: undefined };
  return { text, form: /^[{[]/.test(text) ? undefined : formOf('json', text) };
}

/** The value of a stored text. */
export function textValue(text: string | undefined, form: string | undefined): unknown {
  if (text === undefined || form === formOf('text', text)) return text;
  return form === formOf('json', text) ? parsed(text) : plainValue(text);
}

/**
 * What a text without a form is: an object or list if it is the very text that JSON.stringify writes for one. With another
 * spacing it was text, so it stays that.
 */
function plainValue(text: string): unknown {
  if (!/^[{[]/.test(text)) return text;
  const value = parsed(text);
  return JSON.stringify(value) === text ? value : text;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function formOf(kind: 'text' | 'json', text: string): string {
  return `${kind}:${text.length}`;
}
