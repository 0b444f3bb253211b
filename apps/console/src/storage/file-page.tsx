import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { JSX } from 'react';
import { PlatformError } from '../api/platform-error.js';
import type { StoredFile } from '../api/responses.js';
import { serverNowMs } from '../api/server-clock.js';
import { Page, type Crumb } from '../frame/page.js';
import { PageHeading } from '../frame/page-heading.js';
import { JobLink } from '../job/job-link.js';
import { Failure, SkeletonRows } from '../page-state/page-state.js';
import { useProject } from '../project/project-context.js';
import { bytesWords, countWords } from '../wording/quantity.js';
import { Time } from '../wording/time.js';
import { tokenWords } from '../wording/token.js';
import { Fact, Facts } from './facts.js';
import { lifetimeWords } from './file-lifetime.js';
import { jobOfRun } from './version-words.js';

const route = getRouteApi('/p/$project/files/$fileId');

export function FilePage(): JSX.Element {
  const project = useProject();
  const { fileId } = route.useParams();
  const above: readonly Crumb[] = [{ word: 'Files', link: { to: '/p/$project/files', params: { project: project.id } } }];
  const {
    data: file,
    error,
    refetch,
  } = useQuery({
    queryKey: [project.id, 'file', fileId],
    queryFn: ({ signal }) => project.platform.readFile(fileId, signal),
  });
  return (
    <Page title={`File ${fileId}`} above={above}>
      {file !== undefined ? (
        <OpenFile key={file.id} file={file} />
      ) : (
        <>
          <div className="heading">
            <PageHeading>File {fileId}</PageHeading>
          </div>
          {error instanceof PlatformError ? <Failure error={error} retry={() => void refetch()} /> : <SkeletonRows />}
        </>
      )}
    </Page>
  );
}

function OpenFile({ file }: { readonly file: StoredFile }): JSX.Element {
  return (
    <>
      <div className="heading">
        <div className="heading__title">
          <PageHeading>
            <span dir="auto">{file.name}</span>
          </PageHeading>
          <p className="heading__facts">
            File <span className="mono">{file.id}</span>
          </p>
        </div>
        {file.sizeBytes !== null && (
          <div className="heading__end">
            <a className="button" href={file.url} download={file.name}>
              <IconDownload size={16} stroke={1.6} aria-hidden />
              Download
            </a>
          </div>
        )}
      </div>
      <Facts label="About this file">
        <Fact word="Size">
          {file.sizeBytes === null ? (
            <span className="muted">no data was uploaded</span>
          ) : (
            `${bytesWords(file.sizeBytes)} (${countWords(file.sizeBytes)} bytes)`
          )}
        </Fact>
        <Fact word="Uploaded">
          <Time at={file.created} as="full" />
        </Fact>
        <Fact word="Created by">
          <span dir="auto">{tokenWords(file.creatorToken)}</span>
        </Fact>
        <Fact word="Kept">{lifetimeWords(file, serverNowMs())}</Fact>
        <Fact word="Tags">
          {file.tags.length === 0 ? (
            <span className="muted">none</span>
          ) : (
            file.tags.map((tag) => (
              <span key={tag} className="tag">
                {tag}
              </span>
            ))
          )}
        </Fact>
        <Fact word="Run ID">
          {file.runId === null ? <span className="muted">none</span> : <JobLink jobId={jobOfRun(file.runId)} className="mono" />}
        </Fact>
        <Fact word="Stored">{file.isSliced ? 'in slices: the download is their list' : 'in one piece'}</Fact>
      </Facts>
    </>
  );
}
