import { Link } from '@tanstack/react-router';
import { useEffect, useRef, type JSX } from 'react';
import type { TableVersion } from '../api/responses.js';
import { serverNowMs } from '../api/server-clock.js';
import { JobLink } from '../job/job-link.js';
import { useLive } from '../live/use-live.js';
import { EmptyState, Failure, SkeletonRows } from '../page-state/page-state.js';
import { useProject } from '../project/project-context.js';
import { agoWords } from '../wording/instant.js';
import { Time } from '../wording/time.js';
import { changeSentence, jobOfRun, sizeWords } from './version-words.js';

const EVERY_MS = 3_000;

interface TableVersionsProps {
  readonly tableId: string;
  /** The version that the address points at. */
  readonly wanted: number | null;
}

/** Who made which version, when, from what; newest first. Nothing is ever overwritten, so the list only grows. */
export function TableVersions({ tableId, wanted }: TableVersionsProps): JSX.Element {
  const project = useProject();
  const { data, error, retry } = useLive({
    key: ['table-versions', tableId],
    read: (signal) => project.platform.listTableVersions(tableId, signal),
    everyMs: EVERY_MS,
  });
  if (data === undefined) return error === null ? <SkeletonRows count={4} /> : <Failure error={error} retry={retry} />;
  if (data.items.length === 0) return <EmptyState>This table has no version yet.</EmptyState>;
  return (
    <ol className="versions" aria-label="Versions, newest first">
      {data.items.map((version, place) => (
        <Version key={version.version} version={version} isCurrent={place === 0} isWanted={version.version === wanted} />
      ))}
    </ol>
  );
}

interface VersionProps {
  readonly version: TableVersion;
  readonly isCurrent: boolean;
  readonly isWanted: boolean;
}

function Version({ version, isCurrent, isWanted }: VersionProps): JSX.Element {
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isWanted) item.current?.scrollIntoView({ block: 'nearest' });
  }, [isWanted]);
  return (
    <li ref={item} className={isWanted ? 'version version--wanted' : 'version'}>
      <span className={isCurrent ? 'version__dot version__dot--current' : 'version__dot'} aria-hidden="true" />
      <div className="version__what">
        <h2>
          Version {version.version}
          {isCurrent && <span className="tag">current</span>}
          {isWanted && <span className="tag">linked here</span>}
        </h2>
        <p>{changeSentence(version)}</p>
      </div>
      <div className="version__when">
        <Time at={version.created} />
        <span className="muted">{agoWords(version.created, serverNowMs())}</span>
      </div>
      <div className="version__who">
        <span dir="auto">{version.creatorToken.description ?? `Token ${version.creatorToken.id}`}</span>
        <Origins version={version} />
      </div>
      <div className="version__size">{sizeWords(version)}</div>
    </li>
  );
}

/** Where the version came from: component job, storage job, file. */
function Origins({ version: { runId, storageJobId, fileId } }: { readonly version: TableVersion }): JSX.Element {
  const project = useProject();
  return (
    <span className="version__origins">
      {runId !== null && (
        <span>
          Job <JobLink jobId={jobOfRun(runId)} className="mono" />
        </span>
      )}
      {storageJobId !== null && (
        <span>
          Storage job{' '}
          <Link
            className="mono"
            to="/p/$project/storage/jobs/$storageJobId"
            params={{ project: project.id, storageJobId: String(storageJobId) }}
          >
            {storageJobId}
          </Link>
        </span>
      )}
      {fileId !== null && (
        <span>
          File{' '}
          <Link className="mono" to="/p/$project/files/$fileId" params={{ project: project.id, fileId: String(fileId) }}>
            {fileId}
          </Link>
        </span>
      )}
    </span>
  );
}
