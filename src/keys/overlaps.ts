import type { CodePoints, Shape } from './format.ts';
import type { KeyPart, KeyPattern } from './grammar.ts';
import { childSeparator, type KeyTemplate } from './template.ts';

/**
 * Whether one text could be a key of both templates. It may say true of templates that never quite meet (two days
 * that do not exist), and never false of templates that do.
 */
export function overlaps(a: KeyTemplate, b: KeyTemplate): boolean {
  if (!headsAgree(a, b)) return false;
  return meet(machineOf(a.head, a.parts, ''), machineOf(b.head, b.parts, ''), true);
}

/**
 * Whether a query for what `a.prefix()` makes of its first `leadingParts` fields could find a key of `b`. With 0
 * that is the constant head; with all of them it is the children of a key.
 */
export function prefixOverlaps(a: KeyTemplate, leadingParts: number, b: KeyTemplate): boolean {
  if (!headsAgree(a, b)) return false;
  const given = new Set(a.fields.slice(0, leadingParts));
  const missing = a.parts.findIndex((part) => !given.has(part.field));
  const start =
    missing === -1
      ? machineOf(a.head, a.parts, childSeparator(a))
      : machineOf(a.head, a.parts.slice(0, missing), '');
  return meet(start, machineOf(b.head, b.parts, ''), false);
}

/** Most pairs of templates differ in their constant beginnings already. */
function headsAgree(a: KeyPattern, b: KeyPattern): boolean {
  return a.head.startsWith(b.head) || b.head.startsWith(a.head);
}

interface Move {
  readonly on: CodePoints;
  readonly to: number;
}

/** A state machine that reads the texts of a template: its moves by state, from state 0 to the last one it entered. */
interface Machine {
  readonly moves: Move[][];
  end: number;
}

function machineOf(head: string, parts: readonly KeyPart[], ending: string): Machine {
  const machine: Machine = { moves: [[]], end: 0 };
  addLiteral(machine, head);
  for (const { format, tail } of parts) {
    addShape(machine, format.shape);
    addLiteral(machine, tail);
  }
  addLiteral(machine, ending);
  return machine;
}

function addState({ moves }: Machine): number {
  return moves.push([]) - 1;
}

function addMove({ moves }: Machine, from: number, on: CodePoints, to: number): void {
  moves[from]?.push({ on, to });
}

function addLiteral(machine: Machine, text: string): void {
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const to = addState(machine);
    addMove(machine, machine.end, [[point, point]], to);
    machine.end = to;
  }
}

/** `$` and the characters that stand for U+0000 to U+0024 after it. */
const ESCAPE_SIGN: CodePoints = [[0x24, 0x24]];
const ESCAPED: CodePoints = [[0x30, 0x54]];

function addShape(machine: Machine, shape: Shape): void {
  const start = machine.end;
  // A part that may be empty only goes round: what follows it is read from the same state.
  const end = shape.kind === 'text' && shape.empty ? start : addState(machine);
  if (shape.kind === 'text') {
    for (const from of new Set([start, end])) {
      addMove(machine, from, shape.plain, end);
      if (!shape.escaped) continue;
      const sign = addState(machine);
      addMove(machine, from, ESCAPE_SIGN, sign);
      addMove(machine, sign, ESCAPED, end);
    }
  } else {
    for (const word of shape.words) {
      let from = start;
      word.forEach((on, index) => {
        const to = index === word.length - 1 ? end : addState(machine);
        addMove(machine, from, on, to);
        from = to;
      });
    }
  }
  machine.end = end;
}

/** Whether one text leads both machines to their ends; unless `both`, whether `b` can read on from where `a` ends. */
function meet(a: Machine, b: Machine, both: boolean): boolean {
  const width = b.moves.length;
  const seen = new Set([0]);
  // A set is walked in order of insertion, also of what is added on the way.
  for (const pair of seen) {
    const [i, j] = [Math.floor(pair / width), pair % width];
    if (i === a.end && (!both || j === b.end)) return true;
    for (const x of a.moves[i] ?? []) {
      for (const y of b.moves[j] ?? []) {
        if (share(x.on, y.on)) seen.add(x.to * width + y.to);
      }
    }
  }
  return false;
}

function share(a: CodePoints, b: CodePoints): boolean {
  return a.some(([low, high]) => b.some(([first, last]) => low <= last && first <= high));
}
