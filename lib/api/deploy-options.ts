import { AccessLogFormat, LogGroupLogDestination, type StageOptions } from 'aws-cdk-lib/aws-apigateway';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Route } from '../routes';
import type { StageConfig } from '../stages/stage-config';
import { methodThrottles, throttle } from './rate-limits';

/**
 * One line a request, enough to follow it to the function's own line and to see what API Gateway made of it. It has no
 * header, body, query or path as it was called, no claim of a token and no address of a caller.
 */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    // A caller may choose the one above; this one is always AWS's own.
    extendedRequestId: '$context.extendedRequestId',
    time: '$context.requestTimeEpoch',
    method: '$context.httpMethod',
    resource: '$context.resourcePath',
    status: '$context.status',
    bytes: '$context.responseLength',
    latency: '$context.responseLatency',
    integrationLatency: '$context.integrationLatency',
    // Lambda's own status, such as 429 where it has no room, and its own id: what a crashed function's lines have.
    lambdaStatus: '$context.integration.integrationStatus',
    lambdaRequestId: '$context.integration.requestId',
    refusal: '$context.error.responseType',
    firewall: '$context.wafResponseCode',
    trace: '$context.xrayTraceId',
  }),
);

/** What API Gateway does with every request of a stage: its limits, its line in the access log, its trace. */
export function deployOptions(stage: StageConfig, routes: readonly Route[], accessLog: ILogGroup): StageOptions {
  return {
    stageName: stage.name,
    ...throttle(stage.requestsPerSecond),
    methodOptions: methodThrottles(routes),
    accessLogDestination: new LogGroupLogDestination(accessLog),
    accessLogFormat,
    tracingEnabled: true,
  };
}
