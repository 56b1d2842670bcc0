import { RequestError } from '../../src/errors.ts';
import {
  type Condition,
  checkExpression,
  compileCondition,
  compileUpdate,
  ExpressionScope,
  increment,
  not,
  or,
} from '../../src/expressions/index.ts';

const repeated = (count: number, part: string, separator: string): string =>
  Array(count).fill(part).join(separator);

function check(text: string): () => void {
  return () => checkExpression(text, 'Order.list filter');
}

test('4096 bytes pass, 4097 do not', () => {
  expect(check(`#n0 = :v0${' '.repeat(4087)}`)).not.toThrow();
  expect(check(`#n0 = :v0${' '.repeat(4088)}`)).toThrow(RequestError);
  expect(check(`#n0 = :v0${' '.repeat(4088)}`)).toThrow(
    'Order.list filter is 4097 bytes long; DynamoDB takes expressions of up to 4096.',
  );
});

test('the length is counted in UTF-8', () => {
  expect(check('é'.repeat(2048))).not.toThrow();
  expect(check('é'.repeat(2049))).toThrow('is 4098 bytes long');
});

test('300 operators pass, 301 do not: each comparison and each OR counts', () => {
  expect(check(repeated(150, '#n0=:v0', ' OR '))).not.toThrow();
  expect(check(`${repeated(150, '#n0=:v0', ' OR ')} OR #n0`)).not.toThrow();
  expect(check(repeated(151, '#n0=:v0', ' OR '))).toThrow(RequestError);
  expect(check(repeated(151, '#n0=:v0', ' OR '))).toThrow(
    'Order.list filter has 301 operators and functions; DynamoDB takes up to 300.',
  );
});

test.each([
  ['<>', '#a<>:v', 1],
  ['<=', '#a<=:v', 1],
  ['BETWEEN, whose AND is its own', '#a BETWEEN :v AND :w', 1],
  ['IN', '#a IN (:v, :w)', 1],
  ['NOT', 'NOT (#a=:v)', 2],
  ['a function', 'contains(#a, :v)', 1],
  ['size in a comparison', 'size(#a)>:v', 2],
  ['a keyword in lower case', 'not #a=:v', 2],
  ['names that look like keywords', '#and=:or', 1],
])('%s is counted once', (_, part, operators) => {
  const most = Math.floor((300 + 1) / (operators + 1));
  expect(check(repeated(most, part, ' OR '))).not.toThrow();
  expect(check(repeated(most + 1, part, ' OR '))).toThrow(/has \d+ operators/);
});

test('the clauses of an update are no operators, but sums and functions in them are', () => {
  expect(check(`SET ${repeated(380, '#a=:v', ',')}`)).not.toThrow();
  expect(check(`SET ${repeated(300, '#a=#a+:v', ',')}`)).not.toThrow();
  expect(check(`SET ${repeated(301, '#a=#a+:v', ',')}`)).toThrow('has 301 operators');
  const set = Object.fromEntries(Array.from({ length: 70 }, (_, n) => [`a${n}`, increment(1)]));
  expect(check(compileUpdate({ set }, new ExpressionScope()) ?? '')).not.toThrow();
});

test('a filter of 100 alternatives passes, of 101 negated ones it does not', () => {
  const anyOf = (count: number): Condition<object> =>
    or<object>(...Array.from({ length: count }, (_, n) => not<object>({ a: n })));
  expect(check(compileCondition(anyOf(100), new ExpressionScope()) ?? '')).not.toThrow();
  expect(check(compileCondition(anyOf(101), new ExpressionScope()) ?? '')).toThrow('has 302 operators');
});
