import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv, type ValidateFunction } from 'ajv';

/** What a request got, as far as a description speaks of it. */
interface GivenAnswer {
  readonly status: number;
  /** Parsed JSON. */
  readonly body: unknown;
}

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

const ORIGIN = 'http://service';

/** Holds answers of a service to its own OpenAPI document. */
export class DescribedAnswers {
  private readonly ajv = new Ajv({ strict: false, allErrors: true });
  private readonly validators = new Map<object, ValidateFunction>();

  constructor(private readonly document: OpenAPIObject) {}

  /**
   * Answers of paths that stand in no document, such as those of health, are not looked at.
   * @throws when the document does not describe the answer, or otherwise than it is.
   */
  check(method: string, url: string, { status, body }: GivenAnswer): void {
    const operation = this.operationOf(method.toLowerCase(), pathOf(url));
    if (operation === undefined) return;
    const place = `${status} of ${operation.operationId ?? url}`;
    const schema = schemaOf(operation, status);
    if (schema === undefined) throw new Error(`${place} has no schema`);
    const validate = this.validatorOf(schema);
    if (!validate(body))
      throw new Error(`${place} is not as described: ${this.ajv.errorsText(validate.errors)}\n${JSON.stringify(body, null, 2)}`);
  }

  /** Of two paths that fit, the one with fewer parameters. */
  private operationOf(method: string, path: string): Operation | undefined {
    const [best] = Object.entries(this.document.paths)
      .filter(([template, operations]) => method in operations && fits(path, template))
      .sort(([a], [b]) => parametersIn(a) - parametersIn(b));
    return best === undefined ? undefined : (Reflect.get(best[1], method) as Operation);
  }

  private validatorOf(schema: object): ValidateFunction {
    const known = this.validators.get(schema);
    if (known !== undefined) return known;
    const validate = this.ajv.compile({ ...schema, components: this.document.components });
    this.validators.set(schema, validate);
    return validate;
  }
}

/** A path below a branch is described without it; a slash at the end means nothing. */
const pathOf = (url: string): string =>
  new URL(url, ORIGIN).pathname.replace(/^\/v2\/storage\/branch\/[^/]+\//, '/v2/storage/').replace(/\/$/, '');

const fits = (path: string, template: string): boolean => {
  const steps = path.split('/');
  const expected = template.split('/');
  return steps.length === expected.length && expected.every((step, at) => step.startsWith('{') || step === steps[at]);
};

const parametersIn = (template: string): number => template.split('{').length;

const schemaOf = ({ responses }: Operation, status: number): object | undefined => {
  const response = responses[status] ?? (status >= 400 ? responses.default : undefined);
  return response !== undefined && 'content' in response ? response.content?.['application/json']?.schema : undefined;
};
