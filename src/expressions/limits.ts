import { RequestError } from '../errors.ts';

/** The length of one expression, in UTF-8 bytes (Developer Guide: Service quotas, "Expression parameters"). */
export const MAX_EXPRESSION_BYTES = 4096;

/** Operators and functions in one expression (Developer Guide: Service quotas, "Expression parameters"). */
export const MAX_OPERATORS = 300;

/** Operands of one IN (Developer Guide: Service quotas, "Expression parameters"). */
export const MAX_IN_OPERANDS = 100;

// The AND of a BETWEEN belongs to the BETWEEN; a word after # or : is part of a placeholder.
const CONDITION_OPERATOR =
  /(?<![#:\w.])(?:BETWEEN\s+\S+\s+AND|AND|OR|NOT|IN|[a-z_]+(?=\s*\())(?!\w)|<>|<=|>=|[=<>]/gi;
// The = of a SET clause is no operator: 380 clauses pass.
const UPDATE_OPERATOR = /[+-]|(?<![#:\w.])[a-z_]+(?=\s*\()/gi;

/**
 * Refuses an expression that the service would refuse for its size: the local servers do not all check it.
 * Call it with the finished text of each expression of a request.
 *
 * @param label what the expression is, for the message: `Order.list filter`
 * @throws RequestError over 4096 bytes or 300 operators and functions
 */
export function checkExpression(text: string, label: string): void {
  // Three bytes are the most that one UTF-16 unit takes.
  if (text.length * 3 > MAX_EXPRESSION_BYTES) {
    const bytes = new TextEncoder().encode(text).length;
    if (bytes > MAX_EXPRESSION_BYTES) {
      throw new RequestError(
        `${label} is ${bytes} bytes long; DynamoDB takes expressions of up to ${MAX_EXPRESSION_BYTES}.`,
      );
    }
  }
  if (text.length <= MAX_OPERATORS) return;
  const operator = /^\s*(?:SET|REMOVE|ADD|DELETE)\s/i.test(text) ? UPDATE_OPERATOR : CONDITION_OPERATOR;
  const operators = text.match(operator)?.length ?? 0;
  if (operators > MAX_OPERATORS) {
    throw new RequestError(
      `${label} has ${operators} operators and functions; DynamoDB takes up to ${MAX_OPERATORS}.`,
    );
  }
}
