import { ApiError } from '@runledger/service-kit';

/** A part of the contract that this version does not have: refused as a whole, never done by half (contract 0.6). */
export const notImplemented = (what: string): ApiError =>
  new ApiError(501, 'storage.notImplemented', `${what} is not supported by this version`);
