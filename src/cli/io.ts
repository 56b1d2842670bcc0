/** What a command reads and writes besides files and the service. */
export interface Io {
  /** Results, and nothing else. */
  readonly stdout: NodeJS.WriteStream;
  /** Progress, remarks and errors. */
  readonly stderr: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the search for the config begins, and what paths are relative to. */
  readonly cwd: string;
  /** Asks the command to come to a clean end. */
  readonly signal: AbortSignal;
}
