import { Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Ledger } from '@runledger/event-log';
import { Answers, objectOf, StorageController, TEXT } from '@runledger/service-kit';

@StorageController('tickets', { branch: false })
export class TicketsController {
  constructor(private readonly ledger: Ledger) {}

  @Post()
  @ApiOperation({ summary: 'A new id, unique across the installation (contract 6.4)' })
  @Answers(201, objectOf({ id: TEXT }))
  async create(): Promise<{ readonly id: string }> {
    return { id: await this.ledger.newId() };
  }
}
