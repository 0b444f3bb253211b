import fc from 'fast-check';
import { ForbidUnknownFields } from './dto.js';
import {
  BooleanField,
  ChoiceField,
  Field,
  IntField,
  JsonField,
  ObjectField,
  ObjectList,
  StringField,
  StringList,
} from './fields.js';
import { RequestPipe } from './request-pipe.js';

@ForbidUnknownFields()
class Backend {
  @ChoiceField(['small', 'large']) type?: string;
}

class Mapping {
  @StringField({ required: true, pattern: { matching: /^in\./, rule: 'begins with "in."' } }) source = '';
  @IntField({ min: 0, max: 10 }) rowsLimit?: number;
}

class Base {
  @BooleanField() incremental = true;
}

class Everything extends Base {
  @StringField({ lengthMax: 3 }) text?: string;
  @IntField({ min: -1, max: 500 }) limit = 100;
  @StringList({ separator: ',' }) columns?: readonly string[];
  @StringList({ choices: ['success', 'error'], itemsMax: 2 }) status?: readonly string[];
  @JsonField() configData?: Readonly<Record<string, unknown>>;
  @ObjectField(() => Backend) backend?: Backend;
  @ObjectList(() => Mapping, { itemsMax: 2 }) input?: readonly Mapping[];
  @Field({
    name: 'branch',
    rule: 'must be a branch id or "default"',
    schema: { oneOf: [{ type: 'string' }, { type: 'integer' }] },
    read: (value) => (typeof value === 'number' ? String(value) : (value ?? undefined)),
    isValid: (value) => typeof value === 'string' && /^(\d+|default)$/.test(value),
  })
  branchId?: string;
  undeclared?: string;
}

const pipe = new RequestPipe();
const read = (sent: unknown): Promise<unknown> => pipe.transform(sent, { type: 'body', metatype: Everything });

describe('loose values', () => {
  it.each([
    [{ incremental: 'False' }, { incremental: false }],
    [{ incremental: 0 }, { incremental: false }],
    [{ incremental: '' }, { incremental: true }],
    [{ limit: '7' }, { limit: 7 }],
    [{ limit: null }, { limit: 100 }],
    [{ columns: 'id, name' }, { columns: ['id', 'name'] }],
    [{ columns: ['id', 7] }, { columns: ['id', '7'] }],
    [{ status: 'success' }, { status: ['success'] }],
    [{ configData: [] }, { configData: {} }],
    [{ configData: '{"a":1}' }, { configData: { a: 1 } }],
    [{ backend: [] }, { backend: {} }],
    [{ backend: { type: 'small' } }, { backend: { type: 'small' } }],
    [{ input: '[{"source":"in.c-x.y"}]' }, { input: [{ source: 'in.c-x.y' }] }],
    [{ text: '' }, { text: '' }],
    [{ branchId: 12 }, { branchId: '12' }],
  ])('%j means %j', async (sent, meant) => {
    expect(await read(sent)).toMatchObject(meant);
  });

  it.each([
    [{ incremental: 'yes' }, 'incremental'],
    [{ incremental: 2 }, 'incremental'],
    [{ limit: '7.5' }, 'limit'],
    [{ limit: ['1', '2'] }, 'limit'],
    [{ limit: 501 }, 'limit'],
    [{ limit: '99999999999999999' }, 'limit'],
    [{ columns: { a: 'b' } }, 'columns'],
    [{ status: 'done' }, 'status'],
    [{ status: ['success', 'error', 'error'] }, 'status'],
    [{ configData: '{"a":' }, 'configData'],
    [{ configData: [1] }, 'configData'],
    [{ backend: { type: 'huge' } }, 'backend.type'],
    [{ backend: { tpye: 'small' } }, 'backend.tpye'],
    [{ input: [{ source: 'out.c-x.y' }] }, 'input.0.source'],
    [{ input: [{ source: 'in.c-x.y' }, { source: 'in.c-x.z', rowsLimit: 11 }] }, 'input.1.rowsLimit'],
    [{ input: { source: 'in.c-x.y' } }, 'input'],
    [{ input: [[]] }, 'input'],
    [{ text: 'long' }, 'text'],
    [{ branchId: 'main' }, 'branchId'],
  ])('%j is refused by the name of %s', async (sent, field) => {
    await expect(read(sent)).rejects.toMatchObject({ status: 400, code: 'validation.failed', params: { errors: [{ field }] } });
  });
});

describe('request pipe', () => {
  it('reads declared fields only', async () => {
    expect(await read({ undeclared: 'x', other: 1 })).toEqual(new Everything());
  });

  it('gives a DTO or a refusal for whatever is sent, and nothing else', async () => {
    const names = fc.constantFrom(
      'text',
      'limit',
      'columns',
      'status',
      'configData',
      'backend',
      'input',
      'incremental',
      'source',
      'constructor',
      'toString',
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom<unknown>(null, undefined, '', '[]', '{', 0, -1, 1.5, true, Number.NaN),
        fc.string(),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(names, tie('value'), { maxKeys: 5 }),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(value, async (sent) => {
        const outcome = await read(sent).catch((error: unknown) => error);
        if (outcome instanceof Everything)
          expect(Number.isInteger(outcome.limit) && typeof outcome.incremental === 'boolean').toBe(true);
        else expect(outcome).toMatchObject({ status: 400, code: 'validation.failed' });
      }),
      { numRuns: 500 },
    );
  });

  it('says no more than twenty problems', async () => {
    const strict = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`field${at}`, 1]));
    await expect(pipe.transform(strict, { type: 'query', metatype: Backend })).rejects.toThrow(/; and 10 more$/);
  });
});
