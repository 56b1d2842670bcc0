import type { ColumnTotal } from '../../export/column-totals.ts';
import { parseColumnType } from '../../export/column-type.ts';
import { hasTooMany } from '../../export/column-types.ts';
import { DEFAULT_PARTITION } from '../../export/hive-path.ts';
import type { ExportedFile, Manifest, ManifestEntity } from '../../export/manifest.ts';
import type { PartitionBy } from '../../export/partition.ts';
import type { ParquetColumn } from '../parquet/parquet-column.ts';
import { MISFITS_COLUMN } from '../parquet/parquet-column.ts';
import { pathDifference, rowsElsewhere } from './check-partition.ts';
import { ColumnForms } from './column-forms.ts';
import { type ColumnFacts, compareColumn } from './compare-column.ts';
import { type Duckdb, Unreadable } from './duckdb.ts';
import type { LocalFile } from './local-file.ts';
import { countLines, duckdbType, linesOf, lineValues, parquetOf, parquetValues } from './measure-sql.ts';
import type { ColumnDifference, VerifiedEntity } from './verification.ts';

/** Verifies the files of one entity, one after the other, and then what they come to together. */
export class EntityCheck {
  readonly #manifest: Manifest;
  readonly #entity: ManifestEntity;
  readonly #duckdb: Duckdb;
  readonly #columns: readonly ParquetColumn[];
  readonly #by: PartitionBy | undefined;
  /** Of too many attributes, the totals are those of some: `undefined` when they are of all. */
  readonly #known: ReadonlySet<string> | undefined;
  readonly #found = new Map<string, ColumnForms>();
  readonly #differences: string[] = [];
  #rows = 0;
  #files = 0;
  /** Whether every file could be read: otherwise the sums say nothing more. */
  #whole = true;

