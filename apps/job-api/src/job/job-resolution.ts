import { isJsonObject, type BranchId, type ComponentId, type ConfigurationId, type DataOf, type JobId, type JobRequest, type Json, type JsonObject, type Payload, type TokenId } from '@runledger/contracts';
import { BUILT_IN_COMPONENTS, catalogueOf, configurationKey, lockKeyOf, readMoment, type Component, type Configuration, type ProjectState } from '@runledger/domain';
import { ApiError } from '@runledger/service-kit';
import type { JobRequestBody } from './job-request.js';

const CATALOGUE = catalogueOf(BUILT_IN_COMPONENTS);
const RUN_ID = /^[A-Za-z0-9_-]{1,100}(\.[A-Za-z0-9_-]{1,100})*$/;
const DEPTH_MAX = 100;
const DELAY_SECONDS_MAX = 366 * 24 * 3600;

/** Where the content of a job comes from. */
export interface JobSource {
  readonly component: Component;
  readonly branchId: BranchId;
  readonly configuration: Configuration | undefined;
}

/**
 * Finds the component and the configuration that a request names (contract 2.10).
 * @throws ApiError 400 or 404 naming what is wrong.
 */
export const sourceOf = (project: ProjectState, body: JobRequestBody): JobSource => {
  const component = CATALOGUE.get(body.component as ComponentId);
  if (component === undefined) throw ApiError.badRequest('componentNotFound', `Component "${body.component}" was not found`);
  const branchId = body.branchId === undefined || body.branchId === 'default' ? project.defaultBranchId : (body.branchId as BranchId);
  if (branchId !== project.defaultBranchId) throw ApiError.badRequest('branchNotFound', `Branch "${branchId}" was not found`);
  if (body.config === undefined) {
    if (body.configData === undefined) throw ApiError.badRequest('validationError', 'One of "config" and "configData" must be set');
    return { component, branchId, configuration: undefined };
  }
  const configuration = project.configurations.get(configurationKey(branchId, component.id, body.config as ConfigurationId));
  if (configuration === undefined || configuration.isDeleted) {
    throw ApiError.notFound('configurationNotFound', `Configuration "${body.config}" of component "${component.id}" was not found`);
  }
  if (configuration.current.isDisabled && body.mode === 'run') {
    throw ApiError.badRequest('configurationDisabled', `Configuration "${body.config}" of component "${component.id}" is disabled.`);
  }
  return { component, branchId, configuration };
};

/**
 * Content that the request itself gives. Beside a configuration an empty one is none: one client always sends `configData: []`
 * (contract 2.1).
 */
export const ownContentOf = ({ config, configData }: JobRequestBody): JsonObject | undefined =>
  config !== undefined && configData !== undefined && Object.keys(configData).length === 0 ? undefined : configData;

/** Run ids above the new job (contract 2.10). The parent need not exist: the relation is weak. */
export const parentRunIdOf = (body: JobRequestBody, header: string | undefined): string => {
  const parent = body.parentRunId === undefined || body.parentRunId === '' ? (header ?? '') : body.parentRunId;
  if (parent !== '' && !RUN_ID.test(parent)) throw ApiError.badRequest('validationError', 'The field parentRunId must be ids joined by dots', { field: 'parentRunId' });
  if (parent.split('.').length > DEPTH_MAX) throw ApiError.badRequest('validationError', `A job may have at most ${DEPTH_MAX} ancestors`, { field: 'parentRunId' });
  return parent;
};

/** Before this moment the job does not start; null when it may start at once. */
export const notBeforeOf = ({ delay, ...body }: JobRequestBody, nowMs: number): number | null => {
  const delayedStartTime = body.delayedStartTime === '' ? undefined : body.delayedStartTime;
  if (delay !== undefined && delayedStartTime !== undefined) throw ApiError.badRequest('validationError', 'Only one of "delay" and "delayedStartTime" may be set');
  if (delay === undefined && delayedStartTime === undefined) return null;
  const isSeconds = delay !== undefined && /^\d{1,9}$/.test(delay);
  const moment = isSeconds ? nowMs + Number(delay) * 1000 : readMoment(delay ?? delayedStartTime ?? '', nowMs);
  const field = delay === undefined ? 'delayedStartTime' : 'delay';
  if (moment === undefined) throw ApiError.badRequest('validationError', `The field ${field} is no moment in time`, { field });
  if (moment > nowMs + DELAY_SECONDS_MAX * 1000) throw ApiError.badRequest('validationError', `The field ${field} is more than a year away`, { field });
  return moment;
};

export interface ResolvedJob {
  readonly id: JobId;
  readonly tokenId: TokenId;
  readonly parentRunId: string;
  readonly notBeforeMs: number | null;
  /** The content that runs, secrets encrypted: as value for what is read out of it, as payload for the log. */
  readonly content: Json;
  readonly contentPayload: Payload;
  readonly configDataPayload: Payload | null;
}

