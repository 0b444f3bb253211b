import { Module, type DynamicModule } from '@nestjs/common';
import type { GatewayConfig } from './config/gateway-config.js';
import { ServiceDescriptions } from './documentation/service-description.js';
import { RequestRate } from './forwarding/request-rate.js';
import { Upstreams } from './forwarding/upstreams.js';

/** Injection token of the {@link GatewayConfig}. */
export const GATEWAY_CONFIG = Symbol('GatewayConfig');

@Module({})
export class GatewayModule {
  static with(config: GatewayConfig): DynamicModule {
    return {
      module: GatewayModule,
      providers: [
        { provide: GATEWAY_CONFIG, useValue: config },
        { provide: Upstreams, useFactory: () => new Upstreams(config.services) },
        { provide: RequestRate, useFactory: () => new RequestRate(config.requestsPerSecondMax) },
        {
          provide: ServiceDescriptions,
          useFactory: (upstreams: Upstreams) => new ServiceDescriptions((service) => upstreams.of(service)),
          inject: [Upstreams],
        },
      ],
    };
  }
}
