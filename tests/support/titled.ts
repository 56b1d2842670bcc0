/** Rows of input and outcome for `test.each`, titled by the outcome: a message or an expression says what is tested. */
export function titled<Input, Outcome>(
  rows: readonly (readonly [Input, Outcome])[],
): [title: string, input: Input, outcome: Outcome][] {
  return rows.map(([input, outcome]) => [String(outcome), input, outcome]);
}
