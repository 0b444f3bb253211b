import { Get, Param, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { BUILT_IN_COMPONENTS } from '@runledger/domain';
import { mayUseComponent } from '@runledger/ledger-module';
import { Answers, BranchOfPath, CurrentRequest, CurrentToken, listOf, StorageController, StringList, type AuthenticatedToken, type RequestContext } from '@runledger/service-kit';
import { Configurations } from '../configuration/configurations.js';
import { componentBody } from './component-body.js';
import { COMPONENT, COMPONENT_WITH_CONFIGURATIONS } from './component-schema.js';
import { knownComponent } from './known-component.js';

class ComponentsQuery {
  @StringList({ separator: ',', description: '`configuration`, `rows`, `state`: parts of the configurations to include' })
  include: readonly string[] = [];

  @StringList({ description: 'Only components of these types' })
  componentType: readonly string[] = [];
}

@StorageController('components')
export class ComponentsController {
  constructor(private readonly configurations: Configurations) {}

  @Get()
  @ApiOperation({ summary: 'Components that have configurations, with them (contract 6.1)' })
  @Answers(200, listOf(COMPONENT_WITH_CONFIGURATIONS))
  async list(
    @CurrentToken() { projectId, rights }: AuthenticatedToken,
    @CurrentRequest() { publicUrl }: RequestContext,
    @BranchOfPath() branch: string,
    @Query() { include, componentType }: ComponentsQuery,
  ): Promise<readonly object[]> {
    const shown = BUILT_IN_COMPONENTS.filter(({ id, kind }) => mayUseComponent(rights, id) && (componentType.length === 0 || componentType.includes(kind)));
    const answers = shown.map(async (component) => ({
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
