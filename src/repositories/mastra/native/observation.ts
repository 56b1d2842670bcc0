import { defineEntity } from '../../../operations/define-entity.ts';
import type { ObservationItem, ObservationPart, ObservationPlace } from '../observation-items.ts';
import type { ObservationLayout } from '../observation-layout.ts';
import { nativeTable } from './table.ts';

/** A thread's or resource's generations in a partition of their own, in order. */
const record = defineEntity<ObservationItem>()({
  name: 'Observation',
  table: nativeTable,
  keys: {
    PK: 'OBSERVATIONS#{subject}',
    SK: 'GENERATION#{series:int12}#{generationCount:int12}#{nth:int12}',
  },
  patterns: {
    ofSubject: { order: 'descending' },
    all: { operation: 'scan' },
  },
});

const place = defineEntity<ObservationPlace>()({
  name: 'ObservationPlace',
  table: nativeTable,
  keys: { PK: 'OBSERVATION#{id}', SK: 'PLACE' },
  patterns: { all: { operation: 'scan' } },
});

const part = defineEntity<ObservationPart>()({
  name: 'ObservationPart',
  table: nativeTable,
  keys: { PK: 'OBSERVATION#{id}', SK: 'PART#{part:int2}' },
  patterns: { all: { operation: 'scan' } },
});

/** Observational memory in the native layout. */
export const nativeObservations: ObservationLayout = { record, place, part };
