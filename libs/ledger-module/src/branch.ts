import type { BranchId } from '@runledger/contracts';
import type { ProjectState } from '@runledger/domain';
import { ApiError } from '@runledger/service-kit';

/**
 * The branch that a path names: its id or the word `default`.
 * @throws ApiError 404 for any other.
 */
export const branchOf = ({ defaultBranchId }: ProjectState, named: string): BranchId => {
  if (named === 'default' || named === defaultBranchId) return defaultBranchId;
  throw ApiError.notFound('storage.devBranch.notFound', `Branch "${named}" was not found`);
};
