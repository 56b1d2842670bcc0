import type { ImportReport } from '../../transfer/import/import-report.ts';

/** What an import came to, for scripts; with the `error` that ended it, or that it is not complete. */
export function importDocument(report: ImportReport, tell: (error: unknown) => string): object {
  const { firstFailure, cause, ...totals } = report;
  const error = cause ?? incomplete(report);
  return {
    complete: report.complete,
    ...totals,
    ...(firstFailure !== undefined && {
      firstFailure: {
        ...{ file: firstFailure.file, row: firstFailure.row },
        ...errorOf(firstFailure.error, tell),
      },
    }),
    ...(error !== undefined && { error: errorOf(error, tell) }),
  };
}

function errorOf(error: unknown, tell: (error: unknown) => string) {
  return { name: error instanceof Error ? error.name : 'Error', message: tell(error) };
}

function incomplete(report: ImportReport): unknown {
  try {
    report.throwIfIncomplete();
    return undefined;
  } catch (error) {
    return error;
  }
}
