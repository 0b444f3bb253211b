import { Controller } from '@nestjs/common';
import { EventPattern, Payload } from '@nestjs/microservices';
import { TOPICS, type Offset } from '@runledger/contracts';
import type { Batch, JobLogRecord } from '@runledger/event-log';
import { ProjectedModels } from './projected-models.js';

/** Where the project log enters its projection: one batch per call, in order per partition. */
@Controller()
export class ProjectionController {
  constructor(private readonly models: ProjectedModels) {}

  @EventPattern<string>(TOPICS.projectLog.name)
  project(@Payload() batch: Batch): Promise<Offset | undefined> {
    return this.models.project(TOPICS.projectLog.name, batch);
  }
}

/** Where the job logs enter theirs. */
@Controller()
export class JobLogProjectionController {
  constructor(private readonly models: ProjectedModels) {}

  @EventPattern<string>(TOPICS.jobLogs.name)
  project(@Payload() batch: Batch<JobLogRecord>): Promise<Offset | undefined> {
    return this.models.project(TOPICS.jobLogs.name, batch);
  }
}
