/** Everything between HTTP and the services: signatures, faults, throttling, the log. */
import type { IncomingHttpHeaders } from 'node:http';
import { logCall } from './call-log.ts';
import type { Call, Calls } from './calls.ts';
import type { Clock } from './clock.ts';
import { failEntries, spoilMetricData } from './fault-effects.ts';
import type { Fault, Faults } from './faults.ts';
import { settle } from './lifecycle.ts';
import type { Settings } from './options.ts';
import type { Context, Output } from './service.ts';
import { SERVICES, type Service, type ServiceName, serviceCalled } from './services.ts';
import { sessionProblem } from './sessions.ts';
import { type AccountState, emptyRegion } from './state.ts';
import { ServiceError } from './validation.ts';
import {
  type Answer,
  credentialsOf,
  failure,
  type Incoming,
  readRequest,
  success,
  UnreadableRequest,
} from './wire.ts';

interface Parts {
  account: AccountState;
  settings: Settings;
  clock: Clock;
  calls: Calls;
  faults: Faults;
}

export interface Handled {
  answer?: Answer;
  delayMs: number;
  /** How the connection ends other than with the whole answer. */
  end?: 'drop' | 'hang' | 'truncate';
}

const MOST_PUT_METRIC_DATA_BYTES = 1024 * 1024;

export class Gateway {
  readonly #parts: Parts;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** The Region, brought up to the clock. */
  context(regionName: string): Context {
    const { account, settings, clock } = this.#parts;
    let region = account.regions.get(regionName);
    if (region === undefined) {
      region = emptyRegion(regionName, account);
      account.regions.set(regionName, region);
    }
    const now = clock.now();
    settle(region, now);
    return { account, region, settings, now };
  }

  /** Carries out one operation; throws its ServiceError. */
  run(service: ServiceName, operation: string, region: string, input: unknown, text = false): Output {
    const found = serviceCalled(service).operations;
    const known = Object.hasOwn(found, operation) ? found[operation] : undefined;
    if (known === undefined) throw unknownOperation(serviceCalled(service), operation);
    return known.run(input, this.context(region), text);
  }

  handle(headers: IncomingHttpHeaders, body: Buffer, path: string, method: string): Handled {
    let incoming: Incoming | undefined;
    let unreadable: UnreadableRequest | undefined;
    try {
      incoming = method === 'POST' && path === '/' ? readRequest(headers, body) : undefined;
    } catch (error) {
      if (!(error instanceof UnreadableRequest))
        return refused(new ServiceError('SerializationException', String(error)));
      unreadable = error;
      incoming = error.incoming;
    }
    if (incoming === undefined)
      return refused(new ServiceError('UnknownOperationException', 'Not a request to a service', 404));

    const { service, operation, input } = incoming;
    const credentials = credentialsOf(headers);
    const region = credentials?.region ?? 'us-east-1';
    const { calls, clock, faults } = this.#parts;
    logCall(`${service.name}:${operation}`, headers);
    const call = calls.add({
      service: service.name,
      operation,
      region,
      input,
      outcome: 'pending',
      at: clock.now(),
      bytes: body.length,
      ...(credentials ? { accessKeyId: credentials.accessKeyId } : {}),
    });

    const unsigned =
      signatureProblem(incoming, credentials) ??
      (credentials &&
        sessionProblem(
          this.#parts.account,
          service,
          { accessKeyId: credentials.accessKeyId, sessionToken: headers['x-amz-security-token'] },
          clock.now(),
        ));
    if (unsigned ?? unreadable) return this.#fail(call, service, unsigned ?? unreadable);
    const fault = faults.strike({ service: service.name, operation, region, input });
    if (fault?.kind === 'drop' || fault?.kind === 'hang') {
      call.outcome = fault.kind === 'drop' ? 'dropped' : 'hung';
      return { delayMs: 0, end: fault.kind };
    }
    try {
      this.#limitRate(service, operation, region);
      if (fault) this.#failOnPurpose(fault, incoming, region);
      if (operation === 'PutMetricData' && body.length > MOST_PUT_METRIC_DATA_BYTES)
        throw new ServiceError('RequestEntityTooLargeException', 'The request is larger than 1 MB.', 413);
      const output = this.run(service.name, operation, region, input, service.protocol === 'query');
      return this.#succeed(call, incoming, output, fault);
    } catch (error) {
      return this.#fail(call, service, error);
    }
  }

