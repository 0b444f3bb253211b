export {
  ANY_OBJECT,
  BOOLEAN,
  INTEGER,
  listOf,
  mapOf,
  named,
  nullable,
  NUMBER,
  objectOf,
  oneOf,
  TEXT,
  type AnswerSchema,
} from './answers/answer-schema.js';
export { Answers } from './answers/answers.js';
export { CurrentToken, type AuthenticatedToken, type TokenLookup } from './auth/authenticated-token.js';
export { presentedToken, Public } from './auth/token-guard.js';
export { ConfigError, describeEnv, EnvReader, readConfig, type ConfigKeys, type Env, type EnvKey } from './config/env-reader.js';
export { readServiceConfig, serviceKeys, type LogLevel, type ServiceConfig } from './config/service-config.js';
export { ApiError, type ErrorParams } from './errors/api-error.js';
export { refusalOf } from './errors/error-mapping.js';
export { errorBody, errorShapeOf, type ErrorShape } from './errors/error-body.js';
export type { UnavailableCode } from './errors/unavailability.js';
export { HealthChecks, type HealthCheck } from './health/health-checks.js';
export { parseForm, type FormFields } from './http/form-text.js';
export { parseJson } from './http/json-text.js';
export { BODY_BYTES_MAX } from './http/limits.js';
export { CurrentRequest, requestContextOf, type RequestContext } from './http/request-context.js';
export { BranchOfPath, StorageController } from './http/storage-controller.js';
export { type ShutdownStage } from './lifecycle/shutdown.js';
export { createLogger, LOGGER, type Logger } from './logging/logger.js';
export { redact } from './logging/redaction.js';
export { Metrics } from './metrics/metrics.js';
export { SecretBox } from './secrets/secret-box.js';
export { createService } from './service/create-service.js';
export { runService } from './service/run-service.js';
export type { ServiceDefinition } from './service/service-definition.js';
export { ForbidUnknownFields } from './validation/dto.js';
export {
  BooleanField,
  ChoiceField,
  Field,
  IntField,
  JsonField,
  ObjectField,
  ObjectList,
  StringField,
  StringList,
  type FieldKind,
  type FieldOptions,
} from './validation/fields.js';
