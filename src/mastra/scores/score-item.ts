import type { SaveScorePayload, ScoreRowData } from '@mastra/core/evals';
import { shown } from '../../errors.ts';
import type { ScoreItem } from '../../repositories/mastra/items.ts';
import type { MastraLayout } from '../../repositories/mastra/layout.ts';
import { jsonObject, jsonText } from '../json.ts';
import { textValue, valueText } from '../value-text.ts';

/** Mastra's fields that are stored as they are. */
const PLAIN = [
  ...(['id', 'scorerId', 'entityId', 'entityType', 'runId', 'source', 'score', 'reason'] as const),
  ...(['extractPrompt', 'analyzePrompt', 'reasonPrompt', 'preprocessPrompt'] as const),
  ...(['generateScorePrompt', 'generateReasonPrompt', 'structuredOutput'] as const),
  ...(['organizationId', 'projectId', 'batchId', 'datasetId', 'datasetItemId'] as const),
] as const;

/** Those that are stored as `''` where there is none, in the compatible layout. */
const PLACES = ['traceId', 'spanId', 'resourceId', 'threadId'] as const;

/** Those that are objects, and by which attribute they are stored as JSON. */
const OBJECTS = {
  scorer: 'scorer',
  entity: 'entityData',
  metadata: 'metadata',
  additionalContext: 'additionalContext',
  requestContext: 'requestContext',
  preprocessStepResult: 'preprocessStepResult',
  extractStepResult: 'extractStepResult',
  analyzeStepResult: 'analyzeStepResult',
} as const;

/** What a store adds to a score. */
export interface ScoreStamps {
  readonly id: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/**
 * A score as it is stored. What it does not have is left out, so it is in no index of it.
 *
 * @throws ValueError for what has no JSON.
 */
export function scoreItem(
  score: SaveScorePayload,
  { id, createdAt, updatedAt }: ScoreStamps,
  layout: MastraLayout,
): ScoreItem {
  const its = `The score ${shown(id)} cannot be stored: its`;
  const input = valueText(score.input, `${its} input`);
  const output = valueText(score.output, `${its} output`);
  const item: Record<string, unknown> = {
    input: input.text,
    inputForm: input.form,
    output: output.text,
    outputForm: output.form,
  };
  for (const field of PLAIN) item[field] = field === 'id' ? id : (score[field] ?? undefined);
  const none = layout.name === 'compatible' ? '' : undefined;
  for (const field of PLACES) item[field] = score[field] || none;
  for (const [field, attribute] of Object.entries(OBJECTS)) {
    item[attribute] = jsonText(score[field as keyof typeof OBJECTS], `${its} ${field}`);
  }
  return { ...item, createdAt, updatedAt } as ScoreItem;
}

/** A score as Mastra knows it: its fields and nothing else of the item. */
export function scoreRow(item: ScoreItem): ScoreRowData {
  const row: Record<string, unknown> = {
    input: textValue(item.input, item.inputForm),
    output: textValue(item.output, item.outputForm),
  };
  for (const field of PLAIN) row[field] = item[field];
  for (const field of PLACES) row[field] = item[field] || undefined;
  for (const [field, attribute] of Object.entries(OBJECTS)) {
    row[field] = jsonObject(item[attribute]) ?? item[attribute];
  }
  const known = Object.entries(row).filter(([, value]) => value !== undefined);
  const times = { createdAt: new Date(item.createdAt), updatedAt: new Date(item.updatedAt) };
  return { ...Object.fromEntries(known), ...times } as ScoreRowData;
}