  constructor(manifest: Manifest, entity: ManifestEntity, duckdb: Duckdb) {
    this.#manifest = manifest;
    this.#entity = entity;
    this.#duckdb = duckdb;
    this.#columns = entity.columns.map(({ attribute, column, type }) => ({
      ...{ attribute, column },
      type: parseColumnType(type, `${entity.entity}.${attribute}`),
    }));
    this.#by = entity.partition;
    if (hasTooMany(entity)) {
      const names = [...entity.totals, ...entity.columns].map(({ attribute }) => attribute);
      this.#known = new Set(names);
    }
  }

  /** A file that is in the target but not in the manifest. */
  stray(path: string): void {
    this.#differences.push(`${path} is not in the manifest, and queries would count its rows.`);
  }

  /** A file that could not be fetched. */
  missing(path: string, why: string): void {
    this.#whole = false;
    this.#differences.push(`${path} cannot be read: ${why}`);
  }

  async file(file: ExportedFile, local: LocalFile): Promise<void> {
    this.#files += 1;
    const { path } = file;
    const moved = pathDifference(file, this.#entity, this.#by);
    if (moved !== undefined) this.#differences.push(moved);
    if (local.bytes !== file.bytes) {
      this.#differences.push(`${path} has ${local.bytes} bytes, and ${file.bytes} in the manifest.`);
    } else if (local.sha256 !== file.sha256) {
      this.#differences.push(`${path} has other bytes than when it was written: its SHA-256 differs.`);
    }
    try {
      await this.#read(file, local.path);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      // Its name here means nothing to the user.
      this.missing(path, error.message.replace(` in file "${local.path}"`, '').trim());
    }
  }

  result(): { readonly verified: VerifiedEntity; readonly unchecked: readonly string[] } {
    const { entity } = this.#entity;
    const columns: ColumnDifference[] = [];
    const unchecked: string[] = [];
    if (this.#known !== undefined) {
      unchecked.push(
        `${entity}: its attributes are too many to have totals, but for those that are declared.`,
      );
    }
    for (const facts of this.#whole ? this.#facts() : []) {
      const compared = compareColumn(this.#found.get(facts.attribute) ?? new ColumnForms(), facts);
      columns.push(...compared.differences);
      if (compared.unchecked !== undefined) {
        unchecked.push(`${entity}.${facts.attribute}: ${compared.unchecked}.`);
      }
    }
    const differences = [...this.#differences, ...columns.map((column) => sentence(entity, column))];
    return { verified: { entity, rows: this.#rows, files: this.#files, columns, differences }, unchecked };
  }

  async #read(file: ExportedFile, path: string): Promise<void> {
    const { format, compression } = this.#manifest;
    const lines = linesOf(path, compression);
    const parquet = format === 'parquet';
    const rows = parquet ? await this.#parquetRows(path) : await this.#lineRows(file, lines);
    this.#rows += rows;
    if (rows !== file.rows) {
      this.#differences.push(`${file.path} has ${rows} rows, and ${file.rows} in the manifest.`);
    }
    const values = parquet ? parquetValues(path, this.#columns) : lineValues(lines, format);
    const by = this.#by;
    let placed = 0;
    for (const form of await this.#duckdb.measure(values)) {
      if (form.attribute === by?.attribute) placed += form.count;
      if (this.#known?.has(form.attribute) === false) continue;
      let column = this.#found.get(form.attribute);
      if (column === undefined) {
        column = new ColumnForms();
        this.#found.set(form.attribute, column);
      }
      column.add(form);
    }
    const type = this.#columns.find(({ attribute }) => attribute === by?.attribute)?.type;
    // Of an attribute that was not exported there is nothing to see.
    if (by === undefined || type === undefined || file.partition === undefined) return;
    const elsewhere = await rowsElsewhere(this.#duckdb, values, file, by, type);
    if (elsewhere !== undefined) this.#differences.push(elsewhere);
    if (placed < rows && file.partition !== DEFAULT_PARTITION) {
      this.#differences.push(
        `${file.path} has rows without ${by.attribute}, which do not belong there: ${rows - placed}.`,
      );
    }
  }

  async #lineRows(file: ExportedFile, from: string): Promise<number> {
    const [row] = await this.#duckdb.rows(countLines(from, this.#manifest.format));
    const [lines, items] = [Number(row?.lines), Number(row?.items)];
    if (items < lines) this.#differences.push(`${file.path} has lines that are no items: ${lines - items}.`);
    return items;
  }

  async #parquetRows(path: string): Promise<number> {
    const wanted = this.#columns.map(({ column, type }) => `${column} ${duckdbType(type)}`);
    wanted.push(`${MISFITS_COLUMN} VARCHAR`);
    const described = await this.#duckdb.rows(`DESCRIBE SELECT * FROM ${parquetOf(path)}`);
    const found = described.map(({ column_name, column_type }) => `${column_name} ${column_type}`);
    const other = wanted.findIndex((column, place) => found[place]?.replaceAll('"', '') !== column);
    if (other !== -1 || found.length !== wanted.length) {
      const [column, place] = [wanted[other], found[Math.max(other, 0)] ?? 'none'];
      throw new Unreadable(`its columns are not the manifest's: ${column ?? 'nothing more'} is ${place}.`);
    }
    const [row] = await this.#duckdb.rows(`SELECT count(*) AS rows FROM ${parquetOf(path)}`);
    return Number(row?.rows);
  }

  /** Of every attribute that the manifest or a file has. */
  *#facts(): Generator<ColumnFacts> {
    const { columns, totals, conflicts, misfits } = this.#entity;
    const totalOf = new Map(totals.map((total): [string, ColumnTotal] => [total.attribute, total]));
    for (const attribute of [...new Set([...totalOf.keys(), ...this.#found.keys()])].sort()) {
      const kinds = conflicts.find((conflict) => conflict.attribute === attribute)?.kinds ?? [];
      yield {
        attribute,
        format: this.#manifest.format,
        type: this.#columns.find((column) => column.attribute === attribute)?.type,
        from: columns.find((column) => column.attribute === attribute)?.from ?? 'seen',
        kinds: kinds.map(({ kind }) => kind),
        misfits: misfits.some((misfit) => misfit.attribute === attribute),
        total: totalOf.get(attribute),
      };
    }
  }
}

function sentence(entity: string, { attribute, what, expected, found }: ColumnDifference): string {
  const of = `${entity}.${attribute}`;
  switch (what) {
    case 'values':
      return `${of}: the manifest counts ${expected} values, the files have ${found}.`;
    case 'sum':
      return `${of}: the sum of its numbers is ${expected} in the manifest, and ${found} in the files.`;
    case 'textBytes':
      return `${of}: the bytes of its texts are ${expected} in the manifest, and ${found} in the files.`;
  }
}
