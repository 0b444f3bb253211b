import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { pageHeaders } from '../console/console-files.js';

/** Swagger UI carries its icons in its style sheet. Only the gateway's own origin is asked for anything. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Runledger API</title>
    <link rel="icon" href="/docs/favicon-32x32.png" />
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

const START = "SwaggerUIBundle({ url: '/docs-json', dom_id: '#swagger-ui', deepLinking: true, validatorUrl: null });\n";

const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'] as const;

/** `/docs`: the merged description, to read and to try out. Needs `serveFiles`. */
export function serveDocumentation(server: FastifyInstance): void {
  const swaggerUiDir = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const headers = pageHeaders(POLICY);
  server.get('/docs', async (_request, reply) => reply.headers(headers).type('text/html; charset=utf-8').send(PAGE));
  server.get('/docs/start.js', async (_request, reply) =>
    reply.headers(headers).type('text/javascript; charset=utf-8').send(START),
  );
  for (const file of FILES)
    server.get(`/docs/${file}`, async (_request, reply) => reply.headers(headers).sendFile(file, swaggerUiDir, { maxAge: '1h' }));
}
