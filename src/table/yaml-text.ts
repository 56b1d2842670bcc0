/** What can stand in a template. */
export type YamlValue = string | boolean | readonly YamlValue[] | { readonly [name: string]: YamlValue };

/** A text that no version of YAML takes for anything else, unless it is one of the words that follow. */
const PLAIN = /^[A-Za-z][\w-]*(?:::\w+)*$/;
const WORDS = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** A value as YAML, in lines; what is empty cannot be said. */
export function yamlText(value: YamlValue): string {
  return `${linesOf(value).join('\n')}\n`;
}

function linesOf(value: YamlValue): string[] {
  if (typeof value !== 'object') return [scalar(value)];
  if (isList(value)) {
    return value.flatMap((member) =>
      linesOf(member).map((line, place) => `${place === 0 ? '- ' : '  '}${line}`),
    );
  }
  return Object.entries(value).flatMap(([name, member]) => {
    const lines = linesOf(member);
    const label = `${scalar(name)}:`;
    return typeof member === 'object'
      ? [label, ...lines.map((line) => `  ${line}`)]
      : [`${label} ${lines[0]}`];
  });
}

function isList(value: object): value is readonly YamlValue[] {
  return Array.isArray(value);
}

function scalar(value: string | boolean): string {
  if (typeof value === 'boolean') return String(value);
  if (PLAIN.test(value) && !WORDS.test(value)) return value;
  // JSON but for the characters outside of ASCII: YAML would take some for the end of a line.
  return JSON.stringify(value).replace(/[^ -~]/gu, escaped);
}

function escaped(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16);
  return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
}
