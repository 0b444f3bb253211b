import { readTransformationConfiguration } from './transformation-configuration.js';

const parameters = { blocks: [{ name: 'B', codes: [{ name: 'C', script: ['SELECT 1'] }] }] };

describe('the configuration of a transformation', () => {
  it('gives blocks, inputs and outputs', () => {
    const storage = {
      input: { tables: [{ source: 'in.c-a.t', destination: 't', columns: ['x'] }] },
      output: { tables: [{ source: 'r', destination: 'out.c-a.r', primary_key: ['x'] }] },
    };
    expect(readTransformationConfiguration({ parameters, storage, runtime: { tag: '1' } })).toEqual({
      blocks: parameters.blocks,
      inputs: storage.input.tables,
      outputs: storage.output.tables,
    });
  });

  it.each([
    [{}, 'parameters'],
    [[], ''],
    [null, ''],
    [{ parameters: { blocks: [] } }, 'parameters.blocks'],
    [{ parameters: { blocks: [{ name: 'B', codes: [{ name: 'C', script: 'SELECT 1' }] }] } }, 'parameters.blocks.0.codes.0.script'],
    [{ parameters, storage: { input: { tables: [{ source: 'in.c-a.t', destination: 't', limit: 5 }] } } }, 'storage.input.tables.0.limit'],
    [{ parameters, storage: { input: { tables: Array.from({ length: 251 }, (_, index) => ({ source: 'in.c-a.t', destination: `t${index}` })) } } }, 'storage.input.tables'],
    [{ parameters, storage: { output: { tables: [{ source: 'r', destination: `out.c-a.${'r'.repeat(101)}` }] } } }, 'storage.output.tables.0.destination'],
    [{ parameters, storage: { output: { tables: [{ source: 'r', destination: 'nowhere' }] } } }, 'storage.output.tables.0.destination'],
    [{ parameters, storage: { output: { tables: [{ source: 'r', destination: 'out.c-a.r', incremental: true }] } } }, 'storage.output.tables.0.incremental'],
  ])('%j is refused, naming the place', (configuration, place) => {
    expect(() => readTransformationConfiguration(configuration)).toThrow(place);
  });

  it('an unknown node is refused in the words that clients expect', () => {
    expect(() => readTransformationConfiguration({ parameters, foo: 'bar' })).toThrow('Unrecognized option "foo" under "container"');
  });

  it('two inputs of one name are refused', () => {
    const tables = [
      { source: 'in.c-a.t', destination: 't' },
      { source: 'in.c-b.t', destination: 'T' },
    ];
    expect(() => readTransformationConfiguration({ parameters, storage: { input: { tables } } })).toThrow('"T" is used twice in the input mapping');
  });
});
