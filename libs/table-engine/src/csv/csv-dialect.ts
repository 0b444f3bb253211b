/** How values are told apart. The contract's names (sections 5.2 and 5.3). */
export interface CsvDialect {
  /** One character, or the two characters `\t` for a tab. */
  readonly delimiter: string;
  /** One character, or empty for none. Inside a quoted value it is doubled. */
  readonly enclosure: string;
  /** One character, or empty for none. Not together with an enclosure. */
  readonly escapedBy: string;
}

export const RFC_4180: CsvDialect = { delimiter: ',', enclosure: '"', escapedBy: '' };
