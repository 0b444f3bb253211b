import { Body, Delete, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { isJsonObject, type JsonObject, type TokenRights } from '@runledger/contracts';
import { actorOf, CurrentProject } from '@runledger/ledger-module';
import {
  Answers,
  ApiError,
  BooleanField,
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
import { projectOfToken, tokenBody } from './token-body.js';
import { TOKEN, TOKEN_WITH_PROJECT } from './token-schema.js';
import { Tokens } from './tokens.js';

const EXPIRY_SECONDS_MAX = 10 * 365 * 24 * 3600;

class TokenCreation {
  @StringField({ lengthMax: 1000 })
  description = '';

  @JsonField({ description: 'Bucket id to `read`, `write` or `manage`' })
  bucketPermissions: JsonObject = {};

  @StringList()
  componentAccess: readonly string[] = [];

  @BooleanField()
  canManageBuckets = false;

  @BooleanField()
  canReadAllFileUploads = false;

  @BooleanField()
  canPurgeTrash = false;

  @BooleanField()
  canManageTokens = false;

  @IntField({ min: 1, max: EXPIRY_SECONDS_MAX, description: 'Seconds until the token expires; absent: never' })
  expiresIn?: number;
}

const PERMISSIONS = ['read', 'write', 'manage'] as const;
type Permission = (typeof PERMISSIONS)[number];

/** @throws ApiError 400 naming the bucket. */
const permissionsOf = (given: JsonObject): TokenRights['bucketPermissions'] => {
  const entries = Object.entries(isJsonObject(given) ? given : {}).map(([bucket, value]): [string, Permission] => {
    const permission = PERMISSIONS.find((each) => each === value);
    if (permission === undefined) throw ApiError.badRequest('storage.tokens.validation', `bucketPermissions.${bucket} must be one of ${PERMISSIONS.join(', ')}`);
    return [bucket, permission];
  });
  return Object.fromEntries(entries);
};

@StorageController('tokens', { branch: false })
export class TokensController {
  constructor(
    private readonly tokens: Tokens,
    private readonly projects: CurrentProject,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Tokens that the asking one may see' })
  @Answers(200, listOf(TOKEN))
  async list(@CurrentToken() asker: AuthenticatedToken, @CurrentRequest() { publicUrl }: RequestContext): Promise<readonly object[]> {
    return (await this.tokens.visibleTo(asker)).map((token) => tokenBody(token, publicUrl));
  }

  @Post()
  @ApiOperation({ summary: 'Create a token; its secret is shown this once' })
  @Answers(201, TOKEN)
  async create(@CurrentToken() asker: AuthenticatedToken, @CurrentRequest() request: RequestContext, @Body() body: TokenCreation): Promise<object> {
    const { description, bucketPermissions, expiresIn, componentAccess, ...rights } = body;
    const { token, secret } = await this.tokens.create(asker, actorOf('projects', asker, request), {
      description,
      expiresAtMs: expiresIn === undefined ? null : Date.now() + expiresIn * 1000,
      rights: { ...rights, isMasterToken: false, bucketPermissions: permissionsOf(bucketPermissions), componentAccess: [...componentAccess] },
    });
    return tokenBody(token, request.publicUrl, secret);
  }

  @Get(':token')
  @ApiOperation({ summary: 'One token with its project' })
  @Answers(200, TOKEN_WITH_PROJECT)
  async detail(@CurrentToken() asker: AuthenticatedToken, @CurrentRequest() { publicUrl }: RequestContext, @Param('token') id: string): Promise<object> {
    const token = await this.tokens.detail(asker, id);
    return { ...tokenBody(token, publicUrl), ...projectOfToken(this.projects.get(asker.projectId), token) };
  }

  @Post(':token/refresh')
  @HttpCode(200)
  @ApiOperation({ summary: 'Give a token a new secret; the old one is dead at once' })
  @Answers(200, TOKEN)
  async refresh(@CurrentToken() asker: AuthenticatedToken, @CurrentRequest() request: RequestContext, @Param('token') id: string): Promise<object> {
    const { token, secret } = await this.tokens.refresh(asker, actorOf('projects', asker, request), id);
    return tokenBody(token, request.publicUrl, secret);
  }

  @Delete(':token')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a token' })
  remove(@CurrentToken() asker: AuthenticatedToken, @CurrentRequest() request: RequestContext, @Param('token') id: string): Promise<void> {
    return this.tokens.remove(asker, actorOf('projects', asker, request), id);
  }
}
