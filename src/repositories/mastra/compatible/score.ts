import { defineEntity } from '../../../operations/define-entity.ts';
import type { ScoreItem } from '../items.ts';
import { compatibleTable, electroConstants } from './table.ts';

/** A score as ElectroDB writes it. */
export const CompatibleScore = defineEntity<ScoreItem>()({
  name: 'score',
  table: compatibleTable,
  constants: electroConstants('score'),
  keys: {
    pk: '$mastra#entity_score#id_{id:raw:lower}',
    sk: '$score_1#entity_score',
    gsi1pk: '$mastra#entity_score#scorerid_{scorerId:raw:lower}',
    gsi1sk: '$score_1#createdat_{createdAt:iso:lower}',
    gsi2pk: '$mastra#entity_score#runid_{runId:raw:lower}',
    gsi2sk: '$score_1#createdat_{createdAt:iso:lower}',
    gsi3pk: '$mastra#entity_score#traceid_{traceId:raw:lower}',
    gsi3sk: '$score_1#createdat_{createdAt:iso:lower}',
    gsi4pk: '$mastra#entity_score#entityid_{entityId:raw:lower}',
    gsi4sk: '$score_1#createdat_{createdAt:iso:lower}',
    gsi5pk: '$mastra#entity_score#resourceid_{resourceId:raw:lower}',
    gsi5sk: '$score_1#createdat_{createdAt:iso:lower}',
    gsi6pk: '$mastra#entity_score#threadid_{threadId:raw:lower}',
    gsi6sk: '$score_1#createdat_{createdAt:iso:lower}',
    gsi7pk: '$mastra#entity_score#traceid_{traceId:raw:lower}#spanid_{spanId:raw:lower}',
    gsi7sk: '$score_1#createdat_{createdAt:iso:lower}',
  },
  patterns: {
    ofScorer: { index: 'gsi1' },
    ofRun: { index: 'gsi2' },
    ofEntity: { index: 'gsi4' },
    ofSpan: { index: 'gsi7' },
    all: { operation: 'scan' },
  },
});
