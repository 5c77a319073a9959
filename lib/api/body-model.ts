import { JsonSchemaType, JsonSchemaVersion, type Model, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import { toJSONSchema, type ZodMiniType } from 'zod/mini';

/**
 * What API Gateway checks of a body before it calls the function: that it is a JSON object. The model names the
 * fields but leaves judging them to the handler, which reports all that is wrong at once: docs/decisions/0003.
 */
export function addBodyModel(restApi: RestApi, id: string, request: ZodMiniType): Model {
  const schema = toJSONSchema(request, { target: 'draft-4', io: 'input' });
  const fields = [schema, ...(schema.oneOf ?? [])].flatMap(({ properties = {} }) => Object.keys(properties));
  return restApi.addModel(id, {
    contentType: 'application/json',
    schema: {
      schema: JsonSchemaVersion.DRAFT4,
      type: JsonSchemaType.OBJECT,
      properties: Object.fromEntries(fields.map((field) => [field, {}])),
    },
  });
}
