import { Body, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { ConfigurationId, JsonObject } from '@runledger/contracts';
import { actorOf } from '@runledger/ledger-module';
import {
  Answers,
  BooleanField,
  BranchOfPath,
  CurrentRequest,
  CurrentToken,
  IntField,
  JsonField,
  listOf,
  StorageController,
  StringField,
  StringList,
  type AuthenticatedToken,
  type RequestContext,
} from '@runledger/service-kit';
import { usableComponent } from '../component/known-component.js';
import { ALL_PARTS } from './configuration-body.js';
import { CONFIGURATION, CONFIGURATION_VERSION } from './configuration-schema.js';
import { Configurations, type ConfigurationPath } from './configurations.js';

class ConfigurationUpdate {
  @StringField({ lengthMin: 1, lengthMax: 255 })
  name?: string;

  @StringField({ lengthMax: 65_535 })
  description?: string;

  @JsonField({ description: 'Content; values under keys that begin with # are encrypted' })
  configuration?: JsonObject;

  @BooleanField()
  isDisabled?: boolean;

  @StringList()
  rowsSortOrder?: readonly string[];

  @StringField()
  changeDescription?: string;
}

class ConfigurationCreation extends ConfigurationUpdate {
  @StringField({ required: true, lengthMax: 255 })
  override name = '';

  @StringField({ lengthMin: 1, lengthMax: 255, pattern: { matching: /^[A-Za-z0-9_.-]+$/, rule: 'has only letters, digits, dots, dashes and underscores' } })
  configurationId?: string;

  @JsonField()
  state: JsonObject = {};
}

class VersionsQuery {
  @IntField({ min: 1, max: 1_000 })
  limit = 100;

  @IntField({ min: 0, max: 1_000_000 })
  offset = 0;
}

const pathOf = (token: AuthenticatedToken, branch: string, component: string): ConfigurationPath => ({
  projectId: token.projectId,
  branch,
  componentId: usableComponent(token, component).id,
});

@StorageController('components/:component/configs')
export class ConfigurationsController {
  constructor(private readonly configurations: Configurations) {}

  @Get()
  @ApiOperation({ summary: 'Configurations of a component (contract 6.2)' })
  @Answers(200, listOf(CONFIGURATION))
  list(@CurrentToken() token: AuthenticatedToken, @BranchOfPath() branch: string, @Param('component') component: string): Promise<readonly object[]> {
    return this.configurations.list(token.projectId, branch, usableComponent(token, component).id, ALL_PARTS);
  }

  @Post()
  @ApiOperation({ summary: 'Create a configuration' })
  @Answers(201, CONFIGURATION)
  create(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() request: RequestContext,
    @BranchOfPath() branch: string,
    @Param('component') component: string,
    @Body() { configurationId, state, ...content }: ConfigurationCreation,
  ): Promise<object> {
    return this.configurations.create(pathOf(token, branch, component), actorOf('projects', token, request), configurationId, content, state);
  }

  @Get(':configuration')
  @ApiOperation({ summary: 'One configuration' })
  @Answers(200, CONFIGURATION)
  detail(
    @CurrentToken() token: AuthenticatedToken,
    @BranchOfPath() branch: string,
    @Param('component') component: string,
    @Param('configuration') id: ConfigurationId,
  ): Promise<object> {
    return this.configurations.detail(pathOf(token, branch, component), id);
  }

  @Put(':configuration')
  @ApiOperation({ summary: 'Write the next version of a configuration' })
  @Answers(200, CONFIGURATION)
  update(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() request: RequestContext,
    @BranchOfPath() branch: string,
    @Param('component') component: string,
    @Param('configuration') id: ConfigurationId,
    @Body() content: ConfigurationUpdate,
  ): Promise<object> {
    return this.configurations.update(pathOf(token, branch, component), actorOf('projects', token, request), id, content);
  }

  @Delete(':configuration')
  @HttpCode(204)
  @ApiOperation({ summary: 'Move a configuration to the trash, or, deleted again, away from it' })
  remove(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() request: RequestContext,
    @BranchOfPath() branch: string,
    @Param('component') component: string,
    @Param('configuration') id: ConfigurationId,
  ): Promise<void> {
    return this.configurations.remove(pathOf(token, branch, component), actorOf('projects', token, request), id);
  }

  @Get(':configuration/versions')
  @ApiOperation({ summary: 'All versions of a configuration, newest first' })
  @Answers(200, listOf(CONFIGURATION_VERSION))
  versions(
    @CurrentToken() token: AuthenticatedToken,
    @BranchOfPath() branch: string,
    @Param('component') component: string,
    @Param('configuration') id: ConfigurationId,
    @Query() page: VersionsQuery,
  ): Promise<readonly object[]> {
    return this.configurations.versions(pathOf(token, branch, component), id, page);
  }

  @Get(':configuration/versions/:version')
  @ApiOperation({ summary: 'One version of a configuration' })
  @Answers(200, CONFIGURATION)
  version(
    @CurrentToken() token: AuthenticatedToken,
    @BranchOfPath() branch: string,
    @Param('component') component: string,
    @Param('configuration') id: ConfigurationId,
    @Param('version') version: string,
  ): Promise<object> {
    return this.configurations.version(pathOf(token, branch, component), id, Number(version));
  }
}
