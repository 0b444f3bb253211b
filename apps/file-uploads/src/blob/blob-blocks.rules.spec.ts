import fc from 'fast-check';
import { FilesUnderTest } from '../testing/files-under-test.js';

let files: FilesUnderTest;

beforeAll(async () => {
  files = await FilesUnderTest.start();
});
afterAll(() => files.stop());

const IDS = ['QQ==', 'Qg==', 'Qw=='] as const;
type Source = 'Latest' | 'Committed' | 'Uncommitted';

type Step =
  | { readonly do: 'putBlob'; readonly content: Uint8Array }
  | { readonly do: 'putBlock'; readonly id: string; readonly content: Uint8Array }
  | { readonly do: 'putBlockList'; readonly list: readonly (readonly [source: Source, id: string])[] }
  | { readonly do: 'read'; readonly first: number; readonly last: number };

/** The dialect's blob with its blocks, said once more in memory. */
class ModelBlob {
  content: Buffer | undefined;
  private committed = new Map<string, Buffer>();
  private uncommitted = new Map<string, Buffer>();

  putBlob(content: Buffer): void {
    // Equal bytes are the same blob, of whatever blocks it was made.
    if (this.content?.equals(content) !== true) this.committed = new Map();
    this.content = content;
    this.uncommitted = new Map();
  }

  putBlock(id: string, content: Buffer): void {
    this.uncommitted.set(id, content);
  }

  /** @returns false when a block is not there: then nothing changes. */
  putBlockList(list: readonly (readonly [source: Source, id: string])[]): boolean {
    const parts = list.map(([source, id]) => {
      const uploaded = source === 'Committed' ? undefined : this.uncommitted.get(id);
      return [id, uploaded ?? (source === 'Uncommitted' ? undefined : this.committed.get(id))] as const;
    });
    const found = parts.flatMap(([id, part]) => (part === undefined ? [] : [[id, part] as const]));
    if (found.length < parts.length) return false;
    this.content = Buffer.concat(found.map(([, part]) => part));
    this.committed = new Map(found);
    this.uncommitted = new Map();
    return true;
  }
}

const content = fc.uint8Array({ maxLength: 12 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('putBlock' as const), id: fc.constantFrom(...IDS), content }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('putBlockList' as const),
      list: fc.array(fc.tuple(fc.constantFrom<Source>('Latest', 'Latest', 'Committed', 'Uncommitted'), fc.constantFrom(...IDS)), {
        maxLength: 4,
      }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('putBlob' as const), content }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('read' as const), first: fc.nat(20), last: fc.nat(20) }) },
);

describe('a blob', () => {
  it('holds after any uploads, blocks and lists just the bytes that it should, and gives any part of them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
        const { file, upload, blobs } = await files.prepare();
        const name = upload.blobName;
        const model = new ModelBlob();
        for (const each of steps) {
          switch (each.do) {
            case 'putBlob':
              model.putBlob(Buffer.from(each.content));
              expect((await blobs.put(name, each.content)).status).toBe(201);
              break;
            case 'putBlock':
              model.putBlock(each.id, Buffer.from(each.content));
              expect((await blobs.putBlock(name, each.id, each.content)).status).toBe(201);
              break;
            case 'putBlockList':
              expect((await blobs.putBlockList(name, each.list)).status).toBe(model.putBlockList(each.list) ? 201 : 400);
              break;
            case 'read':
              await expectRange(await blobs.get(name, { range: `bytes=${each.first}-${each.last}` }), model.content, each);
              break;
          }
        }
        const whole = await blobs.get(name);
        expect([whole.status, whole.content]).toEqual(
          model.content === undefined ? [404, expect.anything()] : [200, model.content],
        );
        expect((await files.detail(file.id)).sizeBytes).toBe(model.content?.length ?? null);
      }),
      { numRuns: 25 },
    );
  });
});

const expectRange = async (
  answer: { readonly status: number; readonly content: Buffer },
  whole: Buffer | undefined,
  { first, last }: { readonly first: number; readonly last: number },
): Promise<void> => {
  if (whole === undefined) expect(answer.status).toBe(404);
  else if (last < first) expect([answer.status, answer.content]).toEqual([200, whole]);
  else if (first >= whole.length) expect(answer.status).toBe(416);
  else expect([answer.status, answer.content]).toEqual([206, whole.subarray(first, last + 1)]);
};
