import type { File } from '@runledger/domain';
import { ApiError, type AuthenticatedToken } from '@runledger/service-kit';

/** Whether a token sees the files of all tokens (contract 4.8). */
export const seesAll = ({ rights }: AuthenticatedToken): boolean => rights.isMasterToken || rights.canReadAllFileUploads;

export const maySee = (token: AuthenticatedToken, { creator }: File): boolean =>
  seesAll(token) || creator.tokenId === token.tokenId;

/** Who reads the files of others does not change them. @throws ApiError 403. */
export const mustOwn = (token: AuthenticatedToken, { id, creator }: File): void => {
  if (token.rights.isMasterToken || creator.tokenId === token.tokenId) return;
  throw ApiError.forbidden(
    'storage.files.notOwner',
    `File "${id}" belongs to another token; only that token or a master token may change it`,
  );
};

/** Of another token, of another project and of nobody: the answer is the same. */
export const fileNotFound = (id: string): ApiError =>
  ApiError.notFound('storage.files.notFound', `File with id "${id}" was not found`, { id });
