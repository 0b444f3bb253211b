import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { TOPICS, type Offset } from '@runledger/contracts';
import type { Batch } from '@runledger/event-log';
import { ProjectedModels } from './projected-models.js';

/** Where the log enters the projection: one batch per call, in order per partition. */
@Controller()
export class ProjectionController {
  constructor(private readonly models: ProjectedModels) {}

  @EventPattern<string>(TOPICS.projectLog.name)
  project(@Payload() batch: Batch): Promise<Offset | undefined> {
    return this.models.project(batch);
  }
}