/** Everything that `JobCreated` freezes. Pure: the same request on the same state gives the same job. */
export const jobCreatedData = (body: JobRequestBody, { component, branchId, configuration }: JobSource, resolved: ResolvedJob): DataOf<'JobCreated'> => {
  const { id, parentRunId, content } = resolved;
  const configurationId = configuration?.id ?? null;
  const runtime = objectAt(content, 'runtime');
  return {
    jobId: id,
    runId: parentRunId === '' ? id : `${parentRunId}.${id}`,
    parentRunId,
    ancestors: parentRunId === '' ? [] : (parentRunId.split('.') as JobId[]),
    mode: body.mode,
    componentId: component.id,
    kind: component.kind,
    branchId,
    configurationId,
    // With its own content the job does not depend on the stored version.
    configurationVersion: resolved.configDataPayload === null ? (configuration?.current.version ?? null) : null,
    configurationName: configuration?.current.name ?? null,
    configuration: resolved.contentPayload,
    lockKey: lockKeyOf({ branchId, componentId: component.id, configurationId, kind: component.kind, tokenId: resolved.tokenId }),
    notBeforeMs: resolved.notBeforeMs,
    deduplicationId: body.deduplicationId === undefined || body.deduplicationId === '' ? null : body.deduplicationId,
    request: requestOf(body, component, runtime, resolved.configDataPayload),
  };
};

const requestOf = (body: JobRequestBody, component: Component, runtime: JsonObject, configData: Payload | null): JobRequest => ({
  configRowIds: [...body.configRowIds],
  configData,
  tag: body.tag ?? textAt(runtime, 'tag') ?? textAt(runtime, 'image_tag') ?? component.tag,
  variableValuesId: body.variableValuesId ?? null,
  variableValues: variableValuesOf(body),
  backend: { ...backendOf(runtime['backend']), ...backendOf(body.backend) },
  onError: onErrorOf(body),
  parallelism: parallelismOf(body),
  executor: body.executor ?? null,
  orchestrationJobId: body.orchestrationJobId ?? null,
  orchestrationTaskId: body.orchestrationTaskId ?? null,
  orchestrationPhaseId: body.orchestrationPhaseId ?? null,
  onlyOrchestrationTaskIds: body.onlyOrchestrationTaskIds === undefined ? null : [...body.onlyOrchestrationTaskIds],
  previousJobId: body.previousJobId ?? null,
});

const objectAt = (value: Json | undefined, key: string): JsonObject => {
  const found = isJsonObject(value) ? value[key] : undefined;
  return isJsonObject(found) ? found : {};
};

const textAt = (value: JsonObject, key: string): string | undefined => {
  const found = value[key];
  return typeof found === 'string' && found !== '' ? found : undefined;
};

/** A size alone is the size of the container (contract 2.10). */
const backendOf = (value: Json | undefined): JobRequest['backend'] => {
  if (typeof value === 'string') return { containerType: value };
  if (!isJsonObject(value)) return {};
  const { type, containerType, context } = value;
  return {
    ...(typeof type === 'string' ? { type } : {}),
    ...(typeof containerType === 'string' ? { containerType } : {}),
    ...(typeof context === 'string' ? { context } : {}),
  };
};

const ON_ERROR = ['stop', 'warning', 'fail'];

const onErrorOf = ({ behavior }: JobRequestBody): string | null => {
  const onError = behavior?.['onError'] ?? null;
  if (onError === null) return null;
  if (typeof onError === 'string' && ON_ERROR.includes(onError)) return onError;
  throw ApiError.badRequest('validationError', `The field behavior.onError must be one of ${ON_ERROR.join(', ')}`, { field: 'behavior.onError' });
};

const parallelismOf = ({ parallelism }: JobRequestBody): string | null => {
  if (parallelism === undefined) return null;
  if (parallelism === 'infinity' || (/^\d{1,3}$/.test(parallelism) && Number(parallelism) <= 100)) return parallelism;
  throw ApiError.badRequest('validationError', 'The field parallelism must be a count from 0 to 100 or "infinity"', { field: 'parallelism' });
};

const variableValuesOf = ({ variableValuesId, variableValuesData }: JobRequestBody): JobRequest['variableValues'] => {
  if (variableValuesData === undefined) return [];
  const values = variableValuesData['values'] ?? [];
  const list: readonly Json[] = Array.isArray(values) ? values : [];
  if (list.length > 0 && variableValuesId !== undefined) throw ApiError.badRequest('validationError', 'Only one of "variableValuesId" and "variableValuesData" may be set');
  return list.map((item) => {
    if (isJsonObject(item) && typeof item['name'] === 'string' && typeof item['value'] === 'string') return { name: item['name'], value: item['value'] };
    throw ApiError.badRequest('validationError', 'The field variableValuesData.values must be a list of objects with name and value', { field: 'variableValuesData.values' });
  });
};
