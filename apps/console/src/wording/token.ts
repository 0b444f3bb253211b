interface Creator {
  /** Files say it as a number (contract 4.3), everything else as text. */
  readonly id: string | number | null;
  readonly description: string | null;
}

/** Who did something: what the token is described as, else its id. */
export function tokenWords({ id, description }: Creator): string {
  if (description !== null && description !== '') return description;
  return id === null ? 'the platform' : `token ${id}`;
}
