import type { CommandKind } from './codec/commands.ts';

/**
 * What of an input says where it goes: the SDK finds the endpoint by the tables, whose ARN may name another account. As an
 * input of its own it is next to nothing to serialize.
 */
export function addressOf(kind: CommandKind, input: object): object {
  const { TableName, RequestItems, TransactItems } = input as Addressed;
  if (kind === 'batchGet' || kind === 'batchWrite') {
    const nothing = kind === 'batchGet' ? {} : [];
    return {
      RequestItems: Object.fromEntries(Object.keys(RequestItems ?? {}).map((name) => [name, nothing])),
    };
  }
  if (kind !== 'transactGet' && kind !== 'transactWrite') return { TableName };
  return {
    TransactItems: TransactItems?.map((action) =>
      Object.fromEntries(Object.entries(action).map(([name, of]) => [name, { TableName: of?.TableName }])),
    ),
  };
}

interface Addressed {
  readonly TableName?: string;
  readonly RequestItems?: Readonly<Record<string, unknown>>;
  readonly TransactItems?: readonly Readonly<Record<string, { readonly TableName?: string } | undefined>>[];
}
