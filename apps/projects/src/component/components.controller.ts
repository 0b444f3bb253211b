import { Get, Inject, Param, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { ComponentId } from '@runledger/contracts';
import { BUILT_IN_COMPONENTS, catalogueOf, type Component } from '@runledger/domain';
import { Answers, ApiError, BranchOfPath, CurrentRequest, CurrentToken, listOf, StorageController, StringList, type AuthenticatedToken, type RequestContext } from '@runledger/service-kit';
import { Configurations } from '../configuration/configurations.js';
import { componentBody } from './component-body.js';
import { COMPONENT, COMPONENT_WITH_CONFIGURATIONS } from './component-schema.js';

const CATALOGUE = catalogueOf(BUILT_IN_COMPONENTS);

/** @throws ApiError 404 when the catalogue has no such component. */
export const knownComponent = (id: string): Component => {
  const component = CATALOGUE.get(id as ComponentId);
  if (component === undefined) throw ApiError.notFound('storage.components.notFound', `Component "${id}" was not found`);
  return component;
};

class ComponentsQuery {
  @StringList({ separator: ',', description: '`configuration`, `rows`, `state`: parts of the configurations to include' })
  include: readonly string[] = [];

  @StringList({ description: 'Only components of these types' })
  componentType: readonly string[] = [];
}

@StorageController('components')
export class ComponentsController {
  constructor(@Inject(Configurations) private readonly configurations: Configurations) {}

  @Get()
  @ApiOperation({ summary: 'Components that have configurations, with them (contract 6.1)' })
  @Answers(200, listOf(COMPONENT_WITH_CONFIGURATIONS))
  async list(
    @CurrentToken() { projectId }: AuthenticatedToken,
    @CurrentRequest() { publicUrl }: RequestContext,
    @BranchOfPath() branch: string,
    @Query() { include, componentType }: ComponentsQuery,
  ): Promise<readonly object[]> {
    const answers = BUILT_IN_COMPONENTS.filter(({ kind }) => componentType.length === 0 || componentType.includes(kind)).map(async (component) => ({
      ...componentBody(component, publicUrl),
      configurations: await this.configurations.list(projectId, branch, component.id, include),
    }));
    return (await Promise.all(answers)).filter(({ configurations }) => configurations.length > 0);
  }

  @Get(':component')
  @ApiOperation({ summary: 'One component of the catalogue' })
  @Answers(200, COMPONENT)
  detail(@CurrentRequest() { publicUrl }: RequestContext, @Param('component') id: string): object {
    return componentBody(knownComponent(id), publicUrl);
  }
}
