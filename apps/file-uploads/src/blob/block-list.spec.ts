import fc from 'fast-check';
import { BlobError } from './blob-error.js';
import { BLOCK_SOURCES, checkBlockId, readBlockList } from './block-list.js';

const codeOf = (read: () => unknown): string | undefined => {
  try {
    read();
  } catch (error) {
    if (error instanceof BlobError) return error.code;
    throw error;
  }
  return undefined;
};

describe('a block list', () => {
  it('is read in its order, with where each block comes from', () => {
    const xml = `<?xml version="1.0" encoding="utf-8"?>
      <BlockList>
        <Latest>AAAA</Latest><Committed>BBBB</Committed>
        <Uncommitted> CCCC </Uncommitted><Latest>AAAA</Latest>
      </BlockList>`;
    expect(readBlockList(xml)).toEqual([
      { source: 'Latest', id: 'AAAA' },
      { source: 'Committed', id: 'BBBB' },
      { source: 'Uncommitted', id: 'CCCC' },
      { source: 'Latest', id: 'AAAA' },
    ]);
  });

  it('may be empty', () => {
    expect(readBlockList('<BlockList/>')).toEqual([]);
  });

  it('reads whatever blocks a client lists', () => {
    const block = fc.record({
      source: fc.constantFrom(...BLOCK_SOURCES),
      id: fc.uint8Array({ minLength: 1, maxLength: 64 }).map((bytes) => Buffer.from(bytes).toString('base64')),
    });
    fc.assert(
      fc.property(fc.array(block), (blocks) => {
        const xml = `<BlockList>${blocks.map(({ source, id }) => `<${source}>${id}</${source}>`).join('')}</BlockList>`;
        expect(readBlockList(xml)).toEqual(blocks);
      }),
    );
  });

  it.each([
    '',
    'AAAA',
    '<BlockList>',
    '<Latest>AAAA</Latest>',
    '<List><Latest>AAAA</Latest></List>',
    '<BlockList><Oldest>AAAA</Oldest></BlockList>',
    '<BlockList><Latest><Latest>AAAA</Latest></Latest></BlockList>',
    '<BlockList><BlockList/></BlockList>',
    '<BlockList/><BlockList/>',
    '<!DOCTYPE x [<!ENTITY a "AAAA">]><BlockList><Latest>&a;</Latest></BlockList>',
    '{"BlockList":[]}',
  ])('is not %j', (xml) => {
    expect(codeOf(() => readBlockList(xml))).toBe('InvalidXmlDocument');
  });

  it('of more blocks than a blob may have is refused', () => {
    expect(codeOf(() => readBlockList(`<BlockList>${'<Latest>AAAA</Latest>'.repeat(50_001)}</BlockList>`))).toBe(
      'InvalidBlockList',
    );
  });

  it.each(['', 'A', '!!!!', 'AA AA', '../../x', Buffer.alloc(65).toString('base64')])('names no block %j', (id) => {
    expect(codeOf(() => checkBlockId(id))).toBe('InvalidQueryParameterValue');
    expect(codeOf(() => readBlockList(`<BlockList><Latest>${id}</Latest></BlockList>`))).toBe('InvalidQueryParameterValue');
  });
});
