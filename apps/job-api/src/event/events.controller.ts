import { Get, Param, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { Answers, BooleanField, ChoiceField, CurrentToken, IntField, listOf, StorageController, StringField, type AuthenticatedToken } from '@runledger/service-kit';
import { EventFeed } from './event-feed.js';
import { EVENT } from './event-schema.js';

/** Filters of the event lists (contract 6.5). */
export class EventsQuery {
  @StringField({ lengthMax: 2_000 })
  runId?: string;

  @StringField({ lengthMax: 255 })
  component?: string;

  @StringField({ lengthMax: 255 })
  configurationId?: string;

  @StringField({ lengthMax: 1_000, description: 'Text that the message contains' })
  q?: string;

  @StringField({ lengthMax: 40, pattern: { matching: /^\d*$/, rule: 'has only digits' } })
  sinceId?: string;

  @StringField({ lengthMax: 40, pattern: { matching: /^\d*$/, rule: 'has only digits' } })
  maxId?: string;

  @IntField({ min: 1, max: 10_000 })
  limit = 100;

  @IntField({ min: 0, max: 10_000 })
  offset = 0;

  @ChoiceField(['asc', 'desc'])
  sortOrder: 'asc' | 'desc' = 'desc';

  @BooleanField({ description: 'Accepted: every event has a uuid here' })
  forceUuid?: boolean;
}

@StorageController('events')
export class EventsController {
  constructor(private readonly feed: EventFeed) {}

  @Get()
  @ApiOperation({ summary: 'Events of the project, newest first (contract 6.5)' })
  @Answers(200, listOf(EVENT))
  list(@CurrentToken() token: AuthenticatedToken, @Query() query: EventsQuery): Promise<readonly object[]> {
    return this.feed.list(token, query, undefined);
  }

  @Get(':event')
  @ApiOperation({ summary: 'One event, by id or uuid' })
  @Answers(200, EVENT)
  detail(@CurrentToken() token: AuthenticatedToken, @Param('event') id: string): Promise<object> {
    return this.feed.one(token, id);
  }
}

@StorageController('tables/:table/events')
export class TableEventsController {
  constructor(private readonly feed: EventFeed) {}

  @Get()
  @ApiOperation({ summary: 'Events of one table' })
  @Answers(200, listOf(EVENT))
  list(@CurrentToken() token: AuthenticatedToken, @Param('table') table: string, @Query() query: EventsQuery): Promise<readonly object[]> {
    return this.feed.list(token, query, table);
  }
}

@StorageController('buckets/:bucket/events')
export class BucketEventsController {
  constructor(private readonly feed: EventFeed) {}

  @Get()
  @ApiOperation({ summary: 'Events of one bucket' })
  @Answers(200, listOf(EVENT))
  list(@CurrentToken() token: AuthenticatedToken, @Param('bucket') bucket: string, @Query() query: EventsQuery): Promise<readonly object[]> {
    return this.feed.list(token, query, bucket);
  }
}
