/** The expressions of an operation with their names and values in place: `unitsInStock >= 5`. */
export function writtenOut(operation: { readonly input: object } | undefined): {
  readonly condition: string;
  readonly update: string;
} {
  const {
    ConditionExpression: condition = '',
    UpdateExpression: update = '',
    ExpressionAttributeNames: names = {},
    ExpressionAttributeValues: values = {},
  } = (operation?.input ?? {}) as {
    ConditionExpression?: string;
    UpdateExpression?: string;
    ExpressionAttributeNames?: Record<string, string>;
    ExpressionAttributeValues?: Record<string, unknown>;
  };
  const inPlace = (text: string) =>
    text
      .replace(/#\w+/g, (alias) => names[alias] ?? alias)
      .replace(/:\w+/g, (value) => String(values[value]));
  return { condition: inPlace(condition), update: inPlace(update) };
}
