import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { BUILT_IN_COMPONENTS } from '@runledger/domain';
import { Answers, CurrentRequest, Public, StringField, type RequestContext } from '@runledger/service-kit';
import { componentBody } from '../component/component-body.js';
import { INDEX } from './index-schema.js';

class IndexQuery {
  @StringField({ description: '`components` leaves the component catalogue out' })
  exclude?: string;
}

/** Services that a client finds through the index (contract 1.1). On one plain origin all of them are that origin. */
const SERVICE_IDS = ['queue', 'scheduler', 'encryption', 'import', 'sync-actions', 'notification', 'files'] as const;

@Public()
@Controller('v2/storage')
export class IndexController {
  @Get()
  @ApiOperation({ summary: 'What this platform is and where its services are' })
  @Answers(200, INDEX)
  index(@Query() { exclude = '' }: IndexQuery, @CurrentRequest() { publicUrl }: RequestContext): object {
    const isWithout = exclude.split(',').includes('components');
    return {
      host: new URL(publicUrl).host,
      api: 'storage',
      version: 'v2',
      revision: 'runledger',
      documentation: `${publicUrl}/docs`,
      ...(isWithout ? {} : { components: BUILT_IN_COMPONENTS.map((component) => componentBody(component, publicUrl)) }),
      services: SERVICE_IDS.map((id) => ({ id, url: publicUrl })),
      features: ['queuev2'],
      urlTemplates: { orchestrationJob: `${publicUrl}/p/%%projectId%%/jobs/%%jobId%%` },
    };
  }
}
