/** Why an event has no effect. A closed list: each reason is counted by the metrics and explained in the docs. */
export const VOID_REASONS = [
  'undecodable',
  'declaredVoid',
  'wrongPartition',
  'refusedBefore',
  'duplicate',
  'noProject',
  'notFound',
  'alreadyExists',
  'revisionMismatch',
  'notCurrent',
  'notStartable',
  'finished',
  'alreadyRequested',
  'staleConfiguration',
  'deduplicated',
  'notEmpty',
  'notStopped',
] as const;
export type VoidReason = (typeof VOID_REASONS)[number];

/** What an event does at its position, the same for everybody who folds the log. */
export type Verdict = { readonly effective: true } | { readonly effective: false; readonly reason: VoidReason; readonly detail?: string };

export const EFFECTIVE: Verdict = { effective: true };
export const voidBecause = (reason: VoidReason, detail?: string): Verdict => (detail === undefined ? { effective: false, reason } : { effective: false, reason, detail });
