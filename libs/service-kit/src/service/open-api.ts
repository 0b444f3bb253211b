import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

/** The OpenAPI document of a created application; needs no started one. */
export function openApiOf(app: INestApplication, title: string): OpenAPIObject {
  const security = 'storageApiToken';
  const outline = new DocumentBuilder()
    .setTitle(title)
    .setVersion('1')
    .addApiKey({ type: 'apiKey', name: 'X-StorageApi-Token', in: 'header' }, security)
    .addSecurityRequirements(security)
    .build();
  return SwaggerModule.createDocument(app, outline);
}
