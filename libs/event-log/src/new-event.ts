import {
  EVENTS,
  type Actor,
  type DataOf,
  type DomainEvent,
  type EventId,
  type EventName,
  type EventOf,
  type ProjectId,
} from '@runledger/contracts';
import { newEventId } from './event-id.js';

export interface NewEvent<Name extends EventName> {
  readonly project: ProjectId;
  readonly aggregate: string;
  readonly actor: Actor;
  readonly data: DataOf<Name>;
  /** Revision of the aggregate that the sender has seen; null for events that have another natural key. */
  readonly expectedRevision?: number | null;
  readonly causation?: EventId | null;
  /** Run id. */
  readonly correlation?: string | null;
}

/** An event of the current version with a new id, ready to be appended. */
export const newEvent = <Name extends EventName>(type: Name, fields: NewEvent<Name>): EventOf<Name> & DomainEvent => {
  const { project, aggregate, actor, data, expectedRevision = null, causation = null, correlation = null } = fields;
  const event: EventOf<Name> = {
    id: newEventId(),
    type,
    version: EVENTS[type].version,
    project,
    aggregate,
    expectedRevision,
    actor,
    causation,
    correlation,
    seal: 'none',
    data,
  };
  // `type` and `data` come from the same `Name`; the compiler cannot see that a generic member of the union is a member of it.
  return event as EventOf<Name> & DomainEvent;
};
