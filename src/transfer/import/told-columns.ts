import { RequestError } from '../../errors.ts';
import { parseColumnType } from '../../export/column-type.ts';
import type { ExportFormat, ManifestEntity } from '../../export/manifest.ts';
import type { EntityModel } from '../../table/entity.ts';
import type { ToldColumn } from './restored-value.ts';

/**
 * The columns of an entity's files, each with what tells its values.
 *
 * @throws RequestError when items would not come back as they were stored, or not as items of this entity.
 */
export function toldColumns(
  entity: ManifestEntity,
  format: Exclude<ExportFormat, 'dynamodb-json'>,
  model: EntityModel,
): readonly ToldColumn[] {
  const where = `importExport: ${entity.entity}`;
  if (entity.attributes !== undefined) {
    throw new RequestError(
      `${where} was exported in parts: only ${entity.attributes.join(', ')}. Items would lose the rest; export all of it to import it.`,
    );
  }
  if (entity.conflicts.some(({ attribute }) => attribute === '')) {
    throw new RequestError(`${where} has more attributes than its files tell the types of; ${LOSSLESS}.`);
  }
  const columns = entity.columns.map(({ attribute, column, type: text, from, stored }): ToldColumn => {
    if (stored === undefined) {
      throw new RequestError(
        `${where}.${attribute} would not come back as it was stored: of some of its values, ${format} does not tell ${DOUBTS[format]}; ${LOSSLESS}.`,
      );
    }
    const type = parseColumnType(text, `${where}.${attribute}`);
    const typed = format === 'parquet' || from === 'declared';
    const nested = stored === 'L' || stored === 'M';
    return {
      attribute,
      column,
      type,
      stored,
      text: typed && type.kind === 'string',
      coded: format === 'json-lines' && from === 'declared' && nested,
    };
  });
  checkModel(columns, model, where);
  return columns;
}

const DOUBTS = {
  'json-lines': 'sets, binary or long decimals from lists and text',
  parquet: 'sets, binary, null, long decimals or several types apart',
} as const;
const LOSSLESS = 'export with the format dynamodb-json';

function checkModel(columns: readonly ToldColumn[], { primary, hidden }: EntityModel, where: string): void {
  const attributes = columns.map(({ attribute }) => attribute);
  const missing = primary.sources.find((source) => !attributes.includes(source));
  if (missing !== undefined) {
    throw new RequestError(`${where} has no ${missing} in its files, of which its keys are made.`);
  }
  const written = attributes.find((attribute) => hidden.has(attribute));
  if (written === undefined) return;
  throw new RequestError(
    `${where} has ${written} in its files, which is written by the toolkit as it is declared now.`,
  );
}
