import { Get, Headers } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { CurrentProject } from '@runledger/ledger-module';
import { Answers, ApiError, CurrentRequest, CurrentToken, presentedToken, StorageController, type AuthenticatedToken, type RequestContext } from '@runledger/service-kit';
import { projectOfToken, tokenBody } from './token-body.js';
import { TOKEN_WITH_PROJECT } from './token-schema.js';

/** Every client's first call: who am I, and what may I do (contract 1.3). */
@StorageController('tokens/verify')
export class TokenVerifyController {
  constructor(private readonly projects: CurrentProject) {}

  @Get()
  @ApiOperation({ summary: 'The token that asks, with its project and limits' })
  @Answers(200, TOKEN_WITH_PROJECT)
  verify(
    @CurrentToken() { projectId, tokenId }: AuthenticatedToken,
    @CurrentRequest() { publicUrl }: RequestContext,
    @Headers() headers: Readonly<Record<string, string>>,
  ): object {
    const project = this.projects.get(projectId);
    const token = project.tokens.get(tokenId);
    if (token === undefined) throw ApiError.tokenInvalid();
    return { ...tokenBody(token, publicUrl, presentedToken(headers)), ...projectOfToken(project, token) };
  }
}
