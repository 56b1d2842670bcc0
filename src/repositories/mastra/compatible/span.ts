import { defineEntity } from '../../../operations/define-entity.ts';
import type { SpanItem } from '../span-layout.ts';
import { compatibleTable, electroConstants } from './table.ts';

/** A span in the manner of the other entities; ElectroDB's store never wrote one. */
export const CompatibleSpan = defineEntity<SpanItem>()({
  name: 'span',
  table: compatibleTable,
  constants: electroConstants('span'),
  keys: {
    pk: '$mastra#entity_span#traceid_{traceId:raw:lower}',
    sk: '$span_1#spanid_{spanId:raw:lower}',
  },
  patterns: { ofTrace: {}, all: { operation: 'scan' } },
});
