import type { RowPlace } from './import-options.ts';

/** Which row of which file stands where among all rows of an import. */
export class RowPlaces {
  /** Files with rows, each with the number of rows before it. */
  readonly #files: readonly { readonly path: string; readonly rows: number; readonly before: number }[];
  readonly rows: number;

  constructor(files: readonly { readonly path: string; readonly rows: number }[]) {
    let before = 0;
    this.#files = files.flatMap(({ path, rows }) => {
      const file = { path, rows, before };
      before += rows;
      return rows === 0 ? [] : [file];
    });
    this.rows = before;
  }

  /** The row with so many before it; `undefined` at the end. */
  at(rows: number): RowPlace | undefined {
    const file = this.#files.findLast(({ before }) => before <= rows);
    if (file === undefined || rows >= this.rows) return undefined;
    return { file: file.path, row: rows - file.before + 1 };
  }

  /** How many rows there are up to and with that one; `undefined` for a file that there is not. */
  upTo({ file: path, row }: RowPlace): number | undefined {
    const file = this.#files.find((each) => each.path === path);
    return file === undefined || row > file.rows ? undefined : file.before + row;
  }
}
