import { JOB_MODES, type JobMode, type JsonObject } from '@runledger/contracts';
import { ChoiceField, Field, ForbidUnknownFields, JsonField, StringField, StringList } from '@runledger/service-kit';

/** Ids and small numbers that some clients send as numbers, some as strings. */
const TextOrNumber = (description: string): PropertyDecorator =>
  Field(
    {
      name: 'textOrNumber',
      rule: 'must be a string or a number',
      schema: { oneOf: [{ type: 'string' }, { type: 'number' }], description },
      read: (value) => (value === null || value === undefined || value === '' ? undefined : typeof value === 'number' ? String(value) : value),
      isValid: (value) => typeof value === 'string' && value.length <= 255,
    },
    { description },
  );

const isPlainObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Body of `POST /jobs` (contract 2.1). A field that the contract does not know is refused by name. */
@ForbidUnknownFields()
export class JobRequestBody {
  @StringField({ required: true, lengthMax: 255 })
  component = '';

  @TextOrNumber('Id of the configuration that runs')
  config?: string;

  @JsonField({ description: 'Runs instead of a stored configuration' })
  configData?: JsonObject;

  @StringList()
  configRowIds: readonly string[] = [];

  @ChoiceField(JOB_MODES)
  mode: JobMode = 'run';

  @TextOrNumber('Version tag of the component')
  tag?: string;

  @TextOrNumber('Branch id or `default`')
  branchId?: string;

  @Field({
    name: 'backend',
    rule: 'must be a size or an object with type, containerType and context',
    schema: { oneOf: [{ type: 'string' }, { type: 'object' }] },
    read: (value) => (value === null || value === '' || (Array.isArray(value) && value.length === 0) ? undefined : value),
    isValid: (value) => typeof value === 'string' || isPlainObject(value),
  })
  backend?: string | JsonObject;

  @TextOrNumber('`null`, a count or `infinity`')
  parallelism?: string;

  @JsonField()
  behavior?: JsonObject;

  @ChoiceField(['dind', 'k8sContainers'])
  executor?: string;

  @TextOrNumber('Values for the variables of the configuration')
  variableValuesId?: string;

  @JsonField()
  variableValuesData?: JsonObject;

  @StringField({ lengthMax: 2_000 })
  parentRunId?: string;

  @TextOrNumber('Flow that this job belongs to')
  orchestrationJobId?: string;

  @TextOrNumber('Task of the flow')
  orchestrationTaskId?: string;

  @TextOrNumber('Phase of the flow')
  orchestrationPhaseId?: string;

  @StringList()
  onlyOrchestrationTaskIds?: readonly string[];

  @TextOrNumber('Flow run that is repeated')
  previousJobId?: string;

  @TextOrNumber('Seconds, or a relative moment such as `+10 minutes`')
  delay?: string;

  @StringField({ description: 'Moment before which the job does not start' })
  delayedStartTime?: string;

  @StringField({ lengthMax: 255 })
  deduplicationId?: string;

  @StringField({ description: 'Chosen by the server; accepted and ignored' })
  type?: string;
}
