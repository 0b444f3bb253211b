import { EngineFailure, type EngineFailureCode } from '../engine-failure.js';
import type { CsvDialect } from './csv-dialect.js';
import { readText, type CsvFile } from './csv-file.js';

const [LINE_FEED, CARRIAGE_RETURN] = [0x0a, 0x0d];
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const ROW_BYTES_MAX = 64_000_000;

export type LineEnd = '\n' | '\r\n' | '\r';

export interface FirstRow {
  /** Bytes, not characters, so that each value can be decoded strictly. */
  readonly fields: readonly Uint8Array[];
  /** Absent when there is no line end behind the row. */
  readonly lineEnd?: LineEnd;
}

/**
 * Splits the first row of a file whose dialect was checked; `undefined` for a file with nothing in it. Throws `CSV_QUOTES_INVALID` or
 * `CSV_LINE_TOO_LONG`.
 */
export async function readFirstRow(file: CsvFile, dialect: CsvDialect): Promise<FirstRow | undefined> {
  const splitter = new FirstRowSplitter(file, dialect);
  for await (const chunk of readText(file)) {
    const row = splitter.push(chunk);
    if (row !== undefined) return row;
  }
  return splitter.end();
}

class FirstRowSplitter {
  private readonly delimiter: number;
  private readonly enclosure: number;
  private readonly escape: number;
  private readonly fields: Uint8Array[] = [];
  private field = new GrowingBytes();
  private state: 'start' | 'plain' | 'quoted' | 'after-quote' | 'escaped' | 'after-cr' = 'start';
  private bytes = 0;

  constructor(
    private readonly file: CsvFile,
    dialect: CsvDialect,
  ) {
    // NaN, which no byte equals, for an absent character
    [this.delimiter, this.enclosure, this.escape] = [
      dialect.delimiter.charCodeAt(0),
      dialect.enclosure.charCodeAt(0),
      dialect.escapedBy.charCodeAt(0),
    ];
  }

  push(chunk: Uint8Array): FirstRow | undefined {
    for (const byte of chunk) {
      const lineEnd = this.step(byte);
      if (lineEnd !== undefined) return this.row(lineEnd);
    }
    return undefined;
  }

  end(): FirstRow | undefined {
    if (this.state === 'quoted') throw this.unclosed();
    if (this.state === 'after-cr') return this.row('\r');
    const isEmpty = this.state === 'start' && this.fields.length === 0;
    return isEmpty ? undefined : this.row();
  }

  /** Takes one byte; returns the line end when it is behind the row. */
  private step(byte: number): LineEnd | undefined {
    if (this.state === 'after-cr') return byte === LINE_FEED ? '\r\n' : '\r';
    this.bytes += 1;
    if (this.bytes > ROW_BYTES_MAX)
      throw this.failure('CSV_LINE_TOO_LONG', 'the row is longer than 64 MB, or its quotes are not closed');
    switch (this.state) {
      case 'escaped':
        this.append(byte, 'plain');
        return undefined;
      case 'quoted':
        if (byte === this.enclosure) this.state = 'after-quote';
        else this.append(byte, 'quoted');
        return undefined;
      case 'start':
      case 'plain':
      case 'after-quote':
        return this.stepOutsideQuotes(byte);
    }
  }

  private stepOutsideQuotes(byte: number): LineEnd | undefined {
    if (byte === LINE_FEED) return '\n';
    if (byte === CARRIAGE_RETURN) this.state = 'after-cr';
    else if (byte === this.delimiter) this.finishField();
    else if (byte === this.enclosure && this.state === 'after-quote') this.append(byte, 'quoted');
    else if (byte === this.enclosure && this.state === 'start') this.state = 'quoted';
    else if (this.state === 'after-quote') throw this.unclosed();
    else if (byte === this.escape) this.state = 'escaped';
    else this.append(byte, 'plain');
    if (this.isByteOrderMark()) this.restart();
    return undefined;
  }

  private append(byte: number, state: 'plain' | 'quoted'): void {
    this.field.push(byte);
    this.state = state;
  }

  private finishField(): void {
    this.fields.push(this.field.take());
    this.state = 'start';
  }

  private row(lineEnd?: LineEnd): FirstRow {
    this.finishField();
    return { fields: this.fields, ...(lineEnd !== undefined && { lineEnd }) };
  }

  private isByteOrderMark(): boolean {
    return this.bytes === BYTE_ORDER_MARK.length && this.state === 'plain' && this.field.equals(BYTE_ORDER_MARK);
  }

  private restart(): void {
    this.field.take();
    this.state = 'start';
  }

  private unclosed(): EngineFailure {
    return this.failure('CSV_QUOTES_INVALID', 'the quotes of the value are not closed properly');
  }

  private failure(code: EngineFailureCode, reason: string): EngineFailure {
    const [file, column] = [this.file.number, this.fields.length + 1];
    const where = file > 1 ? `File ${file}, line 1` : 'Line 1';
    return new EngineFailure(code, `${where}, column ${column}: ${reason}.`, { file, line: 1, row: 1, column });
  }
}

/** A value may be as long as a row, so its bytes are not kept as numbers. */
class GrowingBytes {
  private buffer = new Uint8Array(64);
  private length = 0;

  push(byte: number): void {
    if (this.length === this.buffer.length) {
      const larger = new Uint8Array(this.buffer.length * 2);
      larger.set(this.buffer);
      this.buffer = larger;
    }
    this.buffer[this.length] = byte;
    this.length += 1;
  }

  equals(bytes: readonly number[]): boolean {
    return this.length === bytes.length && bytes.every((byte, index) => byte === this.buffer[index]);
  }

  /** The bytes so far; starts anew. */
  take(): Uint8Array {
    const taken = this.buffer.slice(0, this.length);
    this.length = 0;
    return taken;
  }
}
