import type { Job, JobResult, StorageEvent } from '../api/responses.js';
import { tokenWords } from '../wording/token.js';

/** The result once there is one: the platform says `[]` before. */
export function resultOf({ result }: Pick<Job, 'result'>): Partial<JobResult> {
  return 'message' in result ? result : {};
}

/** What a job is called: its configuration's name, else the configuration's id. */
export function nameOf(job: Pick<Job, 'configurationName' | 'config'>): string {
  return job.configurationName ?? job.config ?? 'Run without a configuration';
}

/** Who speaks in an event of a job: its component by name, a part of the platform by its word. */
export function sourceOf(event: Pick<StorageEvent, 'component'>, job: Pick<Job, 'component' | 'componentName'>): string {
  const { component } = event;
  if (component === job.component || component === 'component') return job.componentName;
  return component.charAt(0).toUpperCase() + component.slice(1);
}

/** Two letters that stand for a component: of the words of its name, else the first two. */
export function markOf(name: string): string {
  const words = name.split(/[\s._-]+/).filter((word) => word !== '');
  const [first = '?', second] = words;
  return (second === undefined ? first.slice(0, 2) : `${first.charAt(0)}${second.charAt(0)}`).toUpperCase();
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

function byWhom({ terminationRequested }: Job): string {
  return terminationRequested === null ? '' : ` by ${tokenWords(terminationRequested.token)}`;
}

/** The second line of a finished job's row: why it is not simply a success. Null when there is nothing to say. */
export function outcomeNote(job: Job): { readonly text: string; readonly isLoud: boolean } | null {
  const message = resultOf(job).message;
  switch (job.status) {
    case 'error':
    case 'warning':
      return message === undefined ? null : { text: firstLine(message), isLoud: true };
    case 'terminated':
      return { text: `Stopped${byWhom(job)}, may have written output`, isLoud: false };
    case 'cancelled':
      return { text: `Cancelled${byWhom(job)} before it started. Nothing ran.`, isLoud: false };
    case 'created':
    case 'waiting':
    case 'processing':
    case 'terminating':
    case 'success':
      return null;
  }
}

/** Exactly what the job was asked to do, as it was asked. */
export function parametersOf(job: Job): Readonly<Record<string, unknown>> {
  const asked: Record<string, unknown> = {
    mode: job.mode,
    component: job.component,
    config: job.config,
    branchId: job.branchId,
    tag: job.tag,
    parallelism: job.parallelism,
    configRowIds: job.configRowIds,
    configData: job.configData,
    variableValuesId: job.variableValuesId,
    variableValuesData: job.variableValuesData,
    backend: job.backend,
    behavior: job.behavior,
  };
  return Object.fromEntries(Object.entries(asked).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return true;
  if (typeof value !== 'object') return false;
  return Object.values(value).every(isEmpty);
}
