import ts from 'typescript-5.9';
import * as errors from '../../src/errors.ts';
import type { Block } from './blocks.ts';

/** What a comment after a statement says: the value that comes out, or the error. */
interface Claim {
  readonly kind: 'value' | 'error';
  readonly text: string;
}

const ERROR = new RegExp(`^(?:[A-Z][A-Za-z]*Error|${Object.keys(errors).join('|')}): `);

/**
 * The block's code with each statement that a comment makes a claim about in a call of `claim`, on the same lines:
 * `key('A#{x}').fields; // ['x']` is checked to be so. Comments that are no literal say nothing that can be checked.
 */
export function withClaims(block: Block): { readonly code: string; readonly claims: number } {
  const source = ts.createSourceFile('block.ts', block.code, ts.ScriptTarget.ESNext, true);
  let code = '';
  let from = 0;
  let claims = 0;
  for (const statement of source.statements) {
    const found = claimAfter(block.code, statement.end);
    const value = found && expressionOf(statement);
    if (found === undefined || value === undefined) continue;
    const line = block.line + source.getLineAndCharacterOfPosition(statement.getStart()).line;
    const where = JSON.stringify(`${block.file}:${line}`);
    const expected =
      found.kind === 'error' ? JSON.stringify(found.text) : `() => ${literalAtStart(found.text, where)}`;
    claims += 1;
    if (ts.isExpressionStatement(statement)) {
      const check = `await claim.${found.kind}(${where}, async () => (${value}), ${expected})`;
      const printed = printedArgument(statement) === undefined ? check : `console.log(${check})`;
      code += `${block.code.slice(from, statement.getStart())}${printed};`;
    } else {
      code += `${block.code.slice(from, statement.end)} await claim.value(${where}, async () => ${value}, ${expected});`;
    }
    from = statement.end;
  }
  return { code: code + block.code.slice(from), claims };
}

/** Whether the module sends something when it is loaded, so that it needs a server. */
export function sendsWhenLoaded(block: Block): boolean {
  const source = ts.createSourceFile('block.ts', block.code, ts.ScriptTarget.ESNext, true);
  const awaits = (node: ts.Node): boolean =>
    ts.isAwaitExpression(node) ||
    (ts.isForOfStatement(node) && node.awaitModifier !== undefined) ||
    (!ts.isFunctionLike(node) && (ts.forEachChild(node, awaits) ?? false));
  return awaits(source);
}

/** The value that a comment after the statement speaks of. */
function expressionOf(statement: ts.Statement): string | undefined {
  if (ts.isExpressionStatement(statement)) {
    return printedArgument(statement) ?? statement.expression.getText();
  }
  if (!ts.isVariableStatement(statement)) return undefined;
  const [declared, ...more] = statement.declarationList.declarations;
  return declared !== undefined && more.length === 0 && ts.isIdentifier(declared.name)
    ? declared.name.text
    : undefined;
}

/** What `console.log` prints, when that is one value. */
function printedArgument({ expression }: ts.ExpressionStatement): string | undefined {
  if (!ts.isCallExpression(expression) || expression.expression.getText() !== 'console.log') return undefined;
  return expression.arguments.length === 1 ? expression.arguments[0]?.getText() : undefined;
}

/** The comment on the rest of the line, or else the comment lines that follow without a gap. */
function claimAfter(code: string, end: number): Claim | undefined {
  const [rest = '', ...following] = code.slice(end).split('\n');
  const own = /^\s*\/\/ ?(.*)$/.exec(rest)?.[1];
  const lines = own === undefined ? [] : [own];
  if (own !== undefined || rest.trim() === '') {
    for (const line of following) {
      const more = /^\/\/ ?(.*)$/.exec(line)?.[1];
      if (more === undefined) break;
      lines.push(more);
    }
  }
  const text = lines.map((line) => line.trim()).join(' ');
  if (ERROR.test(text)) return { kind: 'error', text };
  return /^(?:['"[{]|-?\d|true\b|false\b|null\b|undefined\b|new Set\()/.test(text)
    ? { kind: 'value', text }
    : undefined;
}

/** The literal that a text begins with; an explanation may follow after `:`, `,` or `;`. */
function literalAtStart(text: string, where: string): string {
  const cuts = [text.length, ...[...text.matchAll(/[:,;] /g)].map((match) => match.index).reverse()];
  for (const cut of cuts) {
    const candidate = text.slice(0, cut);
    const source = ts.createSourceFile('literal.ts', `(${candidate})`, ts.ScriptTarget.ESNext, true);
    const [statement, ...more] = source.statements;
    const { parseDiagnostics } = source as unknown as { parseDiagnostics: readonly unknown[] };
    if (parseDiagnostics.length > 0 || more.length > 0 || !statement || !ts.isExpressionStatement(statement))
      continue;
    if (isLiteral(statement.expression)) return `(${candidate})`;
  }
  throw new Error(`${where}: ${text} is neither a literal nor begins with one.`);
}

function isLiteral(node: ts.Node): boolean {
  if (ts.isParenthesizedExpression(node)) return isLiteral(node.expression);
  if (ts.isPrefixUnaryExpression(node)) return ts.isNumericLiteral(node.operand);
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isLiteral);
  if (ts.isObjectLiteralExpression(node))
    return node.properties.every((one) => ts.isPropertyAssignment(one) && isLiteral(one.initializer));
  if (ts.isNewExpression(node))
    return node.expression.getText() === 'Set' && (node.arguments ?? []).every(isLiteral);
  if (ts.isIdentifier(node)) return node.text === 'undefined';
  return (
    ts.isStringLiteral(node) ||
    ts.isNumericLiteral(node) ||
    ts.isBigIntLiteral(node) ||
    node.kind === ts.SyntaxKind.TrueKeyword ||
    node.kind === ts.SyntaxKind.FalseKeyword ||
    node.kind === ts.SyntaxKind.NullKeyword
  );
}
