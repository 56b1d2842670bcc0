/** The bytes of a text in UTF-8; a text without lone surrogates is expected. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    // A surrogate pair is two units and four bytes, so each half adds one.
    bytes += unit < 0x800 || isSurrogate(unit) ? 1 : 2;
  }
  return bytes;
}

/** Whether a text has at most this many bytes; ordinary keys are answered without looking at their characters. */
export function fits(text: string, maxBytes: number): boolean {
  // One UTF-16 unit is at least one byte and at most three.
  if (text.length * 3 <= maxBytes) return true;
  return text.length <= maxBytes && utf8Length(text) <= maxBytes;
}

/** Whether every surrogate has its other half: only then can the text be written in UTF-8. */
export function isWellFormed(text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (!isSurrogate(unit)) continue;
    if (!isPair(text, i)) return false;
    i += 1;
  }
  return true;
}

/** Whether a high surrogate with its low one stands here. */
export function isPair(text: string, at: number): boolean {
  const low = text.charCodeAt(at + 1);
  return text.charCodeAt(at) <= 0xdbff && low >= 0xdc00 && low <= 0xdfff;
}

export function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}
