import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo, useState, type JSX } from 'react';
import type { Job } from '../api/responses.js';
import { Page, type Crumb } from '../frame/page.js';
import { PageHeading } from '../frame/page-heading.js';
import { JsonPanel } from '../json/json-panel.js';
import { useLive, type Freshness } from '../live/use-live.js';
import { Failure, SkeletonRows } from '../page-state/page-state.js';
import { useProject } from '../project/project-context.js';
import { JobCallout } from './job-callout.js';
import { AttemptsCard, CreditsCard, MappingCard } from './job-cards.js';
import { JobEvents } from './job-events.js';
import { nameOf, parametersOf, resultOf } from './job-facts.js';
import { JobHeader } from './job-header.js';
import { JobSummary } from './job-summary.js';
import { TerminateDialog } from './terminate-dialog.js';

const EVERY_MS = 1_000;

const route = getRouteApi('/p/$project/jobs/$jobId');

export function JobPage(): JSX.Element {
  const project = useProject();
  const { jobId } = route.useParams();
  const above: readonly Crumb[] = [{ word: 'Jobs', link: { to: '/p/$project/jobs', params: { project: project.id } } }];
  const {
    data: job,
    error,
    freshness,
    retry,
  } = useLive({
    key: ['job', jobId],
    read: (signal) => project.platform.readJob(jobId, signal),
    everyMs: (job) => (job?.isFinished === true ? null : EVERY_MS),
  });

  return (
    <Page title={`Job ${jobId}`} above={above}>
      {job !== undefined ? (
        <OpenJob key={job.id} job={job} freshness={freshness} />
      ) : (
        <>
          <div className="heading">
            <PageHeading>Job {jobId}</PageHeading>
          </div>
          {error === null ? <SkeletonRows /> : <Failure error={error} retry={retry} />}
        </>
      )}
    </Page>
  );
}

function OpenJob({ job, freshness }: { readonly job: Job; readonly freshness: Freshness }): JSX.Element {
  const project = useProject();
  const [isTerminating, setIsTerminating] = useState(false);
  const slots = useQuery({
    queryKey: [project.id, 'slots'],
    queryFn: ({ signal }) => project.platform.readSlots(signal),
    enabled: job.waitingReason !== null,
  });
  const shown = useMemo(() => ({ ...parametersOf(job), result: resultOf(job) }), [job]);

  return (
    <>
      <JobHeader job={job} freshness={freshness} onTerminate={() => setIsTerminating(true)} />
      <JobSummary job={job} />
      <div className="job-columns">
        <div className="job-columns__main">
          <JobCallout job={job} slotLimit={slots.data?.limit ?? null} />
          <JobEvents job={job} />
        </div>
        <aside className="job-columns__side" aria-label={`About ${nameOf(job)}`}>
          <CreditsCard job={job} />
          <JsonPanel title="Parameters & results" value={shown} fileName={`job-${job.id}.json`} />
          <MappingCard job={job} />
          <AttemptsCard job={job} />
        </aside>
      </div>
      {isTerminating && <TerminateDialog job={job} onClose={() => setIsTerminating(false)} />}
    </>
  );
}
