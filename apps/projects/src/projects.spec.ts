import { createProject, createToken, eventually, startService, type ServiceUnderTest, type TestProject } from '@runledger/ledger-module/testing';
import { projects } from './projects.js';

const CONFIGS = '/v2/storage/branch/default/components/runledger.noop/configs';

describe('projects', () => {
  let service: ServiceUnderTest;
  let project: TestProject;

  beforeAll(async () => {
    service = await startService(projects);
    project = await createProject();
  });

  afterAll(() => service.stop());

  const get = (path: string, token = project.token) => service.call('GET', path, { token });
  const create = async (body: object): Promise<{ readonly id: string; readonly version: number; readonly configuration: object }> =>
    (await service.call('POST', CONFIGS, { token: project.token, body })).body as { id: string; version: number; configuration: object };

  describe('the index', () => {
    it('is public, lists the services, and leaves the catalogue out when asked to', async () => {
      const { status, body } = await service.call('GET', '/v2/storage/');
      expect([status, body]).toEqual([200, expect.objectContaining({ api: 'storage', version: 'v2', components: expect.any(Array) as unknown, services: expect.any(Array) as unknown })]);
      expect((await service.call('GET', '/v2/storage?exclude=components')).body).not.toHaveProperty('components');
    });
  });

  describe('tokens', () => {
    it('a token that was created a moment ago by another process is valid', async () => {
      const another = await createProject();
      const { status, body } = await get('/v2/storage/tokens/verify', another.token);
      expect([status, body]).toEqual([200, expect.objectContaining({ token: another.token, isMasterToken: true, owner: expect.objectContaining({ id: Number(another.id), defaultBackend: 'snowflake' }) as unknown })]);
    });

    it('a secret is told once, works, is replaced by a refresh and dies with the token', async () => {
      const made = (await service.call('POST', '/v2/storage/tokens', { token: project.token, body: { description: 'limited', bucketPermissions: { 'in.c-a': 'read' } } })).body as { id: string; token: string };
      expect((await get('/v2/storage/tokens/verify', made.token)).body).toMatchObject({ description: 'limited', isMasterToken: false, bucketPermissions: { 'in.c-a': 'read' }, creatorToken: { description: 'Master token' } });
      expect((await get(`/v2/storage/tokens/${made.id}`)).body).not.toHaveProperty('token');
      const refreshed = (await service.call('POST', `/v2/storage/tokens/${made.id}/refresh`, { token: project.token })).body as { token: string };
      expect((await get('/v2/storage/tokens/verify', made.token)).status).toBe(401);
      expect((await get('/v2/storage/tokens/verify', refreshed.token)).status).toBe(200);
      expect((await service.call('DELETE', `/v2/storage/tokens/${made.id}`, { token: project.token })).status).toBe(204);
      expect((await get('/v2/storage/tokens/verify', refreshed.token)).status).toBe(401);
    });

    it('a limited token sees only itself and makes no others', async () => {
      const made = (await service.call('POST', '/v2/storage/tokens', { token: project.token, body: { description: 'alone' } })).body as { id: string; token: string };
      expect(((await get('/v2/storage/tokens', made.token)).body as readonly { id: string }[]).map(({ id }) => id)).toEqual([made.id]);
      expect((await service.call('POST', '/v2/storage/tokens', { token: made.token, body: {} })).status).toBe(403);
    });

    it('a token that manages tokens hands out only what it has, and never gets the secret of one that may do more', async () => {
      const make = (token: string, body: object) => service.call('POST', '/v2/storage/tokens', { token, body });
      const manager = (await make(project.token, { canManageTokens: true, bucketPermissions: { 'in.c-a': 'write' }, componentAccess: ['runledger.noop'] })).body as { id: string; token: string };
      for (const tooMuch of [{ canManageBuckets: true }, { bucketPermissions: { 'in.c-a': 'manage' } }, { bucketPermissions: { 'in.c-b': 'read' } }, { componentAccess: ['keboola.duckdb-transformation'] }]) {
        const { status, body } = await make(manager.token, tooMuch);
        expect([status, body]).toEqual([403, expect.objectContaining({ code: 'storage.tokens.cannotGrant' })]);
      }
      expect((await make(manager.token, { bucketPermissions: { 'in.c-a': 'read' }, componentAccess: ['runledger.noop'] })).status).toBe(201);
      const [, masterId = ''] = project.token.split('-');
      expect((await service.call('POST', `/v2/storage/tokens/${masterId}/refresh`, { token: manager.token })).status).toBe(403);
      expect((await get('/v2/storage/tokens/verify')).status).toBe(200);
    });

    it('an expired token is refused, and shown as expired', async () => {
      const made = (await service.call('POST', '/v2/storage/tokens', { token: project.token, body: { expiresIn: 1 } })).body as { id: string; token: string };
      await eventually(
        () => get('/v2/storage/tokens/verify', made.token),
        ({ status }) => status === 401,
      );
      expect((await get(`/v2/storage/tokens/${made.id}`)).body).toMatchObject({ isExpired: true });
    });

    it('is told to whoever presents it in either header', async () => {
      const { body } = await service.call('GET', '/v2/storage/tokens/verify', { headers: { authorization: `Bearer ${project.token}` } });
      expect(body).toMatchObject({ token: project.token, isMasterToken: true, canCreateJobs: true, isExpired: false });
    });

    it('the master token cannot be deleted', async () => {
      const [, masterId = ''] = project.token.split('-');
      expect((await service.call('DELETE', `/v2/storage/tokens/${masterId}`, { token: project.token })).status).toBe(403);
    });

    it('a permission that does not exist is refused, naming the bucket', async () => {
      const { status, text } = await service.call('POST', '/v2/storage/tokens', { token: project.token, body: { bucketPermissions: { 'in.c-a': 'own' } } });
      expect([status, text]).toEqual([400, expect.stringContaining('bucketPermissions.in.c-a')]);
    });
  });

  describe('configurations', () => {
    it('begin at version 1 and keep the order of their keys', async () => {
      const created = await create({ name: 'First', configuration: { zeta: 1, alpha: { y: 2, x: [1, 'two', null] } } });
      expect(created).toMatchObject({ version: 1, name: 'First', isDisabled: false, rows: [], state: {}, changeDescription: 'Configuration created' });
      expect(JSON.stringify(created.configuration)).toBe('{"zeta":1,"alpha":{"y":2,"x":[1,"two",null]}}');
    });

    it('accept form bodies with JSON in them, and an empty list for an empty object', async () => {
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      const form = await service.call('POST', CONFIGS, { token: project.token, headers, body: 'name=Form&configuration=%7B%22a%22%3A1%7D&isDisabled=1' });
      expect([form.status, form.body]).toEqual([201, expect.objectContaining({ configuration: { a: 1 }, isDisabled: true })]);
      expect(await create({ name: 'Php', configuration: [] })).toMatchObject({ configuration: {} });
    });

    it('never let a plain secret into the log', async () => {
      const created = await create({ name: 'Secret', configuration: { '#password': 'hunter2', nested: { '#key': 'KBC::ProjectSecure::already', plain: 'visible' } } });
      expect(created.configuration).toEqual({ '#password': expect.stringMatching(/^KBC::ProjectSecure::/) as unknown, nested: { '#key': 'KBC::ProjectSecure::already', plain: 'visible' } });
    });

    it('get a new version by every update, and keep the old ones', async () => {
      const { id } = await create({ name: 'Versions', configuration: { v: 1 } });
      const updated = await service.call('PUT', `${CONFIGS}/${id}`, { token: project.token, body: { configuration: { v: 2 }, changeDescription: 'second' } });
      expect([updated.status, updated.body]).toEqual([200, expect.objectContaining({ version: 2, name: 'Versions', configuration: { v: 2 }, changeDescription: 'second' })]);
      const versions = (await get(`${CONFIGS}/${id}/versions`)).body as readonly object[];
      expect(versions).toEqual([expect.objectContaining({ version: 2, changeDescription: 'second' }), expect.objectContaining({ version: 1, changeDescription: 'Configuration created' })]);
      expect((await get(`${CONFIGS}/${id}/versions/1`)).body).toMatchObject({ configuration: { v: 1 } });
      expect((await get(`${CONFIGS}/${id}/versions/3`)).body).toMatchObject({ code: 'storage.configuration.versionNotFound' });
    });

    it('are open to a limited token only where it has access to the component', async () => {
      const { id } = await create({ name: 'Guarded', configuration: {} });
      const [insider, outsider] = [await createToken(project, { componentAccess: ['runledger.noop'] }), await createToken(project)];
      expect((await get(`${CONFIGS}/${id}`, insider.token)).status).toBe(200);
      const refused = await get(`${CONFIGS}/${id}`, outsider.token);
      expect([refused.status, refused.body]).toEqual([403, expect.objectContaining({ code: 'storage.components.accessDenied' })]);
      expect((await service.call('PUT', `${CONFIGS}/${id}`, { token: outsider.token, body: { name: 'Taken' } })).status).toBe(403);
      expect((await get('/v2/storage/components?include=configuration', outsider.token)).body).toEqual([]);
      expect((await get('/v2/storage/components/runledger.noop', outsider.token)).status).toBe(200);
    });

    it('whose lists are too long for one record are refused', async () => {
      const rowsSortOrder = Array.from({ length: 1000 }, () => 'x'.repeat(1000));
      expect((await service.call('POST', CONFIGS, { token: project.token, body: { name: 'Endless', rowsSortOrder } })).body).toMatchObject({ code: 'requestTooLarge' });
    });

    it('that are changed by many at once lose no update', async () => {
      const { id } = await create({ name: 'Contended', configuration: {} });
      const updates = await Promise.all(['a', 'b', 'c', 'd'].map((description) => service.call('PUT', `${CONFIGS}/${id}`, { token: project.token, body: { description } })));
      const accepted = updates.filter(({ status }) => status === 200).length;
      expect(updates.every(({ status }) => status === 200 || status === 409)).toBe(true);
      expect((await get(`${CONFIGS}/${id}`)).body).toMatchObject({ version: 1 + accepted });
    });

    it('of 200 kB come back to the byte', async () => {
      const text = 'x'.repeat(200_000);
      const { id } = await create({ name: 'Large', configuration: { text } });
      expect((await get(`${CONFIGS}/${id}`)).body).toMatchObject({ configuration: { text } });
    });

    it('are listed with their component only when there are any, with the parts that were asked for', async () => {
      const other = await createProject();
      await eventually(
        () => get('/v2/storage/components', other.token),
        ({ status }) => status === 200,
      );
      expect((await get('/v2/storage/components', other.token)).body).toEqual([]);
      const listed = (await get('/v2/storage/components?include=configuration')).body as readonly { id: string; configurations: readonly object[] }[];
      expect(listed.map(({ id }) => id)).toEqual(['runledger.noop']);
      expect(listed[0]?.configurations[0]).toHaveProperty('configuration');
      expect(listed[0]?.configurations[0]).not.toHaveProperty('rows');
    });

    it('go to the trash first and away with the second deletion', async () => {
      const { id } = await create({ name: 'Doomed', configuration: {} });
      const path = `${CONFIGS}/${id}`;
      expect((await service.call('DELETE', path, { token: project.token })).status).toBe(204);
      expect((await get(path)).body).toMatchObject({ code: 'storage.configuration.notFound' });
      expect((await service.call('POST', CONFIGS, { token: project.token, body: { name: 'Again', configurationId: id } })).body).toMatchObject({ code: 'configurationAlreadyExists' });
      expect((await service.call('DELETE', path, { token: project.token })).status).toBe(204);
      expect(await create({ name: 'Again', configurationId: id })).toMatchObject({ id, version: 1 });
      expect((await get(`${path}/versions`)).body).toHaveLength(1);
    });
  });

  it('encrypts for clients without a token, and only what is under a # key', async () => {
    const { status, body } = await service.call('POST', '/encrypt?componentId=c&projectId=1', { body: { '#a': 'x', b: 'y' } });
    expect([status, body]).toEqual([200, { '#a': expect.stringMatching(/^KBC::ProjectSecure::/) as unknown, b: 'y' }]);
    expect((await service.call('POST', '/encrypt', { body: {} })).body).toMatchObject({ code: 400 });
  });

  it('gives out ids that are unique', async () => {
    const tickets = await Promise.all(Array.from({ length: 150 }, () => service.call('POST', '/v2/storage/tickets/', { token: project.token })));
    expect(new Set(tickets.map(({ body }) => (body as { id: string }).id)).size).toBe(150);
  });

  it('knows the default branch and no other', async () => {
    expect((await get('/v2/storage/dev-branches')).body).toEqual([expect.objectContaining({ id: Number(project.branchId), name: 'Main', isDefault: true })]);
    expect((await get('/v2/storage/branch/999/components/runledger.noop/configs')).status).toBe(404);
  });
});
