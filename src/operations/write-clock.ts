/** When a write happens. */
export interface WriteClock {
  /** The time for stamps. Default: now. */
  readonly now?: Date;
}
