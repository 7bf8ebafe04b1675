import { isThrottlingError, isTransientError } from '@smithy/core/retry';
import type { Failure } from './failure.ts';
import { SignInError } from './signInError.ts';

/** Error names with which AWS refuses a caller: never retried, since asking again cannot help. */
const ACCESS_DENIED = new Set([
  'AccessDenied',
  'AccessDeniedException',
  'AuthorizationError',
  'AuthorizationErrorException',
  'UnauthorizedOperation',
  'NotAuthorized',
]);

const BAD_CREDENTIALS = new Set([
  'CredentialsProviderError',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidIdentityToken',
  'InvalidIdentityTokenException',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'InvalidSignatureException',
  'SignatureDoesNotMatch',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
]);

const NOT_FOUND = new Set([
  'ResourceNotFoundException',
  'ResourceNotFound',
  'NotFound',
  'NotFoundException',
  'DashboardNotFoundError',
]);

const NO_ANSWER = new Set(['TimeoutError', 'ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);

const NO_HOST = new Set(['ENOTFOUND', 'EAI_AGAIN']);

/** The AWS error name: `name` of the SDK's exception, or the code of a system error such as `ENOTFOUND`. */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return 'Error';
  const code = (error as NodeJS.ErrnoException).code;
  return error.name === 'Error' && typeof code === 'string' ? code : error.name;
}

/** CloudWatch and SNS also send the older query code beside the shape's name; both are looked at. */
function hasName(error: unknown, names: ReadonlySet<string>): boolean {
  if (!(error instanceof Error)) return false;
  const { Code, code } = error as { Code?: unknown; code?: unknown };
  return [error.name, Code, code].some((name) => typeof name === 'string' && names.has(name));
}

export const isAccessDenied = (error: unknown): boolean => hasName(error, ACCESS_DENIED);
export const isNotFound = (error: unknown): boolean => hasName(error, NOT_FOUND);
/** AWS does not know who asks, in this Region at least. */
export const isUnknownCaller = (error: unknown): boolean => hasName(error, BAD_CREDENTIALS);
/** Nobody answered, after retries. */
export const isUnanswered = (error: unknown): boolean => hasName(error, NO_ANSWER) || hasName(error, NO_HOST);

/** A quota that is used up, which the SDK takes for throttling: asking again cannot help. */
const QUOTA = new Set([
  'LimitExceededException',
  'LimitExceededFault',
  'LimitExceeded',
  'TopicLimitExceeded',
]);

export const isQuota = (error: unknown): boolean => hasName(error, QUOTA);

export function isThrottled(error: unknown): boolean {
  return (
    error instanceof Error &&
    !isQuota(error) &&
    isThrottlingError(error as Parameters<typeof isThrottlingError>[0])
  );
}

export const SIGN_IN =
  'Sign in to AWS: name an IAM role in `role-to-assume` and give the job `permissions: id-token: write`, or sign in in a step before this one, for example with aws-actions/configure-aws-credentials. Only `role-to-assume` renews credentials in a run that outlives them.';

/** What a person can do about an error of its class. `operation` is such as `personalize:ListCampaigns`. */
export function remedyFor(error: unknown, operation: string | undefined): string {
  if (error instanceof SignInError) return error.remedy;
  if (isAccessDenied(error)) {
    return operation
      ? `Allow ${operation} in the IAM policy of the role that this workflow assumes (and in any service control policy above it).`
      : 'Allow the action named in the message in the IAM policy of the role that this workflow assumes.';
  }
  if (hasName(error, BAD_CREDENTIALS)) return SIGN_IN;
  if (isQuota(error)) {
    return 'A quota of the account is used up: have it raised in Service Quotas, or delete what is no longer needed.';
  }
  if (isNotFound(error)) return 'Check that it still exists, and remove it from the inputs if it does not.';
  if (isThrottled(error)) {
    return 'AWS kept throttling after many retries. The next run fills in what is missing; run less often, or not at the same time as other jobs that call this API.';
  }
  if (hasName(error, NO_HOST)) {
    return "The service has no such host: check the Region's name, the network and the proxy settings.";
  }
  if (hasName(error, NO_ANSWER)) {
    return 'The service did not answer, after retries: check the network, the proxy settings and the health of AWS. The next run fills in what is missing.';
  }
  if (error instanceof Error && isTransientError(error as Parameters<typeof isTransientError>[0])) {
    return 'The service failed on its side, after retries. The next run fills in what is missing.';
  }
  return 'Read the message: AWS refused the request as it stands. If nothing in your inputs explains it, report it as a defect of personalize-monitor.';
}

export interface Context {
  readonly what: string;
  readonly region?: string;
  readonly resource?: string;
  readonly operation?: string;
}

/** A failure from a thrown error, with its cause and the remedy of its class. */
export function failureOf(error: unknown, context: Context): Failure {
  const name = errorName(error);
  const message = error instanceof Error ? error.message : String(error);
  const status = (error as { $metadata?: { attempts?: number } } | undefined)?.$metadata;
  const attempts = status?.attempts && status.attempts > 1 ? ` (after ${status.attempts} attempts)` : '';
  return {
    ...context,
    cause: `${name}: ${message.trim() || 'no message'}${attempts}`,
    remedy: remedyFor(error, context.operation),
  };
}
