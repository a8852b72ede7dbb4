/**
 * The only access to the schemas of the AWS SDK for JavaScript. They are data of its client packages, not a
 * documented interface: versions are pinned, and `test/sandbox/protocol/every-operation.test.ts` walks every
 * operation.
 */
import { XmlCodec } from '@aws-sdk/core/protocols';
import { NormalizedSchema, type TypeRegistry } from '@smithy/core/schema';
import type { StaticErrorSchema, StaticOperationSchema, StaticStructureSchema } from '@smithy/types';
import { remembered } from '../memoize.ts';

export type OperationSchema = StaticOperationSchema;
export type ErrorSchema = StaticErrorSchema;
export type Registry = Pick<TypeRegistry, 'find'>;
/** A shape of the model, or a member with additional traits of its own. */
export type Shape = NormalizedSchema;

export const operationName = (operation: OperationSchema): string => operation[2];
export const inputOf = (operation: OperationSchema): Shape => NormalizedSchema.of(operation[4]);
export const outputOf = (operation: OperationSchema): Shape => NormalizedSchema.of(operation[5]);
export const shapeOf = (error: ErrorSchema): Shape => NormalizedSchema.of(error);

/** Members in the model's order; a unit shape has none. */
export const membersOf = remembered((shape: Shape): readonly (readonly [string, Shape])[] => [
  ...shape.structIterator(),
]);

/** The SDK lists a structure's required members first, and counts them. */
export const requiredOf = remembered((shape: Shape): readonly string[] => {
  const [, , , , names, , required = 0] = shape.getSchema() as StaticStructureSchema;
  return names.slice(0, required);
});

export interface HttpTrait {
  readonly method: string;
  /** `/{Key+}`: in S3's paths, the endpoint rules have replaced `{Bucket}`. */
  readonly path: string;
  /** `?list-type=2` → `[['list-type', '2']]`. */
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly status: number;
  /** Requests may have a checksum of their body. */
  readonly checksum: boolean;
}

export function httpOf(operation: OperationSchema): HttpTrait {
  const traits = operation[3];
  if (typeof traits !== 'object' || !traits.http)
    throw new TypeError(`${operationName(operation)} has no http trait.`);
  const [method, uri, status] = traits.http;
  const [path = '', search = ''] = uri.split('?');
  const query = search
    .split('&')
    .filter(Boolean)
    .map((pair) => pair.split('='))
    .map(([name = '', value = '']) => [name, value] as const);
  return { method, path, query, status, checksum: traits.httpChecksum !== undefined };
}

export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

/** The constants of `@smithy/types` for timestamps; 4 leaves the choice to the protocol. */
export const timestampFormatOf = (shape: Shape, otherwise: TimestampFormat): TimestampFormat =>
  (({ 5: 'date-time', 6: 'http-date', 7: 'epoch-seconds' }) as const)[shape.getSchema() as 5 | 6 | 7] ??
  otherwise;

export interface ErrorModel {
  readonly schema: ErrorSchema;
  /** `[code, status]` if the query protocol uses another code than the shape's name. */
  readonly query: readonly [code: string, status: number] | undefined;
  readonly status: number | undefined;
}

/** The model's error with that code: the shape's name, or its code in the query protocol. */
export function errorModel(registries: readonly Registry[], code: string): ErrorModel | undefined {
  const isError = (schema: unknown): schema is ErrorSchema =>
    Array.isArray(schema) &&
    schema[0] === -3 &&
    (schema[2] === code || queryOf(schema as ErrorSchema)?.[0] === code);
  for (const registry of registries) {
    const schema = registry.find(isError);
    if (isError(schema))
      return {
        schema,
        query: queryOf(schema),
        status: shapeOf(schema).getMergedTraits().httpError as number,
      };
  }
  return undefined;
}

const queryOf = (schema: ErrorSchema) =>
  shapeOf(schema).getMergedTraits().awsQueryError as [code: string, status: number] | undefined;

/** An XML document, parsed by the SDK: only S3 has XML payloads. Throws if it is not well-formed. */
export const readXml = (shape: Shape, body: Uint8Array): unknown =>
  xml.createDeserializer().read(shape, body);

const xml = new XmlCodec({
  timestampFormat: { useTrait: true, default: 5 },
  httpBindings: true,
  xmlNamespace: '',
  serviceNamespace: '',
});
