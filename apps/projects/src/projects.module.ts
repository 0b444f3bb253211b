import { Module, type DynamicModule } from '@nestjs/common';
import { LedgerModule } from '@runledger/ledger-module';
import type { ServiceConfig } from '@runledger/service-kit';
import { ComponentsController } from './component/components.controller.js';
import { ConfigurationsController } from './configuration/configurations.controller.js';
import { Configurations } from './configuration/configurations.js';
import { EncryptionController } from './encryption/encryption.controller.js';
import { IndexController } from './index/index.controller.js';
import { projectsProjection } from './projects-projection.js';
import { BranchesController } from './project/branches.controller.js';
import { TicketsController } from './project/tickets.controller.js';
import { TokenVerifyController } from './token/token-verify.controller.js';
import { Tokens } from './token/tokens.js';
import { TokensController } from './token/tokens.controller.js';

@Module({})
export class ProjectsModule {
  static forService(config: ServiceConfig): DynamicModule {
    return {
      module: ProjectsModule,
      imports: [LedgerModule.forService({ service: 'projects', contexts: ['project'], config, projection: projectsProjection })],
      controllers: [IndexController, TokenVerifyController, TokensController, ComponentsController, ConfigurationsController, BranchesController, TicketsController, EncryptionController],
      providers: [Configurations, Tokens],
    };
  }
}
