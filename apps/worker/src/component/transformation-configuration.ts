import { Type, type Static, type TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { Json } from '@runledger/contracts';

const Closed = <T extends Record<string, TSchema>>(properties: T) => Type.Object(properties, { additionalProperties: false });

const InputTable = Closed({
  source: Type.String({ minLength: 1 }),
  destination: Type.String({ minLength: 1 }),
  /** Empty or absent: all columns. */
  columns: Type.Optional(Type.Array(Type.String())),
});

const OutputMapping = Closed({
  source: Type.String({ minLength: 1 }),
  destination: Type.String({ pattern: '^(in|out)\\.[A-Za-z0-9_-]{1,100}\\.[A-Za-z0-9_-]{1,100}$' }),
  primary_key: Type.Optional(Type.Array(Type.String({ minLength: 1 }))),
  incremental: Type.Optional(Type.Literal(false)),
});

/** A job's result names each of them, and the log takes no event of any size. */
const TABLES_MAX = 250;

const ConfigurationSchema = Type.Object({
  parameters: Type.Object({
    blocks: Type.Array(
      Type.Object({
        name: Type.String(),
        codes: Type.Array(Type.Object({ name: Type.String(), script: Type.Array(Type.String()) })),
      }),
      { minItems: 1 },
    ),
  }),
  storage: Type.Optional(
    Type.Object({
      input: Type.Optional(Type.Object({ tables: Type.Optional(Type.Array(InputTable, { maxItems: TABLES_MAX })) })),
      output: Type.Optional(Type.Object({ tables: Type.Optional(Type.Array(OutputMapping, { maxItems: TABLES_MAX })) })),
    }),
  ),
});

type Configuration = Static<typeof ConfigurationSchema>;

export interface TransformationConfiguration {
  readonly blocks: Configuration['parameters']['blocks'];
  readonly inputs: readonly Static<typeof InputTable>[];
  readonly outputs: readonly Static<typeof OutputMapping>[];
}

/** The fault of whoever wrote the configuration. */
export class ConfigurationInvalid extends Error {
  override readonly name = 'ConfigurationInvalid';
}

/** Nodes of a configuration that any component may have (contract 7.5). */
const NODES = new Set(['parameters', 'storage', 'runtime', 'variables_id', 'variables_values_id', 'shared_code_id', 'shared_code_row_ids', 'processors', 'authorization', 'image_parameters', 'action', 'artifacts']);

/**
 * Reads the configuration of a transformation (contract 7.5-7.7).
 * @throws ConfigurationInvalid naming the place.
 */
export const readTransformationConfiguration = (value: Json): TransformationConfiguration => {
  const unknown = typeof value === 'object' && value !== null ? Object.keys(value).find((key) => !NODES.has(key)) : undefined;
  if (unknown !== undefined) throw new ConfigurationInvalid(`Unrecognized option "${unknown}" under "container". Available options are "${[...NODES].join('", "')}".`);
  if (!Value.Check(ConfigurationSchema, value)) {
    const first = Value.Errors(ConfigurationSchema, value).First();
    const place = (first?.path ?? '').slice(1).replaceAll('/', '.');
    throw new ConfigurationInvalid(`Invalid configuration${place === '' ? '' : ` at "${place}"`}: ${(first?.message ?? 'unexpected value').toLowerCase()}.`);
  }
  const inputs = value.storage?.input?.tables ?? [];
  const outputs = value.storage?.output?.tables ?? [];
  assertUnique('input', inputs);
  assertUnique('output', outputs);
  return { blocks: value.parameters.blocks, inputs, outputs };
};

const assertUnique = (side: string, tables: readonly { readonly destination: string }[]): void => {
  const seen = new Set<string>();
  for (const { destination } of tables) {
    if (seen.has(destination.toLowerCase())) throw new ConfigurationInvalid(`The destination "${destination}" is used twice in the ${side} mapping.`);
    seen.add(destination.toLowerCase());
  }
};
