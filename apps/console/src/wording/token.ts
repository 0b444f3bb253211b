import type { TokenRef } from '../api/responses.js';

/** Who did something: what the token is described as, else its id. */
export function tokenWords({ id, description }: TokenRef): string {
  if (description !== null && description !== '') return description;
  return id === null ? 'the platform' : `token ${id}`;
}
