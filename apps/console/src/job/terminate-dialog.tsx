import { Modal } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { JSX } from 'react';
import { PlatformError } from '../api/platform-error.js';
import type { Job } from '../api/responses.js';
import { useProject } from '../project/project-context.js';
import { nameOf } from './job-facts.js';

interface TerminateDialogProps {
  readonly job: Job;
  readonly onClose: () => void;
}

const alreadyFinished = (error: Error): boolean =>
  error instanceof PlatformError && error.message.includes('not in one of killable states');

/** Asks once, naming what will be stopped. That the job had finished meanwhile is no error for the one who asked. */
export function TerminateDialog({ job, onClose }: TerminateDialogProps): JSX.Element {
  const project = useProject();
  const queries = useQueryClient();
  const terminate = useMutation({
    mutationKey: [project.id, 'terminate', job.id],
    mutationFn: () => project.platform.terminateJob(job.id),
    onSettled: () => queries.invalidateQueries({ queryKey: [project.id] }),
    onSuccess: (answered) => {
      queries.setQueryData([project.id, 'job', job.id], answered);
      onClose();
    },
  });
  const isOver = terminate.error !== null && alreadyFinished(terminate.error);

  return (
    <Modal opened onClose={onClose} title={`Terminate job ${job.id}?`}>
      <div className="dialog">
        {isOver ? (
          <p role="status">It had already finished.</p>
        ) : (
          <p>
            {job.startTime === null
              ? `${nameOf(job)} has not started. It will be cancelled: nothing will have run.`
              : `${nameOf(job)} is running. It will be stopped; output that it has already written stays.`}
          </p>
        )}
        {terminate.error !== null && !isOver && (
          <p className="dialog__problem s-error" role="alert">
            {terminate.error.message}
          </p>
        )}
        <div className="dialog__buttons">
          <button type="button" className="button" onClick={onClose}>
            {isOver ? 'Close' : 'Keep it'}
          </button>
          {!isOver && (
            <button
              type="button"
              className="button button--stop"
              disabled={terminate.isPending}
              onClick={() => terminate.mutate()}
              data-autofocus
            >
              Terminate
            </button>
          )}
        </div>
      </div>
    </Modal>
  );
}
