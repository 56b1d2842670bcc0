/** How often the SDK sent a request, as its answer or error says. */
export function attemptsOf(outcome: unknown): number {
  return (outcome as { $metadata?: { attempts?: number } } | undefined)?.$metadata?.attempts ?? 1;
}
