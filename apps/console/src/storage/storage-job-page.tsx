import { getRouteApi, Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import type { StorageJob } from '../api/responses.js';
import { Page, type Crumb } from '../frame/page.js';
import { PageHeading } from '../frame/page-heading.js';
import { JobLink } from '../job/job-link.js';
import { JsonPanel } from '../json/json-panel.js';
import { LiveMark } from '../live/live-mark.js';
import { useLive, type Freshness } from '../live/use-live.js';
import { Failure, SkeletonRows } from '../page-state/page-state.js';
import { useProject } from '../project/project-context.js';
import { StatusLabel } from '../status/status-label.js';
import { Time } from '../wording/time.js';
import { tokenWords } from '../wording/token.js';
import { Fact, Facts } from './facts.js';
import { dataWords, fileOf, isOpen } from './storage-job-facts.js';
import { StorageRunTime } from './storage-run-time.js';
import { TableLink } from './table-link.js';
import { jobOfRun } from './version-words.js';

const EVERY_MS = 1_000;

const route = getRouteApi('/p/$project/storage/jobs/$storageJobId');

export function StorageJobPage(): JSX.Element {
  const project = useProject();
  const { storageJobId } = route.useParams();
  const above: readonly Crumb[] = [
    { word: 'Storage jobs', link: { to: '/p/$project/storage/jobs', params: { project: project.id } } },
  ];
  const {
    data: job,
    error,
    freshness,
    retry,
  } = useLive({
    key: ['storage-job', storageJobId],
    read: (signal) => project.platform.readStorageJob(storageJobId, signal),
    everyMs: (job) => (job !== undefined && !isOpen(job) ? null : EVERY_MS),
  });
  return (
    <Page title={`Storage job ${storageJobId}`} above={above}>
      {job !== undefined ? (
        <OpenStorageJob key={job.id} job={job} freshness={freshness} />
      ) : (
        <>
          <div className="heading">
            <PageHeading>Storage job {storageJobId}</PageHeading>
          </div>
          {error === null ? <SkeletonRows /> : <Failure error={error} retry={retry} />}
        </>
      )}
    </Page>
  );
}

function OpenStorageJob({ job, freshness }: { readonly job: StorageJob; readonly freshness: Freshness }): JSX.Element {
  const project = useProject();
  const fileId = fileOf(job);
  return (
    <>
      <div className="heading">
        <div className="heading__title">
          <div className="heading__line">
            <PageHeading>{job.operationName}</PageHeading>
            <StatusLabel status={job.status} badge />
          </div>
          <p className="heading__facts">
            Storage job <span className="mono">{job.id}</span> <LiveMark freshness={freshness} />
          </p>
        </div>
      </div>
      {job.error !== undefined && (
        <section className="callout s-error" aria-label="Error">
          <div>
            <b>The storage job failed</b>
            <pre className="callout__message" dir="auto">
              {job.error.message}
            </pre>
            <p className="muted">
              <span className="mono">{job.error.code}</span>, exception id <span className="mono">{job.error.exceptionId}</span>
            </p>
          </div>
        </section>
      )}
      <div className="detail-columns">
        <Facts label="About this storage job">
          <Fact word="Table">
            {job.tableId === null ? <span className="muted">none</span> : <TableLink tableId={job.tableId} />}
          </Fact>
          <Fact word="Run ID">
            {job.runId === null ? <span className="muted">none</span> : <JobLink jobId={jobOfRun(job.runId)} className="mono" />}
          </Fact>
          <Fact word="File ID">
            {fileId === null ? (
              <span className="muted">none</span>
            ) : (
              <Link className="mono" to="/p/$project/files/$fileId" params={{ project: project.id, fileId }}>
                {fileId}
              </Link>
            )}
          </Fact>
          <Fact word="Data">{dataWords(job) || <span className="muted">none</span>}</Fact>
          <Fact word="Created by">
            <span dir="auto">{tokenWords(job.creatorToken)}</span>
          </Fact>
          <Fact word="Created">
            <Time at={job.createdTime} as="full" />
          </Fact>
          <Fact word="Start">
            {job.startTime === null ? <span className="muted">not started</span> : <Time at={job.startTime} as="full" />}
          </Fact>
          <Fact word="End">
            {job.endTime === null ? <span className="muted">open</span> : <Time at={job.endTime} as="full" />}
          </Fact>
          <Fact word="Duration">
            <StorageRunTime job={job} />
          </Fact>
        </Facts>
        <div>
          <JsonPanel
            title="Parameters & results"
            value={{ ...job.operationParams, results: job.results }}
            fileName={`storage-job-${job.id}.json`}
          />
          {isOpen(job) && (
            <p className="muted">
              Storage jobs cannot be terminated{job.runId === null ? '' : '; the job that started this one can'}.
            </p>
          )}
        </div>
      </div>
    </>
  );
}
