import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { BranchId, ProjectId, TokenId, TokenRights } from '@runledger/contracts';
import { newEvent } from '@runledger/event-log';
import { secretHashOf, serviceActor, tokenText } from '@runledger/ledger-module';
import { say, UsageError, type Command } from '../command.js';
import { OPERATOR_TIMEOUT_MS, withLedger } from '../with-ledger.js';

const MASTER: TokenRights = {
  isMasterToken: true,
  canManageBuckets: true,
  canManageTokens: true,
  canReadAllFileUploads: true,
  canPurgeTrash: true,
  bucketPermissions: {},
  componentAccess: [],
};

const SECRET_BYTES = 24;

export const createProject: Command = {
  name: 'project create',
  synopsis: '--name NAME [--json]',
  meaning: 'Create a project and its master token, which is shown this once',
  run: async (args, config) => {
    const { values } = parseArgs({ args: [...args], options: { name: { type: 'string' }, json: { type: 'boolean', default: false } } });
    const { name, json } = values;
    if (name === undefined || name === '') throw new UsageError('project create needs --name');
    return withLedger(config, async (ledger) => {
      const actor = serviceActor('cli');
      const project = (await ledger.newId()) as ProjectId;
      const defaultBranchId = (await ledger.newId()) as BranchId;
      const tokenId = (await ledger.newId()) as TokenId;
      const secret = randomBytes(SECRET_BYTES).toString('base64url');
      await ledger.append(newEvent('ProjectCreated', { project, aggregate: `project:${project}`, actor, data: { name, defaultBranchId } }), OPERATOR_TIMEOUT_MS);
      const data = { tokenId, description: 'Master token', secretHash: secretHashOf(secret), rights: MASTER, expiresAtMs: null };
      await ledger.append(newEvent('TokenCreated', { project, aggregate: `token:${tokenId}`, actor, data }), OPERATOR_TIMEOUT_MS);
      const token = tokenText(project, tokenId, secret);
      say(json ? JSON.stringify({ projectId: project, token }) : `Project ${project} "${name}"\nMaster token ${token}`);
      return 0;
    });
  },
};
