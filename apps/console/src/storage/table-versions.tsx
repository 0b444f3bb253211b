import { Link } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, type JSX } from 'react';
import type { TableVersion } from '../api/responses.js';
import { serverNowMs } from '../api/server-clock.js';
import { JobLink } from '../job/job-link.js';
import { useLivePages } from '../live/use-live.js';
import { EmptyState, Failure, SkeletonRows } from '../page-state/page-state.js';
import { useProject } from '../project/project-context.js';
import { agoWords } from '../wording/instant.js';
import { Time } from '../wording/time.js';
import { tokenWords } from '../wording/token.js';
import { changeSentence, jobOfRun, sizeWords } from './version-words.js';

const PAGE_SIZE = 100;
const EVERY_MS = 3_000;

interface TableVersionsProps {
  readonly tableId: string;
  /** The version that the address points at. */
  readonly wanted: number | null;
}

/** Who made which version, when, from what; newest first. Nothing is ever overwritten, so the list only grows. */
export function TableVersions({ tableId, wanted }: TableVersionsProps): JSX.Element {
  const project = useProject();
  const list = useLivePages({
    key: ['table-versions', tableId],
    read: (before, signal) =>
      project.platform.listTableVersions(tableId, before === undefined ? undefined : Number(before), PAGE_SIZE, signal),
    next: ({ items }) => (items.length < PAGE_SIZE ? undefined : String(items.at(-1)?.version)),
    everyMs: EVERY_MS,
  });
  const versions = useMemo(() => list.data?.flatMap(({ items }) => items), [list.data]);
  if (versions === undefined)
    return list.error === null ? <SkeletonRows count={4} /> : <Failure error={list.error} retry={list.retry} />;
  if (versions.length === 0) return <EmptyState>This table has no version yet.</EmptyState>;
  return (
    <>
      <ol className="versions" aria-label="Versions, newest first">
        {versions.map((version, place) => (
          <Version key={version.version} version={version} isCurrent={place === 0} isWanted={version.version === wanted} />
        ))}
      </ol>
      {list.hasOlder && (
        <div className="list-foot">
          <button type="button" className="button button--small" disabled={list.isLoadingOlder} onClick={list.loadOlder}>
            Load older versions
          </button>
        </div>
      )}
    </>
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
        <span dir="auto">{tokenWords(version.creatorToken)}</span>
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
