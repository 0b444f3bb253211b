/**
 * Splits a byte stream into lines of bounded length; a longer one rejects instead of filling the memory. A last line without an end
 * is dropped: its writer died in the middle of it.
 */
export async function* splitLines(bytes: AsyncIterable<Buffer>, lineBytesMax: number): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    let start = 0;
    for (let end = chunk.indexOf(0x0a); end !== -1; end = chunk.indexOf(0x0a, start)) {
      yield Buffer.concat([...parts, chunk.subarray(start, end)]).toString('utf8');
      [parts, length, start] = [[], 0, end + 1];
    }
    parts.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > lineBytesMax) throw new RangeError(`a line is longer than ${lineBytesMax} bytes`);
  }
}
