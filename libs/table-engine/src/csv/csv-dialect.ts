import { EngineFailure } from '../engine-failure.js';

/** How values are told apart. The contract's names (sections 5.2 and 5.3). */
export interface CsvDialect {
  /** One character, or the two characters `\t` for a tab. */
  readonly delimiter: string;
  /** One character, or empty for none. Inside a quoted value it is doubled. */
  readonly enclosure: string;
  /** One character, or empty for none; the character after it is taken as it is. Not together with an enclosure. */
  readonly escapedBy: string;
}

export const RFC_4180: CsvDialect = { delimiter: ',', enclosure: '"', escapedBy: '' };

const ONE_CHARACTER = /^[\t\x20-\x7E]$/;

/** Throws `CSV_DIALECT_INVALID` for what cannot be read, and turns the two characters `\t` into a tab. */
export function checkDialect(dialect: CsvDialect): CsvDialect {
  const delimiter = dialect.delimiter === '\\t' ? '\t' : dialect.delimiter;
  const { enclosure, escapedBy } = dialect;
  if (!ONE_CHARACTER.test(delimiter)) throw invalid('The delimiter must be one ASCII character or \\t.');
  if (enclosure !== '' && !ONE_CHARACTER.test(enclosure)) throw invalid('The enclosure must be one ASCII character or empty.');
  if (escapedBy !== '' && !ONE_CHARACTER.test(escapedBy)) throw invalid('escapedBy must be one ASCII character or empty.');
  if (enclosure !== '' && escapedBy !== '') throw invalid('Only one of enclosure and escapedBy may be set.');
  if (delimiter === enclosure || delimiter === escapedBy)
    throw invalid('The delimiter must differ from enclosure and escapedBy.');
  return { delimiter, enclosure, escapedBy };
}

const invalid = (message: string): EngineFailure => new EngineFailure('CSV_DIALECT_INVALID', message);
