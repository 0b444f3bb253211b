export type Env = Readonly<Record<string, string | undefined>>;

/** One environment variable, as a row of the operations table. */
export interface EnvKey {
  readonly name: string;
  readonly kind: 'text' | 'integer' | 'url' | 'choice' | 'list' | 'secret';
  readonly meaning: string;
  /** What holds when the variable is unset; a secret shows none. */
  readonly default: string;
  /** True: outside production the default holds, in production the variable must be set. */
  readonly requiredInProduction: boolean;
  /** What a value must look like, in words; empty when any text will do. */
  readonly rule: string;
}

interface Declaration<T> {
  readonly meaning: string;
  /** Every key has one, so that a service can describe itself (OpenAPI, smoke run) without an environment. */
  readonly default: T;
  readonly requiredInProduction?: boolean;
}

/** All that is wrong with an environment, at once. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'CONFIG_INVALID';

  constructor(readonly problems: readonly string[]) {
    super(`Invalid configuration: ${problems.join('; ')}`);
  }
}

const SECRET_LENGTH_MIN = 32;
const DEVELOPMENT_SECRET = 'development-only-secret-never-in-production';

/**
 * Reads variables one by one, notes each of them for the operations table and collects every problem,
 * so that an operator repairs a configuration in one go instead of one restart per mistake.
 * A variable that is set to the empty string counts as unset.
 */
export class EnvReader {
  readonly keys: EnvKey[] = [];
  readonly problems: string[] = [];
  private readonly production: boolean;

  constructor(private readonly env: Env) {
    this.production = env['NODE_ENV'] === 'production';
  }

  text(name: string, declared: Declaration<string> & { readonly pattern?: RegExp; readonly rule?: string }): string {
    this.note(name, 'text', declared, declared.default, declared.rule ?? '');
    const value = this.value(name, declared);
    if (value === undefined) return declared.default;
    if (declared.pattern !== undefined && !declared.pattern.test(value))
      this.refuse(name, declared.rule ?? `match ${declared.pattern.source}`);
    return value;
  }

  integer(name: string, declared: Declaration<number> & { readonly min: number; readonly max: number }): number {
    const rule = `be an integer from ${declared.min} to ${declared.max}`;
    this.note(name, 'integer', declared, String(declared.default), rule);
    const raw = this.value(name, declared);
    if (raw === undefined) return declared.default;
    const value = /^-?\d+$/.test(raw) ? Number(raw) : Number.NaN;
    if (!Number.isSafeInteger(value) || value < declared.min || value > declared.max) this.refuse(name, rule);
    return value;
  }

  /** An http or https URL; a trailing slash is dropped, so that paths can be appended. */
  url(name: string, declared: Declaration<string>): string {
    const rule = 'be an http:// or https:// URL without query and fragment';
    this.note(name, 'url', declared, declared.default, rule);
    const raw = this.value(name, declared) ?? declared.default;
    const url = URL.canParse(raw) ? new URL(raw) : undefined;
    const valid =
      url !== undefined && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' && url.username === '';
    if (!valid) this.refuse(name, rule);
    return raw.replace(/\/+$/, '');
  }

  choice<const Choice extends string>(name: string, choices: readonly Choice[], declared: Declaration<Choice>): Choice {
    const rule = `be one of ${choices.join(', ')}`;
    this.note(name, 'choice', declared, declared.default, rule);
    const raw = this.value(name, declared);
    if (raw === undefined) return declared.default;
    const choice = choices.find((candidate) => candidate === raw);
    if (choice === undefined) this.refuse(name, rule);
    return choice ?? declared.default;
  }

  /** Comma-separated; blanks around an item do not count. */
  list(
    name: string,
    declared: Declaration<readonly string[]> & { readonly item: RegExp; readonly rule: string },
  ): readonly string[] {
    this.note(name, 'list', declared, declared.default.join(','), declared.rule);
    const raw = this.value(name, declared);
    if (raw === undefined) return declared.default;
    const items = raw.split(',').map((item) => item.trim());
    if (!items.every((item) => declared.item.test(item))) this.refuse(name, declared.rule);
    return items;
  }

  /** A key for signatures: outside production there is a well-known one, in production it must be set and long. */
  secret(name: string, declared: { readonly meaning: string }): string {
    const rule = `have at least ${SECRET_LENGTH_MIN} characters`;
    this.note(name, 'secret', { ...declared, requiredInProduction: true }, '', rule);
    const value = this.value(name, { requiredInProduction: true });
    if (value === undefined) return DEVELOPMENT_SECRET;
    if (value.length < SECRET_LENGTH_MIN) this.refuse(name, rule);
    if (this.production && value === DEVELOPMENT_SECRET) this.refuse(name, 'not be the one that everybody knows');
    return value;
  }

  private value(name: string, declared: { readonly requiredInProduction?: boolean }): string | undefined {
    const raw = this.env[name]?.trim();
    if (raw !== undefined && raw !== '') return raw;
    if (this.production && declared.requiredInProduction === true)
      this.problems.push(`${name} must be set when NODE_ENV is production`);
    return undefined;
  }

  private refuse(name: string, rule: string): void {
    this.problems.push(`${name} must ${rule}`);
  }

  private note(
    name: string,
    kind: EnvKey['kind'],
    declared: { readonly meaning: string; readonly requiredInProduction?: boolean },
    fallback: string,
    rule: string,
  ): void {
    const { meaning, requiredInProduction = false } = declared;
    this.keys.push({ name, kind, meaning, default: fallback, requiredInProduction, rule });
  }
}

/** A description of a configuration: which variables it reads and what it makes of them. */
export type ConfigKeys<Config> = (reader: EnvReader) => Config;

const frozen = <T>(value: T): T => {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
};

/**
 * Parses the environment once.
 * @throws ConfigError naming every variable that is missing or wrong.
 */
export function readConfig<Config>(env: Env, keys: ConfigKeys<Config>): Config {
  const reader = new EnvReader(env);
  const config = keys(reader);
  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  return frozen(config);
}

/** The variables that a configuration reads, in reading order: what the operations table in the documentation must say. */
export function describeEnv(keys: ConfigKeys<unknown>): readonly EnvKey[] {
  const reader = new EnvReader({});
  keys(reader);
  return reader.keys;
}
