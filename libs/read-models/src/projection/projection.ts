import type { Context } from '@runledger/contracts';
import type { DocumentChange } from '../model/document.js';
import type { AnyModel } from '../model/model.js';
import type { ProjectedChange, ProjectedTopic } from './folding.js';

/**
 * How one service turns the fold of the log into its documents. Pure: the same history gives the same documents,
 * however it is cut into batches.
 */
export interface Projection {
  /** Service that owns the models: the only one that writes them. */
  readonly owner: string;
  /** Topic that it reads. @default 'project-log' */
  readonly source?: ProjectedTopic;
  readonly models: readonly AnyModel[];
  /** Contexts that the fold needs; records of others may be handed over undecoded. */
  readonly contexts: readonly Context[];
  /** Kinds of changes that have documents here. */
  readonly concerns: readonly ProjectedChange['kind'][];
  /**
   * Documents that a change touches, built from the object that it names. Called once per object and batch, with the
   * object's last change, so whatever is read here must itself be announced by a change whenever it changes.
   */
  documentsOf(change: ProjectedChange): readonly DocumentChange[];
}

/** Name of a projection's set of models in their current versions. Another version fills its own generation beside it. */
export const modelSetOf = ({ owner, models }: Projection): string =>
  `${owner}@${models
    .map(({ name, version }) => `${name}.${version}`)
    .sort()
    .join('+')}`;
