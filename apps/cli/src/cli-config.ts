import { createLogger, readConfig, serviceKeys, type ConfigKeys, type Env, type Logger, type ServiceConfig } from '@runledger/service-kit';

export interface CliConfig extends ServiceConfig {
  readonly logPartitions: number;
  readonly replication: number;
}

export const cliKeys: ConfigKeys<CliConfig> = (env) => ({
  ...serviceKeys(env),
  logPartitions: env.integer('LOG_PARTITIONS', { meaning: 'Partitions of a new log; fixed for ever by the first start.', default: 16, min: 1, max: 1024 }),
  replication: env.integer('KAFKA_REPLICATION', { meaning: 'Replicas of each topic of a new log.', default: 1, min: 1, max: 9 }),
});

export const cliConfig = (env: Env): CliConfig => readConfig(env, cliKeys);

/** An operator sees what goes wrong; the rest only with LOG_LEVEL=debug. */
export const cliLogger = ({ logLevel }: CliConfig): Logger => createLogger({ service: 'cli', level: logLevel === 'info' ? 'error' : logLevel });
