import type { ScriptedRequest } from './step.ts';

interface Body {
  readonly TableName?: string;
  readonly RequestItems?: object;
  readonly TransactItems?: readonly Readonly<Record<string, { readonly TableName?: string }>>[];
}

/** The names of the tables that a request is about. */
export function tablesOf({ body }: ScriptedRequest): string[] {
  const { TableName, RequestItems, TransactItems } = body as Body;
  if (TableName !== undefined) return [TableName];
  if (RequestItems !== undefined) return Object.keys(RequestItems);
  const names = (TransactItems ?? []).flatMap((action) => Object.values(action).map((one) => one.TableName));
  return [...new Set(names.filter((name) => name !== undefined))];
}