  #succeed(call: Call, incoming: Incoming, output: Output, fault: Fault | undefined): Handled {
    const spoilt =
      fault?.kind === 'partialData'
        ? spoilMetricData(output, fault, incoming.input)
        : fault?.kind === 'partialFailure'
          ? failEntries(output, fault)
          : output;
    Object.assign(call, { outcome: 'ok', status: 200 });
    const answer = success(incoming, spoilt);
    if (fault?.kind === 'delay') return { answer, delayMs: fault.ms };
    if (fault?.kind === 'truncate') call.outcome = 'dropped';
    if (fault?.kind === 'truncate') return { answer, delayMs: 0, end: 'truncate' };
    if (fault?.kind !== 'dropAfter') return { answer, delayMs: 0 };
    call.outcome = 'dropped';
    return { delayMs: 0, end: 'drop' };
  }

  #fail(call: Call, service: Service, error: unknown): Handled {
    const known =
      error instanceof ServiceError
        ? error
        : new ServiceError('SandboxBug', String((error as Error)?.stack), 500);
    Object.assign(call, { outcome: 'error', status: known.status, error: known.code });
    return { answer: failure(service, known), delayMs: 0 };
  }

  #failOnPurpose(fault: Fault, { service, operation }: Incoming, region: string): void {
    if (fault.kind === 'throttle') throw service.throttled();
    if (fault.kind === 'error')
      throw new ServiceError(
        fault.name ?? 'InternalFailure',
        fault.message ?? 'Something went wrong on purpose',
        fault.status ?? 500,
      );
    if (fault.kind !== 'accessDenied') return;
    const { account } = this.#parts;
    const action = `${service.iamPrefix}:${operation}`;
    const resource = `arn:${account.partition}:${service.signingName}:${region}:${account.id}:*`;
    throw service.denied(
      `User: ${account.callerArn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
    );
  }

  /** Personalize allows one request a second for each operation and Region (platform-facts 1.3). */
  #limitRate(service: Service, operation: string, region: string): void {
    const rate = this.#parts.settings.rateLimit?.personalizePerSecond;
    if (rate === undefined || service.name !== 'personalize') return;
    const key = `${operation} ${region}`;
    const now = performance.now();
    const most = Math.max(1, rate);
    const { tokens, at } = this.#buckets.get(key) ?? { tokens: most, at: now };
    const left = Math.min(most, tokens + ((now - at) / 1000) * rate);
    this.#buckets.set(key, { tokens: left >= 1 ? left - 1 : left, at: now });
    if (left < 1) throw service.throttled();
  }
}

function signatureProblem({ service, operation }: Incoming, credentials: ReturnType<typeof credentialsOf>) {
  if (operation === 'AssumeRoleWithWebIdentity') return undefined;
  const suffix = service.protocol === 'json' ? 'Exception' : '';
  if (credentials === undefined)
    return new ServiceError(`MissingAuthenticationToken${suffix}`, 'Missing Authentication Token', 403);
  if (credentials.signingName !== service.signingName) {
    const message = `Credential should be scoped to correct service: '${service.signingName}'.`;
    return new ServiceError(
      service.protocol === 'json' ? 'InvalidSignatureException' : 'SignatureDoesNotMatch',
      message,
      403,
    );
  }
  return undefined;
}

function unknownOperation(service: Service, operation: string): ServiceError {
  return service.protocol === 'json'
    ? new ServiceError(
        'UnknownOperationException',
        `The sandbox does not have ${service.name}:${operation}`,
        404,
      )
    : new ServiceError('InvalidAction', `The action ${operation} is not valid for this endpoint.`, 400);
}

function refused(error: ServiceError): Handled {
  const [anyService] = SERVICES;
  if (anyService === undefined) throw error;
  return { answer: failure(anyService, error), delayMs: 0 };
}
