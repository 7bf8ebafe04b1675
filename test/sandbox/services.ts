/** The services, how they are addressed and signed, and how they word the errors that any of them may give. */
import { cloudwatch } from './cloudwatch/index.ts';
import { eventbridge } from './eventbridge.ts';
import { personalize } from './personalize/index.ts';
import type { Operations } from './service.ts';
import { sns } from './sns/index.ts';
import { sts } from './sts.ts';
import { ServiceError } from './validation.ts';

export type ServiceName = 'personalize' | 'cloudwatch' | 'sns' | 'eventbridge' | 'sts';

export interface Service {
  name: ServiceName;
  operations: Operations;
  /** The service in a SigV4 credential scope. */
  signingName: string;
  /** The prefix of its actions in IAM policies. */
  iamPrefix: string;
  protocol: 'json' | 'query';
  /** JSON: the content type and what stands before the operation in X-Amz-Target. Query: the API's version. */
  version: string;
  target?: string;
  /** The XML namespace of query answers. */
  namespace?: string;
  throttled: () => ServiceError;
  denied: (message: string) => ServiceError;
}

const throttling =
  (code: string, status = 400) =>
  () =>
    new ServiceError(code, 'Rate exceeded', status);
const denied = (code: string, status: number) => (message: string) => new ServiceError(code, message, status);

export const SERVICES: readonly Service[] = [
  {
    name: 'personalize',
    operations: personalize,
    signingName: 'personalize',
    iamPrefix: 'personalize',
    protocol: 'json',
    version: 'application/x-amz-json-1.1',
    target: 'AmazonPersonalize',
    throttled: throttling('ThrottlingException'),
    denied: denied('AccessDeniedException', 400),
  },
  {
    name: 'cloudwatch',
    operations: cloudwatch,
    signingName: 'monitoring',
    iamPrefix: 'cloudwatch',
    protocol: 'json',
    version: 'application/x-amz-json-1.0',
    target: 'GraniteServiceVersion20100801',
    throttled: throttling('ThrottlingException'),
    denied: denied('AccessDeniedException', 403),
  },
  {
    name: 'eventbridge',
    operations: eventbridge,
    signingName: 'events',
    iamPrefix: 'events',
    protocol: 'json',
    version: 'application/x-amz-json-1.1',
    target: 'AWSEvents',
    throttled: throttling('ThrottlingException'),
    denied: denied('AccessDeniedException', 400),
  },
  {
    name: 'sns',
    operations: sns,
    signingName: 'sns',
    iamPrefix: 'SNS',
    protocol: 'query',
    version: '2010-03-31',
    namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
    throttled: throttling('Throttling'),
    denied: denied('AuthorizationError', 403),
  },
  {
    name: 'sts',
    operations: sts,
    signingName: 'sts',
    iamPrefix: 'sts',
    protocol: 'query',
    version: '2011-06-15',
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    throttled: throttling('Throttling'),
    denied: denied('AccessDenied', 403),
  },
];

export function serviceCalled(name: ServiceName): Service {
  const service = SERVICES.find((one) => one.name === name);
  if (service === undefined) throw new Error(`No service ${name}`);
  return service;
}
