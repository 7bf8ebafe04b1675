import { isTransientError } from '@smithy/core/retry';
import { errorName, failureOf, isThrottled } from './errors.ts';
import { claimsOf, withoutTokens } from './runnerToken.ts';
import { SignInError } from './signInError.ts';

/** What STS was asked: to give the credentials of `role` to the bearer of `token`. */
export interface Exchange {
  readonly role: string;
  readonly region: string;
  readonly token: string;
  readonly audience: string;
}

/** Why STS gave no credentials, and whether a second try, with a fresh token, could change that. */
export interface Refusal {
  readonly error: SignInError;
  /** `later`: not before a short wait. */
  readonly again: 'never' | 'at once' | 'later';
}

/** A second try helps where this is the reason (aws/aws-cli issue 7194), though STS calls the token invalid. */
const KEY_NOT_FETCHED = /verification key/i;

/**
 * The error of AssumeRoleWithWebIdentity, told to those who can mend it. Errors are those of the STS API Reference;
 * AccessDenied, which it does not list, also comes for a role that was created seconds ago.
 */
export function refusalOf(error: unknown, exchange: Exchange): Refusal {
  const message = withoutTokens(error instanceof Error ? error.message : String(error));
  switch (errorName(error).replace(/Exception$/, '')) {
    case 'AccessDenied':
    case 'IDPRejectedClaim':
      return { error: notTrusted(message, exchange), again: 'later' };
    case 'InvalidIdentityToken':
      return KEY_NOT_FETCHED.test(message)
        ? { error: notChecked(message), again: 'later' }
        : { error: notAccepted(message, exchange), again: 'never' };
    case 'ExpiredToken':
      return { error: expired(message), again: 'at once' };
    case 'ValidationError':
    case 'Validation':
      return { error: badRole(message, exchange), again: 'never' };
    case 'RegionDisabled':
      return { error: regionDisabled(message, exchange), again: 'never' };
    default:
      return { error: failed(error, exchange), again: 'never' };
  }
}

function notTrusted(message: string, { role, token, audience }: Exchange): SignInError {
  const claims = claimsOf(token);
  const carried = Object.entries(claims).map(([name, value]) => `${name} \`${value}\``);
  const subject = claims.sub ? `\`${claims.sub}\`` : "the token's `sub`";
  return new SignInError({
    problem: 'not-trusted',
    message: `AWS does not let this job assume ${role}: ${message}${carried.length ? `. The job's token carries ${carried.join(', ')}.` : ''}`,
    remedy: `Check that the role exists. Its trust policy must allow sts:AssumeRoleWithWebIdentity to the OIDC provider token.actions.githubusercontent.com, on the conditions that token.actions.githubusercontent.com:aud is \`${audience}\` and token.actions.githubusercontent.com:sub is ${subject}, compared letter by letter. Repositories created, renamed or transferred since 15 July 2026 have a sub with ids, \`repo:OWNER@ID/REPOSITORY@ID:…\`, others \`repo:OWNER/REPOSITORY:…\`: a policy for the one form refuses the other. An \`environment\` of the job, or a pull_request event, changes its end.`,
  });
}

function notAccepted(message: string, { audience, role }: Exchange): SignInError {
  const account = role.split(':')[4];
  const remedy = /audience/i.test(message)
    ? `Add \`${audience}\` to the audiences (client ids) of the OIDC provider token.actions.githubusercontent.com in IAM of account ${account}.`
    : /thumbprint|certificate/i.test(message)
      ? `Renew the thumbprint of the OIDC provider token.actions.githubusercontent.com in IAM of account ${account}, or create the provider anew.`
      : `Create the OIDC provider https://token.actions.githubusercontent.com with the audience \`${audience}\` in IAM of account ${account}, which is that of the role.`;
  return new SignInError({
    problem: 'not-accepted',
    message: `AWS does not accept the job's token for ${role}: ${message}`,
    remedy,
  });
}

function notChecked(message: string): SignInError {
  return new SignInError({
    problem: 'not-accepted',
    message: `AWS could not check the job's token, tried twice: ${message}`,
    remedy: 'Run it again: AWS could not fetch the keys of GitHub, which is seldom so for long.',
    passing: true,
  });
}

function expired(message: string): SignInError {
  return new SignInError({
    problem: 'expired-token',
    message: `AWS takes a token of this job for expired though it is fresh, tried twice: ${message}`,
    remedy: 'Run it again. On GitHub Enterprise Server, check the clock of the server.',
    passing: true,
  });
}

function badRole(message: string, { role, region }: Exchange): SignInError {
  return new SignInError({
    problem: 'bad-role',
    message: `AWS cannot read ${role} as a role to assume in ${region}: ${message}`,
    remedy:
      'Check `role-to-assume`: it is the ARN of a role, such as arn:aws:iam::111122223333:role/personalize-monitor, of the partition (aws, aws-cn, aws-us-gov) that the Region is in.',
  });
}

function regionDisabled(message: string, { role, region }: Exchange): SignInError {
  return new SignInError({
    problem: 'region-disabled',
    message: `The account of ${role} does not give out credentials in ${region}: ${message}`,
    remedy: `Activate STS for ${region} in IAM, Account settings, of that account, or put another Region first in \`regions\`.`,
  });
}

function failed(error: unknown, { role, region }: Exchange): SignInError {
  const operation = 'sts:AssumeRoleWithWebIdentity';
  const { cause, remedy } = failureOf(error, { what: 'sign in', operation });
  return new SignInError({
    problem: 'failed',
    message: `AWS gave no credentials for ${role} in ${region}: ${withoutTokens(cause)}`,
    remedy,
    passing: error instanceof Error && (isThrottled(error) || isTransientError(error as never)),
  });
}
