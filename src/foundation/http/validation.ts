import { type Fault, Problem } from '@bluehelm/kernel';
import type { ErrorObject, Options, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { FastifySchemaCompiler } from 'fastify';
import { httpProblems } from './problems.ts';

const common: Options = {
  strict: false,
  allErrors: true,
  verbose: true,
  useDefaults: false,
  removeAdditional: false,
};

const ajv = (options: Options): Ajv2020 => {
  const made = new Ajv2020({ ...common, ...options });
  (formats as unknown as (ajv: Ajv2020) => void)(made);
  return made;
};

/** Compiles schemas of requests: texts of URLs are read as numbers and booleans, bodies are taken as they are. */
export const validatorCompiler = (): FastifySchemaCompiler<object> => {
  const exact = ajv({ coerceTypes: false });
  const fromText = ajv({ coerceTypes: true });
  return ({ schema, httpPart }) => {
    const check: ValidateFunction = (httpPart === 'body' ? exact : fromText).compile(schema);
    return (data: unknown) => {
      if (check(data)) return { value: data };
      return { error: refusal(httpPart ?? 'body', check.errors ?? [], schema) };
    };
  };
};

const named: Readonly<Record<string, string>> = {
  body: 'body',
  querystring: 'query parameters',
  params: 'address',
  headers: 'headers',
};

const refusal = (part: string, errors: readonly ErrorObject[], schema: object): Problem => {
  const faults = errors
    // what an alternative failed on says less than that none fits
    .filter((error) => errors.length === 1 || error.keyword !== 'if')
    .slice(0, 50)
    .map((error) => fault(part, error, schema));
  return new Problem(
    httpProblems.requestRefused,
    `The ${named[part] ?? part} do${part === 'headers' || part === 'querystring' ? '' : 'es'} not fit: ${faults
      .slice(0, 5)
      .map((one) => `${one.where || 'the whole'}: ${one.expected} was expected`)
      .join('; ')}.`,
    { faults },
  );
};

const fault = (part: string, error: ErrorObject, schema: object): Fault => {
  const pointer = part === 'body' ? error.instancePath : error.instancePath.slice(1);
  const at = (name: string) => (part === 'body' ? `${pointer}/${name}` : name);
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties': {
      const known = Object.keys(
        (error.parentSchema as { properties?: object } | undefined)?.properties ??
          (schema as { properties?: object }).properties ??
          {},
      );
      const name = String(params.additionalProperty).slice(0, 60);
      const expected = known.length === 0 ? 'nothing here' : `one of ${known.join(', ')}`;
      return { where: at(name), given: name, expected };
    }
    case 'required':
      return { where: at(String(params.missingProperty)), expected: 'a value' };
    case 'enum':
      return {
        where: pointer,
        given: short(error.data),
        expected: `one of ${(params.allowedValues as unknown[]).join(', ')}`,
      };
    case 'type':
      return {
        where: pointer,
        given: short(error.data),
        expected: [params.type].flat().map(aType).join(' or '),
      };
    default:
      return {
        where: pointer,
        given: short(error.data),
        expected: `a value that ${(error.message ?? '').replace('must NOT', 'does not').replace('must be', 'is').replace('must', 'does')}`,
      };
  }
};

const aType = (type: unknown): string =>
  type === 'null' ? 'nothing' : `${/^[aio]/.test(String(type)) ? 'an' : 'a'} ${type}`;

const short = (value: unknown): unknown => {
  if (typeof value === 'string') return value.slice(0, 80);
  if (value === null || typeof value !== 'object') return value;
  return Array.isArray(value) ? 'an array' : 'an object';
};
