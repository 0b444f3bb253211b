import type { ComponentId, ComponentKind, JsonObject } from '@runledger/contracts';

/** How a component runs. */
export type ComponentRuntime =
  /** SQL over the input tables, in a child process of the worker. */
  | { readonly type: 'duckdb' }
  /** Nothing at all, inside the worker: measures the platform itself. */
  | { readonly type: 'noop' };

export interface Component {
  readonly id: ComponentId;
  readonly kind: ComponentKind;
  readonly name: string;
  readonly description: string;
  /** Version of the component, answered as `tag` of its jobs. */
  readonly tag: string;
  readonly runtime: ComponentRuntime;
  readonly configurationSchema: JsonObject;
  readonly emptyConfiguration: JsonObject;
}

const id = (value: string): ComponentId => value as ComponentId;

/** Components that every installation has. */
export const BUILT_IN_COMPONENTS: readonly Component[] = [
  {
    id: id('keboola.duckdb-transformation'),
    kind: 'transformation',
    name: 'DuckDB transformation',
    description: 'Runs SQL statements over tables of the project and writes their results as new table versions.',
    tag: '1.0.0',
    runtime: { type: 'duckdb' },
    configurationSchema: {
      type: 'object',
      required: ['blocks'],
      properties: {
        blocks: {
          type: 'array',
          items: {
            type: 'object',
            required: ['name', 'codes'],
            properties: {
              name: { type: 'string' },
              codes: {
                type: 'array',
                items: {
                  type: 'object',
                  required: ['name', 'script'],
                  properties: { name: { type: 'string' }, script: { type: 'array', items: { type: 'string' } } },
                },
              },
            },
          },
        },
      },
    },
    emptyConfiguration: { parameters: { blocks: [{ name: 'Block 1', codes: [{ name: 'Code 1', script: [] }] }] } },
  },
  {
    id: id('runledger.noop'),
    kind: 'other',
    name: 'No operation',
    description: 'Does nothing inside the worker. Measures what the platform itself costs.',
    tag: '1.0.0',
    runtime: { type: 'noop' },
    configurationSchema: {},
    emptyConfiguration: {},
  },
];

export type ComponentCatalogue = ReadonlyMap<ComponentId, Component>;

export const catalogueOf = (components: readonly Component[]): ComponentCatalogue => new Map(components.map((component) => [component.id, component]));
