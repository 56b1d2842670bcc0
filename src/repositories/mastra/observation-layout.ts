import type { LayoutEntity, LayoutQuery } from './layout-entity.ts';
import type { ObservationItem, ObservationPart, ObservationPlace } from './observation-items.ts';

/** Where observational memory stands in a layout. */
export interface ObservationLayout {
  readonly record: LayoutEntity<ObservationItem, 'subject' | 'series' | 'generationCount' | 'nth'> & {
    /** The generations of a thread or resource, the newest first. */
    readonly ofSubject: LayoutQuery<{ readonly subject: string }, ObservationItem>;
  };
  /** Tells where the record of an id stands. It is written and deleted together with the record. */
  readonly place: LayoutEntity<ObservationPlace, 'id'>;
  readonly part: LayoutEntity<ObservationPart, 'id' | 'part'>;
}
