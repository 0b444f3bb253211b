import type { Actor, DomainEvent, EventOf, ProjectId, ServiceName, TokenId } from '@runledger/contracts';
import { aConfiguration, aToken, id } from '@runledger/domain/testing';
import { newEvent } from '../new-event.js';

export const serviceActor = (service: ServiceName): Actor => ({ service, tokenId: null, tokenDescription: null });

/** A project of this id exists. */
export const projectCreated = (project: string): EventOf<'ProjectCreated'> & DomainEvent =>
  newEvent('ProjectCreated', {
    project: id<ProjectId>(project),
    aggregate: `project:${project}`,
    actor: serviceActor('projects'),
    data: { name: `project ${project}`, defaultBranchId: id('100') },
  });

export const tokenCreated = (project: string, tokenId: string): EventOf<'TokenCreated'> & DomainEvent =>
  newEvent('TokenCreated', {
    project: id<ProjectId>(project),
    aggregate: `token:${tokenId}`,
    actor: serviceActor('projects'),
    data: aToken(id<TokenId>(tokenId)),
  });

export const configurationCreated = (project: string, configurationId: string): EventOf<'ConfigurationCreated'> & DomainEvent =>
  newEvent('ConfigurationCreated', {
    project: id<ProjectId>(project),
    aggregate: `configuration:${configurationId}`,
    actor: serviceActor('projects'),
    data: aConfiguration(configurationId),
  });
