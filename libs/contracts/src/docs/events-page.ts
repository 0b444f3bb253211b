import { TypeGuard, type TSchema } from '@sinclair/typebox';
import { EVENTS, isEventName, type EventName } from '../catalogue.js';
import { EnvelopeSchema } from '../envelope.js';
import { CONTEXTS, type Context } from '../event-contract.js';

const TITLES: Readonly<Record<Context, string>> = {
  log: 'The log itself',
  project: 'Projects, tokens and configurations',
  job: 'Jobs',
  storage: 'Storage',
  file: 'Files',
};

/** The page `docs/events.md`: every event that may stand in `project-log`, as its contract defines it. */
export const eventsPage = (): string => {
  const names = Object.keys(EVENTS).filter(isEventName);
  const sections = CONTEXTS.flatMap((context) => [
    `## ${TITLES[context]}`,
    ...names.filter((name) => EVENTS[name].context === context).map(eventSection),
  ]);
  return `${[INTRODUCTION, '## Around every event', tableOf(EnvelopeSchema), ...sections].join('\n\n')}\n`;
};

const INTRODUCTION = `# Events

Generated from the contracts in \`libs/contracts/src/events\` by \`node libs/contracts/scripts/write-events-page.mjs\`; a test compares.

All of these stand in the topic \`project-log\`, in the partition of their project. An event takes effect or is void where it stands:
the fold in \`libs/domain\` decides, the same for everybody who reads the log. Only the owners named here may append an event.`;

const eventSection = (name: EventName): string => {
  const { version, owners, meaning, schema } = EVENTS[name];
  return [`### ${name}`, `${meaning} Version ${version}, appended by ${owners.map(code).join(', ')}.`, tableOf(schema)].join(
    '\n\n',
  );
};

const tableOf = (schema: TSchema): string =>
  ['| field | value |', '| --- | --- |', ...rowsOf(schema, '').map(([field, value]) => `| ${code(field)} | ${value} |`)].join(
    '\n',
  );

/** Objects are told by their fields; everything else by one row. */
const rowsOf = (schema: TSchema, prefix: string): readonly (readonly [string, string])[] => {
  if (!TypeGuard.IsObject(schema)) return [[prefix, valueOf(schema)]];
  return Object.entries(schema.properties).flatMap(([name, field]) => {
    const optional = TypeGuard.IsOptional(field) ? ', optional' : '';
    return rowsOf(field, prefix === '' ? name : `${prefix}.${name}`).map(([path, value]) => [path, value + optional] as const);
  });
};

const code = (text: string): string => `\`${text}\``;

const valueOf = (schema: TSchema): string => {
  if (TypeGuard.IsUnion(schema)) return schema.anyOf.map(valueOf).join(' or ');
  if (TypeGuard.IsArray(schema)) return `list of ${valueOf(schema.items)}`;
  if (TypeGuard.IsRecord(schema)) return `values by name: ${Object.values(schema.patternProperties).map(valueOf).join(' or ')}`;
  if (TypeGuard.IsObject(schema))
    return `{ ${Object.entries(schema.properties)
      .map(([name, field]) => `${code(name)}: ${valueOf(field)}`)
      .join(', ')} }`;
  if (TypeGuard.IsLiteral(schema)) return code(JSON.stringify(schema.const));
  if (TypeGuard.IsString(schema))
    return schema.pattern === undefined ? 'string' : `string like ${code(schema.pattern.replaceAll('|', '\\|'))}`;
  if (TypeGuard.IsInteger(schema)) return integerOf(schema);
  if (TypeGuard.IsNull(schema)) return 'null';
  if (TypeGuard.IsBoolean(schema)) return 'boolean';
  return 'any JSON';
};

const integerOf = ({ minimum, maximum }: { readonly minimum?: number; readonly maximum?: number }): string =>
  ['integer', ...(minimum === undefined ? [] : [`from ${minimum}`]), ...(maximum === undefined ? [] : [`to ${maximum}`])].join(
    ' ',
  );
