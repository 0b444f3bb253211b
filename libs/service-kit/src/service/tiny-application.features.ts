import { Body, Controller, Delete, Get, Header, HttpCode, Module, Param, Post, Query } from '@nestjs/common';
import { CurrentToken, type AuthenticatedToken } from '../auth/authenticated-token.js';
import { Public } from '../auth/token-guard.js';
import { ApiError } from '../errors/api-error.js';
import { CurrentRequest, type RequestContext } from '../http/request-context.js';
import { BranchOfPath, StorageController } from '../http/storage-controller.js';
import { ForbidUnknownFields } from '../validation/dto.js';
import { BooleanField, IntField, JsonField, ObjectList, StringField, StringList } from '../validation/fields.js';

/** An application with one handler for each thing that the kit does for handlers. */
class ColumnDefinition {
  @StringField({ required: true }) name = '';
}

class NewBucket {
  @StringField({ required: true, lengthMax: 64 }) name = '';
  @BooleanField() isPublic = false;
  @StringList({ separator: ',' }) tags: readonly string[] = [];
  @JsonField() configuration: Readonly<Record<string, unknown>> = {};
  @ObjectList(() => ColumnDefinition) columns: readonly ColumnDefinition[] = [];
}

class BucketSearch {
  @StringList() status: readonly string[] = [];
  @IntField({ min: 1, max: 500 }) limit = 100;
}

@StorageController('buckets')
class Buckets {
  @Get()
  search(@Query() search: BucketSearch, @BranchOfPath() branch: string): unknown {
    return { ...search, branch };
  }

  @Post()
  create(@Body() bucket: NewBucket): unknown {
    return bucket;
  }

  @Get(':id')
  detail(@Param('id') id: string): never {
    throw ApiError.notFound('storage.buckets.notFound', `bucket "${id}" was not found`, { id });
  }

  @Delete(':id')
  @HttpCode(204)
  drop(): void {}
}

@ForbidUnknownFields()
class NewJob {
  @StringField({ required: true }) component = '';
}

export const failures = {
  defect: new TypeError('password of the database'),
  away: new Error('connect ECONNREFUSED 10.0.0.1:9092'),
};

@Controller('jobs')
class Jobs {
  @Post()
  create(@Body() job: NewJob): unknown {
    return job;
  }

  @Get()
  @Header('content-type', 'application/json')
  stored(): string {
    return '{"from":"the read store"}';
  }

  @Get('who')
  who(@CurrentToken() token: AuthenticatedToken, @CurrentRequest() request: RequestContext): unknown {
    return { token: token.description, runId: request.runId, publicUrl: request.publicUrl };
  }

  @Get('defect')
  defect(): never {
    throw failures.defect;
  }

  @Get('away')
  away(): never {
    throw Object.assign(failures.away, { code: 'KAFKA_UNAVAILABLE' });
  }
}

@Controller('runledger/v1')
class Own {
  @Public()
  @Get('query')
  query(): never {
    throw ApiError.badRequest('queryInvalid', 'There is no field "stat"', { from: 0, to: 4, suggestion: 'status' });
  }
}

@Module({ controllers: [Buckets, Jobs, Own] })
export class TinyModule {}
