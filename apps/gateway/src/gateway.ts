import { Metrics, type ServiceDefinition } from '@runledger/service-kit';
import { gatewayKeys, type GatewayConfig } from './config/gateway-config.js';
import { serveFiles } from './console/console-files.js';
import { serveDocumentation } from './documentation/documentation-page.js';
import { ServiceDescriptions } from './documentation/service-description.js';
import { RequestRate } from './forwarding/request-rate.js';
import { Upstreams } from './forwarding/upstreams.js';
import { routeRequests, serveDescription } from './gateway-routes.js';
import { GATEWAY_CONFIG, GatewayModule } from './gateway.module.js';

/** The one public origin: sends every request to the service that answers it, and serves the console and the description of all services. */
export const gateway: ServiceDefinition<GatewayConfig> = {
  name: 'gateway',
  config: gatewayKeys,
  openApi: { title: 'Runledger', served: false },
  bodies: 'streamed',
  module: (config) => GatewayModule.with(config),
  http: async (server, app) => {
    const config: GatewayConfig = app.get(GATEWAY_CONFIG);
    const parts = {
      upstreams: app.get(Upstreams),
      rate: app.get(RequestRate),
      descriptions: app.get(ServiceDescriptions),
      metrics: app.get(Metrics),
    };
    await serveFiles(server);
    serveDocumentation(server);
    serveDescription(server, config, parts);
    routeRequests(server, config, parts);
  },
  stages: (app) => [{ name: 'upstreams', stop: () => app.get(Upstreams).close() }],
};
