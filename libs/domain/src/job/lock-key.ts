import type { BranchId, ComponentId, ComponentKind, ConfigurationId, TokenId } from '@runledger/contracts';

/**
 * Lock that a run of a configuration holds: jobs with the same key do not run at once (contract 8.3, R2 and R3).
 * Keys are compared inside one project only, so the project is not part of them.
 * @returns null for a job without a configuration: it has no lock.
 */
export const lockKeyOf = (run: {
  readonly branchId: BranchId;
  readonly componentId: ComponentId;
  readonly configurationId: ConfigurationId | null;
  readonly kind: ComponentKind;
  /** Token that creates the job: a transformation may run at once with itself under another token. */
  readonly tokenId: TokenId | null;
}): string | null => {
  if (run.configurationId === null) return null;
  const parts = [
    run.branchId,
    run.componentId,
    run.configurationId,
    ...(run.kind === 'transformation' ? [run.tokenId ?? ''] : []),
  ];
  return parts.map(encodeURIComponent).join('/');
};
