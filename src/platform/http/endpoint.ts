import { applyDecorators, HttpCode, type PipeTransform, SetMetadata } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiExtension,
  ApiOperation,
  ApiParam,
  ApiQuery,
  ApiResponse,
} from '@nestjs/swagger';
import { RouteConfig } from '@nestjs/platform-fastify';
import { z } from 'zod';
import type { TokenScope } from './token-scope';
import { ZodPipe } from './zod.pipe';

export const ENDPOINT = 'sallyport:endpoint';

/**
 * Who may call at all. A handler without `@Endpoint` is refused (default deny):
 * - `public`: anybody, signed in or not;
 * - `signed-in`: any person with a full session; what the person may see of it is the use case's matter;
 * - `enrolling`: the same, and a session that can do nothing but enrol its person's first second factor;
 * - an ability, `audit.read`: one of the lines of identity/abilities.ts.
 */
export type Access = 'public' | 'signed-in' | 'enrolling' | `${string}.${string}`;

export interface EndpointOptions {
  readonly summary: string;
  readonly description?: string;
  readonly access: Access;
  /** An API token may call this if it has one of these scopes. Without them none may: browsers only (default deny). */
  readonly scopes?: readonly TokenScope[];
  /** What leaves: checked, and everything the schema does not name is dropped. */
  readonly response?: z.ZodType;
  readonly status?: 200 | 201 | 202 | 204;
  /** The action whose second factor must be in `Sallyport-Step-Up`; checked inside the use case's transaction. */
  readonly stepUp?: string;
  /** Codes of the refusals worth naming in the API's description. */
  readonly refuses?: readonly string[];
  /** For answers that are no JSON (an export, a page): the media type. */
  readonly produces?: string;
  /** For a body that is no JSON: its media type. Every other operation refuses it. */
  readonly consumes?: string;
}

/** Everything about one operation in one place: access, answer, and its page in the API description. */
export function Endpoint(options: EndpointOptions): MethodDecorator {
  const status = options.status ?? 200;
  return (target, key, descriptor) => {
    if (options.response) answerOnly(options.response, descriptor);
    const parts = [
      SetMetadata(ENDPOINT, options),
      HttpCode(status),
      ApiOperation({ summary: options.summary, description: describe(options) }),
      ApiResponse({ status, ...answerOf(options) }),
      ApiResponse({ status: 'default', description: 'Problem details (RFC 9457)', ...problemReference }),
      ApiExtension('x-access', options.access),
      ...(options.scopes ? [ApiBearerAuth(), ApiExtension('x-token-scopes', options.scopes)] : []),
      ...inputsOf(target, key),
      ...(options.consumes
        ? [ApiConsumes(options.consumes), RouteConfig({ consumes: options.consumes })]
        : []),
    ];
    applyDecorators(...parts)(target, key, descriptor as TypedPropertyDescriptor<unknown>);
  };
}

type Handler = (this: object, ...args: unknown[]) => unknown;

/**
 * Nothing leaves that the endpoint's schema does not name: a field added to a row never reaches a client by accident.
 * Around the handler itself and no interceptor, for which every request would pay a fifth of what a check costs.
 */
function answerOnly(schema: z.ZodType, descriptor: PropertyDescriptor): void {
  const handler = descriptor.value as Handler;
  const answer: Handler = async function (...args) {
    return schema.parse(await handler.apply(this, args));
  };
  // The API's description names the operation after it.
  Object.defineProperty(answer, 'name', { value: handler.name });
  // What decorators below this one said; Nest looks for it on the method.
  for (const key of Reflect.getMetadataKeys(handler) as string[])
    Reflect.defineMetadata(key, Reflect.getMetadata(key, handler), answer);
  descriptor.value = answer;
}

const problemReference = {
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

function describe(options: EndpointOptions): string {
  const lines = [options.description];
  if (options.stepUp) {
    lines.push(`Needs a fresh second factor for \`${options.stepUp}\` in the header \`Sallyport-Step-Up\`.`);
  }
  if (options.scopes) lines.push(`API tokens: ${options.scopes.map((one) => `\`${one}\``).join(' or ')}.`);
  if (options.refuses?.length)
    lines.push(`Refusals: ${options.refuses.map((code) => `\`${code}\``).join(', ')}.`);
  return lines.filter(Boolean).join('\n\n');
}

function answerOf(options: EndpointOptions): object {
  if (options.produces) return { description: 'The answer', content: { [options.produces]: {} } };
  if (!options.response) return { description: 'Done' };
  return {
    description: 'The answer',
    content: { 'application/json': { schema: jsonSchema(options.response, 'output') } },
  };
}

/** zod speaks JSON Schema 2020-12, which is what OpenAPI 3.1 uses. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema: _dialect, ...body } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return body;
}

const BODY = 3;
const QUERY = 4;
const PARAM = 5;

interface RouteArgument {
  readonly data?: string;
  readonly pipes: readonly PipeTransform[];
}

/** Parameter decorators run before this one, so what the handler checks is what the description says. */
function inputsOf(target: object, key: string | symbol): MethodDecorator[] {
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, target.constructor, key) ?? {}) as Record<
    string,
    RouteArgument
  >;
  return Object.entries(args).flatMap(([place, { data, pipes }]) => {
    const pipe = pipes.find((candidate) => candidate instanceof ZodPipe);
    return pipe ? describeInput(Number(place.split(':')[0]), data, pipe.schema) : [];
  });
}

function describeInput(place: number, name: string | undefined, schema: z.ZodType): MethodDecorator[] {
  const body = jsonSchema(schema, 'input');
  if (place === BODY) return [ApiBody({ schema: body })];
  if (place === PARAM && name) return [ApiParam({ name, schema: body })];
  if (place !== QUERY) return [];
  const { properties = {}, required = [] } = body as {
    properties?: Record<string, object>;
    required?: string[];
  };
  return Object.entries(properties).map(([field, fieldSchema]) =>
    ApiQuery({ name: field, required: required.includes(field), schema: fieldSchema }),
  );
}
