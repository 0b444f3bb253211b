import { Modal, Select } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type JSX } from 'react';
import { PlatformError } from '../api/platform-error.js';
import type { ConfigurationRef } from '../api/platform.js';
import type { ComponentWithConfigurations } from '../api/responses.js';
import { Failure } from '../page-state/page-state.js';
import { useProject } from '../project/project-context.js';

// A component id has no slash, so that the first one separates it from whatever the configuration is called.
const valueOf = (component: string, config: string): string => `${component}/${config}`;
const choiceOf = (value: string): ConfigurationRef => {
  const slash = value.indexOf('/');
  return { component: value.slice(0, slash), config: value.slice(slash + 1) };
};

const optionsOf = (components: readonly ComponentWithConfigurations[]) =>
  components.map(({ id, name, configurations }) => ({
    group: name,
    items: configurations.map((configuration) => ({
      value: valueOf(id, configuration.id),
      label: `${configuration.name} (${configuration.id})`,
    })),
  }));

/** Picks a configuration, starts a job of it and goes to that job. */
export function RunDialog({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const project = useProject();
  const navigate = useNavigate();
  const [value, setValue] = useState<string | null>(null);
  const components = useQuery({
    queryKey: [project.id, 'configurations'],
    queryFn: ({ signal }) => project.platform.listConfigurations(signal),
  });
  const run = useMutation({
    mutationKey: [project.id, 'run'],
    mutationFn: (choice: ConfigurationRef) => project.platform.runConfiguration(choice),
    onSuccess: (job) => navigate({ to: '/p/$project/jobs/$jobId', params: { project: project.id, jobId: job.id }, search: {} }),
  });
  const options = components.data === undefined ? [] : optionsOf(components.data);
  const isEmpty = components.data !== undefined && options.every(({ items }) => items.length === 0);

  return (
    <Modal opened onClose={onClose} title="Run a configuration" classNames={{ content: 'dialog-with-list' }}>
      {components.error instanceof PlatformError ? (
        <Failure error={components.error} retry={() => void components.refetch()} />
      ) : (
        <form
          className="dialog"
          onSubmit={(event) => {
            event.preventDefault();
            if (value !== null) run.mutate(choiceOf(value));
          }}
        >
          <Select
            label="Configuration"
            placeholder={components.isPending ? 'Loading the configurations' : 'Pick one, or type to search'}
            data={options}
            value={value}
            onChange={setValue}
            disabled={components.isPending || isEmpty}
            searchable
            comboboxProps={{ withinPortal: false }}
            withScrollArea={false}
            classNames={{ options: 'dialog-options' }}
            nothingFoundMessage="No configuration of that name"
            error={run.error?.message}
            data-autofocus
          />
          {isEmpty && (
            <p className="muted">There are no configurations yet. Create one through the Storage API, then come back.</p>
          )}
          <div className="dialog__buttons">
            <button type="button" className="button" onClick={onClose}>
              Cancel
            </button>
            <button type="submit" className="button button--primary" disabled={value === null || run.isPending}>
              Run
            </button>
          </div>
        </form>
      )}
    </Modal>
  );
}
