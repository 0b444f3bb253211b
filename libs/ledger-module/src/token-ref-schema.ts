import { named, nullable, objectOf, TEXT } from '@runledger/service-kit';

/** The token that did something; both are null where the platform did it by itself. */
export const TOKEN_REF = named('TokenRef', objectOf({ id: nullable(TEXT), description: nullable(TEXT) }));
