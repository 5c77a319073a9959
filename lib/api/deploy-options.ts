import { AccessLogFormat, LogGroupLogDestination, type StageOptions } from 'aws-cdk-lib/aws-apigateway';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { StageConfig } from '../stages/stage-config';
import { throttlingOptions } from './rate-limits';

/**
 * One JSON line per request: enough to find the function's own log line, and to see how API Gateway answered. For privacy
 * it has no header, body, query or actual path, no claim of a token and no address of a caller.
 */
const accessLogFormat = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    // The caller can set the id above; AWS always sets this one.
    extendedRequestId: '$context.extendedRequestId',
    time: '$context.requestTimeEpoch',
    method: '$context.httpMethod',
    resource: '$context.resourcePath',
    status: '$context.status',
    bytes: '$context.responseLength',
    latency: '$context.responseLatency',
    integrationLatency: '$context.integrationLatency',
    // Lambda's status (429: no concurrency left) and request id, which the log lines of a crashed function carry.
    lambdaStatus: '$context.integration.integrationStatus',
    lambdaRequestId: '$context.integration.requestId',
    gatewayResponse: '$context.error.responseType',
    waf: '$context.wafResponseCode',
    trace: '$context.xrayTraceId',
  }),
);

/** General rate limit, access log and tracing of the API's stage. */
export function deployOptions(stage: StageConfig, accessLog: ILogGroup): StageOptions {
  return {
    stageName: stage.name,
    ...throttlingOptions(stage.requestsPerSecond),
    accessLogDestination: new LogGroupLogDestination(accessLog),
    accessLogFormat,
    tracingEnabled: true,
  };
}
