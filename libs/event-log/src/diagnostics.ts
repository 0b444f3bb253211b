/** Where this library says what happens; a pino logger fits. */
export interface Diagnostics {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

const nothing = (): void => undefined;
export const SILENT: Diagnostics = { debug: nothing, info: nothing, warn: nothing, error: nothing };
