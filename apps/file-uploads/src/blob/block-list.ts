import { SaxesParser } from 'saxes';
import { BlobError } from './blob-error.js';

/** From where the dialect takes a block: those of the last list, those uploaded since, or the newer of the two. */
export const BLOCK_SOURCES = ['Committed', 'Uncommitted', 'Latest'] as const;
export type BlockSource = (typeof BLOCK_SOURCES)[number];

export interface ListedBlock {
  readonly source: BlockSource;
  readonly id: string;
}

export const BLOCKS_MAX = 50_000;
const BLOCK_ID_BYTES_MAX = 64;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** @throws BlobError InvalidQueryParameterValue unless the id is base64 of 1 to 64 bytes. */
export const checkBlockId = (id: string): string => {
  const bytes = Buffer.from(id, 'base64');
  const isValid = BASE64.test(id) && bytes.length > 0 && bytes.length <= BLOCK_ID_BYTES_MAX;
  if (!isValid) throw new BlobError('InvalidQueryParameterValue', 'A block id is base64 of 1 to 64 bytes.');
  return id;
};

/**
 * Reads `<BlockList><Latest>id</Latest>…</BlockList>`: blocks in the order in which they make up the blob.
 * @throws BlobError InvalidXmlDocument, InvalidBlockList when it is too long, InvalidQueryParameterValue for an id that cannot be one.
 */
export const readBlockList = (xml: string): readonly ListedBlock[] => {
  const blocks: ListedBlock[] = [];
  let depth = 0;
  let source: BlockSource | undefined;
  let text = '';
  const parser = new SaxesParser();
  parser.on('error', (cause) => {
    throw new BlobError('InvalidXmlDocument', undefined, { cause });
  });
  parser.on('opentag', ({ name }) => {
    depth += 1;
    source = BLOCK_SOURCES.find((each) => each === name);
    text = '';
    const isExpected = depth === 1 ? name === 'BlockList' : depth === 2 && source !== undefined;
    if (!isExpected) throw new BlobError('InvalidXmlDocument', `The element ${name.slice(0, 50)} does not belong there.`);
  });
  parser.on('text', (part) => {
    text += part;
  });
  parser.on('closetag', () => {
    depth -= 1;
    if (source === undefined) return;
    if (blocks.length === BLOCKS_MAX) throw new BlobError('InvalidBlockList', `A list has at most ${BLOCKS_MAX} blocks.`);
    blocks.push({ source, id: checkBlockId(text.trim()) });
    source = undefined;
  });
  parser.write(xml).close();
  return blocks;
};
