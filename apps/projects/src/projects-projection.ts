import { configurationKey, type Change, type Configuration, type ConfigurationVersion } from '@runledger/domain';
import { defineModel, documentOf, type DocumentChange, type Projection } from '@runledger/read-models';

/** Every version that a configuration ever had. */
export const CONFIGURATION_VERSIONS = defineModel({
  name: 'configuration_versions',
  version: 1,
  keys: { configuration: 'string', version: 'number' },
  indexes: [['configuration', 'version']],
});

/** Body of a document of `configuration_versions`; what the API answers is made of it and of the configuration's identity. */
export type StoredVersion = ConfigurationVersion;

export const versionsKeyOf = ({ branchId, componentId, id }: Configuration): string => configurationKey(branchId, componentId, id);

const documentsOf = (change: Change): readonly DocumentChange[] => {
  if (change.kind !== 'configurationVersion') return [];
  const { project, configuration, version } = change;
  const key = versionsKeyOf(configuration);
  const body: StoredVersion = version;
  return [
    documentOf(CONFIGURATION_VERSIONS, {
      project: project.id,
      // The moment of creation keeps a configuration that was purged and made again apart from its former life.
      id: `${key}@${configuration.createdMs}/${version.version}`,
      keys: { configuration: `${key}@${configuration.createdMs}`, version: version.version },
      body: JSON.stringify(body),
    }),
  ];
};

export const projectsProjection: Projection = {
  owner: 'projects',
  models: [CONFIGURATION_VERSIONS],
  contexts: ['project'],
  concerns: ['configurationVersion'],
  documentsOf,
};
