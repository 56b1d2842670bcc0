import type { CreateTableInput } from './create-table-input.ts';

/** One point in which a real table is not what its declaration says. */
export interface TableDifference {
  /** What differs: `key`, `attribute PK`, `index GSI1`, `index GSI1 projection`, `time to live`. */
  readonly what: string;
  readonly declared: string;
  readonly actual: string;
}

interface ActualIndex {
  readonly IndexName?: string | undefined;
  readonly KeySchema?: readonly ActualKey[] | undefined;
  readonly Projection?:
    | {
        readonly ProjectionType?: string | undefined;
        readonly NonKeyAttributes?: readonly string[] | undefined;
      }
    | undefined;
}

interface ActualKey {
  readonly AttributeName?: string | undefined;
  readonly KeyType?: string | undefined;
}

/** What DescribeTable says, as far as it is compared. */
export interface ActualTable {
  readonly KeySchema?: readonly ActualKey[] | undefined;
  readonly AttributeDefinitions?:
    | readonly { readonly AttributeName?: string | undefined; readonly AttributeType?: string | undefined }[]
    | undefined;
  readonly GlobalSecondaryIndexes?: readonly ActualIndex[] | undefined;
  readonly LocalSecondaryIndexes?: readonly ActualIndex[] | undefined;
}

const NONE = 'absent';

/** Compares a real table with what CreateTable would make of the declaration, attribute by attribute. */
export function tableDifferences(declared: CreateTableInput, actual: ActualTable): TableDifference[] {
  const differences: TableDifference[] = [];
  const compare = (what: string, wanted: string, found: string) => {
    if (wanted !== found) differences.push({ what, declared: wanted, actual: found });
  };
  compare('key', keyText(declared.KeySchema), keyText(actual.KeySchema));
  const types = new Map(actual.AttributeDefinitions?.map((one) => [one.AttributeName, one.AttributeType]));
  for (const { AttributeName, AttributeType } of declared.AttributeDefinitions) {
    const found = types.get(AttributeName);
    // An attribute that no key of the real table uses is told of with its index.
    if (found !== undefined) compare(`attribute ${AttributeName}`, AttributeType, found);
  }
  for (const [kind, wanted, found] of [
    ['global index', declared.GlobalSecondaryIndexes, actual.GlobalSecondaryIndexes],
    ['local index', declared.LocalSecondaryIndexes, actual.LocalSecondaryIndexes],
  ] as const) {
    const byName = new Map(found?.map((index) => [index.IndexName, index]));
    for (const index of wanted ?? []) {
      const other = byName.get(index.IndexName);
      byName.delete(index.IndexName);
      compare(
        `${kind} ${index.IndexName}`,
        keyText(index.KeySchema),
        other === undefined ? NONE : keyText(other.KeySchema),
      );
      if (other === undefined) continue;
      compare(
        `${kind} ${index.IndexName} projection`,
        projectionText(index.Projection),
        projectionText(other.Projection),
      );
    }
    for (const [name, index] of byName) compare(`${kind} ${name}`, NONE, keyText(index.KeySchema));
  }
  return differences;
}

function keyText(keys: readonly ActualKey[] | undefined): string {
  return (keys ?? []).map((key) => `${key.AttributeName} ${key.KeyType}`).join(', ');
}

function projectionText(projection: ActualIndex['Projection']): string {
  const { ProjectionType = NONE, NonKeyAttributes = [] } = projection ?? {};
  return [ProjectionType, ...[...NonKeyAttributes].sort()].join(' ');
}
