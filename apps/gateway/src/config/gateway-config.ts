import { serviceKeys, type ConfigKeys, type ServiceConfig } from '@runledger/service-kit';
import type { Service } from '../routing/service.js';

export interface GatewayConfig extends ServiceConfig {
  /** Origin of each service, without trailing slash. */
  readonly services: Readonly<Record<Service, string>>;
  readonly consoleDir: string;
  /** Of one token, or of one address where there is no token; 0: without limit. */
  readonly requestsPerSecondMax: number;
}

export const gatewayKeys: ConfigKeys<GatewayConfig> = (env) => {
  const origin = (name: string, service: Service, port: number): string =>
    env.url(name, {
      meaning: `Where the gateway reaches the service ${service}.`,
      default: `http://127.0.0.1:${port}`,
      requiredInProduction: true,
    });
  return {
    ...serviceKeys(env),
    services: {
      projects: origin('PROJECTS_URL', 'projects', 8081),
      'job-api': origin('JOB_API_URL', 'job-api', 8082),
      scheduler: origin('SCHEDULER_URL', 'scheduler', 8083),
      'storage-jobs': origin('STORAGE_JOBS_URL', 'storage-jobs', 8084),
      'file-uploads': origin('FILE_UPLOADS_URL', 'file-uploads', 8085),
    },
    consoleDir: env.text('CONSOLE_DIR', { meaning: 'Folder of the built console.', default: 'apps/console/dist' }),
    requestsPerSecondMax: env.integer('RATE_LIMIT_PER_SECOND', {
      meaning: 'Requests that one token may make in a second; 0 is without limit.',
      default: 0,
      min: 0,
      max: 1_000_000,
    }),
  };
};
