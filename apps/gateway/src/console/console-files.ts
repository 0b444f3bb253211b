import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** The console needs nothing from elsewhere and nothing inline; it is framed by nobody, and tells nobody where it was. */
const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const pageHeaders = (policy: string): Readonly<Record<string, string>> => ({
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
});

/** Sends files of one folder, compressed ones (`.br`, `.gz`) where they stand beside and the client takes them. */
export async function serveFiles(server: FastifyInstance): Promise<void> {
  await server.register(fastifyStatic, { serve: false, preCompressed: true, dotfiles: 'ignore' });
}

/** The one document of all pages. It names the current assets, so it is looked for anew each time. */
export const sendPage = (reply: FastifyReply, consoleDir: string): FastifyReply =>
  reply
    .headers({ ...pageHeaders(PAGE_POLICY), 'cache-control': 'no-cache' })
    .sendFile('index.html', consoleDir, { cacheControl: false });

/** An asset has its content's hash in its name: under that name it never changes. */
export const sendAsset = (reply: FastifyReply, consoleDir: string, file: string): FastifyReply =>
  reply.headers(pageHeaders(PAGE_POLICY)).sendFile(file, join(consoleDir, 'assets'), { immutable: true, maxAge: '1y' });
