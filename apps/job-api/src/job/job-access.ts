import type { Job } from '@runledger/domain';
import { mayUseComponent } from '@runledger/ledger-module';
import type { Filter, FoundDocument } from '@runledger/read-models';
import { ApiError, type AuthenticatedToken } from '@runledger/service-kit';
import type { JOBS } from './job-model.js';

type JobKeys = (typeof JOBS)['keys'];

/** @throws ApiError 403 (contract 2.10). */
export const assertMayRun = ({ rights }: AuthenticatedToken, componentId: string): void => {
  if (!mayUseComponent(rights, componentId)) throw ApiError.forbidden('componentAccessDenied', `This token may not run the component "${componentId}"`, { component: componentId });
};

/** A token sees the jobs of the components that it may use, and its own. */
const sees = ({ rights, tokenId }: AuthenticatedToken, componentId: string | null, creator: string | null): boolean =>
  creator === tokenId || mayUseComponent(rights, componentId ?? '');

export const seesJob = (token: AuthenticatedToken, { created, creator }: Job): boolean => sees(token, created.componentId, creator.tokenId);

export const seesDocument = (token: AuthenticatedToken, { keys }: FoundDocument<JobKeys>): boolean => sees(token, keys.component, keys.token);

/** The same as a filter. */
export const visibleJobs = ({ rights, tokenId }: AuthenticatedToken): Filter<JobKeys> =>
  rights.isMasterToken
    ? { op: 'and', filters: [] }
    : {
        op: 'or',
        filters: [
          { op: 'eq', key: 'token', value: tokenId },
          { op: 'in', key: 'component', values: rights.componentAccess },
        ],
      };
