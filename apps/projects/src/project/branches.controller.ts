import { Get, Param } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import type { ProjectState } from '@runledger/domain';
import { branchOf, CurrentProject, storageTime } from '@runledger/ledger-module';
import { Answers, CurrentToken, listOf, StorageController, type AuthenticatedToken } from '@runledger/service-kit';
import { BRANCH } from './branch-schema.js';

const branchBody = ({ defaultBranchId, createdMs }: ProjectState): object => ({
  id: Number(defaultBranchId),
  name: 'Main',
  description: '',
  created: storageTime(createdMs),
  isDefault: true,
  creatorToken: null,
});

@StorageController('dev-branches', { branch: false })
export class BranchesController {
  constructor(private readonly projects: CurrentProject) {}

  @Get()
  @ApiOperation({ summary: 'Branches of the project' })
  @Answers(200, listOf(BRANCH))
  list(@CurrentToken() { projectId }: AuthenticatedToken): readonly object[] {
    return [branchBody(this.projects.get(projectId))];
  }

  @Get(':branch')
  @ApiOperation({ summary: 'One branch, by id or as `default`' })
  @Answers(200, BRANCH)
  detail(@CurrentToken() { projectId }: AuthenticatedToken, @Param('branch') branch: string): object {
    const project = this.projects.get(projectId);
    branchOf(project, branch);
    return branchBody(project);
  }
}
