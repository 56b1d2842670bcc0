interface Consumed {
  readonly CapacityUnits?: number | undefined;
}

/** The capacity units that an answer reports, of all tables together. */
export function consumedCapacity(output: object): number | undefined {
  const { ConsumedCapacity: consumed } = output as { ConsumedCapacity?: Consumed | Consumed[] };
  if (!Array.isArray(consumed)) return consumed?.CapacityUnits;
  const units = consumed.flatMap(({ CapacityUnits }) => CapacityUnits ?? []);
  return units.length === 0 ? undefined : units.reduce((sum, unit) => sum + unit, 0);
}
