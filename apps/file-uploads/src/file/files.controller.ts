import { Body, Delete, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { ProjectId } from '@runledger/contracts';
import type { File } from '@runledger/domain';
import { actorOf } from '@runledger/ledger-module';
import {
  Answers,
  CurrentRequest,
  CurrentToken,
  listOf,
  StorageController,
  type AuthenticatedToken,
  type RequestContext,
} from '@runledger/service-kit';
import { fileBody, type FileBody } from './file-body.js';
import { FileCredentials, type FileAddress } from './file-credentials.js';
import { FileList } from './file-list.js';
import { FileDetailQuery, FileListQuery, FilePreparation, FileTag } from './file-request.js';
import { FILE, PREPARED_FILE } from './file-schema.js';
import { Files, type Asker } from './files.js';

/** Files: their bytes are handed over by the blob endpoint, everything else is here (contract section 4). */
@StorageController('files')
export class FilesController {
  constructor(
    private readonly files: Files,
    private readonly listed: FileList,
    private readonly credentials: FileCredentials,
  ) {}

  @Post('prepare')
  @ApiOperation({ summary: 'Announce a file and get what its upload needs (contract 4.2)' })
  @Answers(201, PREPARED_FILE)
  async prepare(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() request: RequestContext,
    @Body() preparation: FilePreparation,
  ): Promise<object> {
    const file = await this.files.prepare(askerOf(token, request), preparation, request.runId ?? null);
    return this.withUpload(token.projectId, request, file);
  }

  @Get()
  @ApiOperation({ summary: 'Files that the token may see, newest first (contract 4.1)' })
  @Answers(200, listOf(FILE))
  async list(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() request: RequestContext,
    @Query() query: FileListQuery,
  ): Promise<readonly object[]> {
    const files = await this.listed.find(token, query);
    return files.map((file) => this.withUrl(addressOf(token.projectId, request, file), file));
  }

  @Get(':file')
  @ApiOperation({ summary: 'One file; with `federationToken` also the credentials that open it' })
  @Answers(200, FILE)
  async detail(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() request: RequestContext,
    @Param('file') id: string,
    @Query() { federationToken }: FileDetailQuery,
  ): Promise<object> {
    const file = fileBody(await this.files.detail(token, id));
    const address = addressOf(token.projectId, request, file);
    return { ...this.withUrl(address, file), ...(federationToken ? this.credentials.downloadOf(address) : {}) };
  }

  @Delete(':file')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a file with its bytes' })
  remove(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() request: RequestContext,
    @Param('file') id: string,
  ): Promise<void> {
    return this.files.remove(askerOf(token, request), id);
  }

  @Post(':file/tags')
  @HttpCode(204)
  @ApiOperation({ summary: 'Add a tag' })
  addTag(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() request: RequestContext,
    @Param('file') id: string,
    @Body() { tag }: FileTag,
  ): Promise<void> {
    return this.files.addTag(askerOf(token, request), id, tag);
  }

  @Delete(':file/tags/:tag')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take a tag away' })
  removeTag(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() request: RequestContext,
    @Param('file') id: string,
    @Param('tag') tag: string,
  ): Promise<void> {
    return this.files.removeTag(askerOf(token, request), id, tag);
  }

  @Put(':file/refresh')
  @ApiOperation({ summary: 'New credentials for an upload that takes long' })
  @Answers(200, PREPARED_FILE)
  async refresh(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() request: RequestContext,
    @Param('file') id: string,
  ): Promise<object> {
    return this.withUpload(token.projectId, request, await this.files.owned(token, id));
  }

  @Post(':file/refresh')
  @HttpCode(200)
  @ApiOperation({ summary: 'The same, for clients that post' })
  @Answers(200, PREPARED_FILE)
  refreshByPost(
    @CurrentToken() token: AuthenticatedToken,
    @CurrentRequest() request: RequestContext,
    @Param('file') id: string,
  ): Promise<object> {
    return this.refresh(token, request, id);
  }

  private withUrl(address: FileAddress, file: FileBody): object {
    return { ...file, url: this.credentials.urlOf(address) };
  }

  private withUpload(project: ProjectId, request: RequestContext, file: File): object {
    const body = fileBody(file);
    const address = addressOf(project, request, body);
    // What a storage job wrote is not written to by anybody else.
    const access =
      file.storageJobId === null ? { absUploadParams: this.credentials.uploadOf(address) } : this.credentials.downloadOf(address);
    return { ...this.withUrl(address, body), ...access };
  }
}

const askerOf = (token: AuthenticatedToken, request: RequestContext): Asker => ({
  token,
  actor: actorOf('file-uploads', token, request),
});

const addressOf = (project: ProjectId, { publicUrl }: RequestContext, file: FileAddress['file']): FileAddress => ({
  publicUrl,
  project,
  file,
});
