import { Body, Controller, HttpCode, Post, Query } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Json } from '@runledger/contracts';
import { ApiError, Public, SecretBox, StringField } from '@runledger/service-kit';

class EncryptionQuery {
  @StringField()
  componentId?: string;
}

/** Encrypts on behalf of clients that do so before they send a configuration (contract 6.12). Needs no token; nothing is kept. */
@Public()
@Controller('encrypt')
@ApiExcludeController()
export class EncryptionController {
  constructor(private readonly secrets: SecretBox) {}

  @Post()
  @HttpCode(200)
  encrypt(@Body() value: Json, @Query() { componentId = '' }: EncryptionQuery): Json {
    if (componentId === '') throw ApiError.badRequest('encryption.componentMissing', 'The query parameter componentId is required');
    return typeof value === 'string' ? this.secrets.encryptText(value) : this.secrets.encryptSecrets(value);
  }
}
