import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { PersonalizeClient } from '@aws-sdk/client-personalize';
import { SNSClient } from '@aws-sdk/client-sns';
import { STSClient } from '@aws-sdk/client-sts';
import { loadConfig, NODE_REGION_CONFIG_FILE_OPTIONS, NODE_REGION_CONFIG_OPTIONS } from '@smithy/core/config';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import type { CallMeter } from './calls.ts';
import { PatientRetryStrategy } from './retry.ts';

/** A call that gets no answer for so long is given up, and tried again by the retry strategy. */
const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 15_000;

/**
 * Requests a second that each service grants in a Region, by its slowest operation used here (AWS General
 * Reference: Personalize, CloudWatch PutMetricAlarm, CloudWatch PutMetricData and GetMetricData, SNS, EventBridge, STS).
 */
const PERSONALIZE_PER_SECOND = 1;
const ALARMS_PER_SECOND = 3;
const METRICS_PER_SECOND = 50;
const SNS_PER_SECOND = 30;
const EVENTS_PER_SECOND = 50;
const STS_PER_SECOND = 50;

/** The clients of one Region. */
export interface RegionClients {
  readonly personalize: PersonalizeClient;
  readonly cloudWatch: CloudWatchClient;
  /** Apart, because writing alarms is allowed only 3 times a second: being throttled there must not slow metrics. */
  readonly alarms: CloudWatchClient;
  readonly sns: SNSClient;
  readonly events: EventBridgeClient;
  readonly sts: STSClient;
  destroy(): void;
}

export interface ClientOptions {
  readonly meter: CallMeter;
  /** Aborts every call, and every wait for a retry. */
  readonly signal: AbortSignal;
  /** False leaves retrying to the SDK's own settings, because the user chose them. */
  readonly patient: boolean;
  /** Milliseconds; 15,000 unless told. */
  readonly answerTimeoutMs?: number;
  /** Where `HTTPS_PROXY` and `NO_PROXY` are looked for. */
  readonly env: NodeJS.ProcessEnv;
  /** Whose credentials every client signs with; those that the SDK finds in the environment unless given. */
  readonly credentials?: AwsCredentialIdentityProvider;
}

export type ClientFactory = (region: string) => RegionClients;

/** How a client reaches its service: through the proxies of the environment, and never waiting for ever. */
function handlerFor({ env, answerTimeoutMs = ANSWER_TIMEOUT_MS }: ClientOptions): NodeHttpHandler {
  const agent = { proxyEnv: env };
  return new NodeHttpHandler({
    connectionTimeout: CONNECT_TIMEOUT_MS,
    requestTimeout: answerTimeoutMs,
    socketTimeout: answerTimeoutMs,
    throwOnRequestTimeout: true,
    httpAgent: agent,
    httpsAgent: agent,
  });
}

const retrying = ({ patient }: ClientOptions, leastPerSecond: number) =>
  patient ? { retryStrategy: new PatientRetryStrategy(leastPerSecond) } : {};

/**
 * Makes the clients of a Region. Endpoints and profiles are the SDK's standard ones, and so are credentials unless a
 * provider is given; either way they are found once and serve every Region.
 */
export function clientFactory(options: ClientOptions): ClientFactory {
  const { meter, signal } = options;
  let credentials: PersonalizeClient['config']['credentials'] | undefined;
  return (region) => {
    const requestHandler = handlerFor(options);
    const config = (leastPerSecond: number) => ({
      region,
      requestHandler,
      ...retrying(options, leastPerSecond),
    });
    const known = credentials ?? options.credentials;
    const personalize = new PersonalizeClient({
      ...config(PERSONALIZE_PER_SECOND),
      ...(known ? { credentials: known } : {}),
    });
    credentials ??= personalize.config.credentials;
    const shared = { credentials };
    const cloudWatch = new CloudWatchClient({ ...config(METRICS_PER_SECOND), ...shared });
    const alarms = new CloudWatchClient({ ...config(ALARMS_PER_SECOND), ...shared });
    const sns = new SNSClient({ ...config(SNS_PER_SECOND), ...shared });
    const events = new EventBridgeClient({ ...config(EVENTS_PER_SECOND), ...shared });
    const sts = new STSClient({ ...config(STS_PER_SECOND), ...shared });
    meter.attach(personalize.middlewareStack, 'personalize');
    meter.attach(cloudWatch.middlewareStack, 'cloudwatch');
    meter.attach(alarms.middlewareStack, 'cloudwatch');
    meter.attach(sns.middlewareStack, 'sns');
    meter.attach(events.middlewareStack, 'events');
    meter.attach(sts.middlewareStack, 'sts');
    for (const client of [personalize, cloudWatch, alarms, sns, events, sts]) abortWith(client, signal);
    return { personalize, cloudWatch, alarms, sns, events, sts, destroy: () => requestHandler.destroy() };
  };
}

/** The client that asks STS of a Region for the credentials of a role: that call bears a token, and is not signed. */
export function signInClient(options: Omit<ClientOptions, 'credentials'>, region: string): STSClient {
  const sts = new STSClient({
    region,
    requestHandler: handlerFor(options),
    ...retrying(options, STS_PER_SECOND),
  });
  options.meter.attach(sts.middlewareStack, 'sts');
  abortWith(sts, options.signal);
  return sts;
}

/** Hands the signal to every call that the client sends, those of the SDK's paginators included. */
function abortWith(client: object, signal: AbortSignal): void {
  const sender = client as { send(command: unknown, options?: object): Promise<unknown> };
  const send = sender.send.bind(sender);
  sender.send = (command, options) => send(command, { abortSignal: signal, ...options });
}

/** The Region that the SDK finds in `AWS_REGION` or the profile; undefined when there is none. */
export async function environmentRegion(): Promise<string | undefined> {
  return loadConfig<string | undefined>(
    { ...NODE_REGION_CONFIG_OPTIONS, default: undefined },
    NODE_REGION_CONFIG_FILE_OPTIONS,
  )();
}
