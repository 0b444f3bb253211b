/** Why a storage job cannot end well, in words for the user; trying again would not help. */
export class TaskRefused extends Error {
  override readonly name = 'TaskRefused';

  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}
