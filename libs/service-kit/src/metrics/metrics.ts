import { Injectable } from '@nestjs/common';
import {
  collectDefaultMetrics,
  Counter,
  Gauge,
  Histogram,
  Registry,
  type CounterConfiguration,
  type GaugeConfiguration,
  type HistogramConfiguration,
} from 'prom-client';

/**
 * Metrics of one service, in a registry of its own. Registering one name twice is an error.
 * A gauge with a `collect` callback is computed when it is asked for: `metrics.gauge({ name, help, labelNames, collect() { this.set(…) } })`.
 */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  gauge<Label extends string>(configuration: Omit<GaugeConfiguration<Label>, 'registers'>): Gauge<Label> {
    return new Gauge<Label>({ ...configuration, registers: [this.registry] });
  }

  counter<Label extends string>(configuration: Omit<CounterConfiguration<Label>, 'registers'>): Counter<Label> {
    return new Counter<Label>({ ...configuration, registers: [this.registry] });
  }

  histogram<Label extends string>(configuration: Omit<HistogramConfiguration<Label>, 'registers'>): Histogram<Label> {
    return new Histogram<Label>({ ...configuration, registers: [this.registry] });
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** The exposition that Prometheus scrapes. */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}
