import { defineEntity } from '../../../operations/define-entity.ts';
import type { ObservationItem, ObservationPart, ObservationPlace } from '../observation-items.ts';
import type { ObservationLayout } from '../observation-layout.ts';
import { compatibleTable, electroConstants } from './table.ts';

const record = defineEntity<ObservationItem>()({
  name: 'observation',
  table: compatibleTable,
  constants: electroConstants('observation'),
  keys: {
    pk: '$mastra#entity_observation#subject_{subject:raw}',
    sk: '$observation_1#series_{series:int12}#generation_{generationCount:int12}#nth_{nth:int12}',
  },
  patterns: {
    ofSubject: { order: 'descending' },
    all: { operation: 'scan' },
  },
});

const place = defineEntity<ObservationPlace>()({
  name: 'observation_place',
  table: compatibleTable,
  constants: electroConstants('observation_place'),
  keys: {
    pk: '$mastra#entity_observation_place#id_{id:raw}',
    sk: '$observation_place_1#entity_observation_place',
  },
  patterns: { all: { operation: 'scan' } },
});

const part = defineEntity<ObservationPart>()({
  name: 'observation_part',
  table: compatibleTable,
  constants: electroConstants('observation_part'),
  keys: {
    pk: '$mastra#entity_observation_part#id_{id:raw}',
    sk: '$observation_part_1#part_{part:int2}',
  },
  patterns: { all: { operation: 'scan' } },
});

/** Observational memory in the manner of the other entities, but for the case of its ids, which is kept. */
export const compatibleObservations: ObservationLayout = { record, place, part };
