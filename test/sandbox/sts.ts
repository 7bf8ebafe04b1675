import { type Context, type Operations, operations, refuseWith, shortHash } from './service.ts';
import { issue } from './sessions.ts';
import { integer, list, ServiceError, string, structure } from './validation.ts';

const validated = operations(refuseWith('ValidationError'));
const policyArns = list(structure({}, { arn: string() }), { max: 10 });
const roleShape = {
  RoleArn: string({ min: 20, max: 2048 }),
  RoleSessionName: string({ min: 2, max: 64, pattern: /[\w+=,.@-]*/ }),
};
const sessionShape = {
  PolicyArns: policyArns,
  Policy: string({ min: 1 }),
  DurationSeconds: integer({ min: 900, max: 43_200 }),
};

/** What a role allows unless told otherwise: MaxSessionDuration of IAM. */
const MOST_SECONDS = 3600;

/** Credentials for a role, good until then by the sandbox's clock. */
function assume(roleArn: string, session: string, seconds: number, { account, now }: Context) {
  const match = /^arn:([a-z-]+):iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(roleArn);
  if (match === null) throw new ServiceError('ValidationError', 'Request ARN is invalid');
  const [, partition, owner, role = ''] = match;
  const issued = issue(account, now + seconds * 1000);
  const id = `AROA${shortHash(roleArn).toUpperCase()}`;
  return {
    Credentials: {
      AccessKeyId: issued.accessKeyId,
      SecretAccessKey: issued.secretAccessKey,
      SessionToken: issued.sessionToken,
      Expiration: new Date(issued.expiresAt).toISOString(),
    },
    AssumedRoleUser: {
      AssumedRoleId: `${id}:${session}`,
      Arn: `arn:${partition}:sts::${owner}:assumed-role/${role}/${session}`,
    },
    PackedPolicySize: 0,
  };
}

export const sts: Operations = {
  GetCallerIdentity: validated(structure({}), (_, { account }) => ({
    Arn: account.callerArn,
    UserId: `AROASANDBOX:${account.callerArn.split('/').at(-1)}`,
    Account: account.id,
  })),

  AssumeRole: validated(
    structure(roleShape, {
      ...sessionShape,
      Tags: list(structure({ Key: string(), Value: string() })),
      TransitiveTagKeys: list(string()),
      ExternalId: string({ min: 2, max: 1224 }),
      SourceIdentity: string({ min: 2, max: 64 }),
    }),
    (input, context) =>
      assume(input.RoleArn, input.RoleSessionName, input.DurationSeconds ?? MOST_SECONDS, context),
  ),

  /** The token is read, not verified: a JWT for `sts.amazonaws.com` that is good now, for a role of this account. */
  AssumeRoleWithWebIdentity: validated(
    structure(
      { ...roleShape, WebIdentityToken: string({ min: 4, max: 20_000 }) },
      { ...sessionShape, ProviderId: string({ min: 4, max: 2048 }) },
    ),
    (input, context) => {
      const { RoleArn, RoleSessionName, WebIdentityToken, DurationSeconds = MOST_SECONDS } = input;
      const { account, now } = context;
      const claims = claimsOf(WebIdentityToken);
      if (![claims['aud']].flat().includes('sts.amazonaws.com'))
        throw new ServiceError('InvalidIdentityToken', 'Incorrect token audience');
      if (typeof claims['exp'] === 'number' && claims['exp'] * 1000 <= now)
        throw new ServiceError('ExpiredTokenException', 'Token expired');
      if (typeof claims['nbf'] === 'number' && claims['nbf'] * 1000 > now)
        throw new ServiceError('InvalidIdentityToken', 'Token is not yet valid');
      if (DurationSeconds > MOST_SECONDS)
        throw new ServiceError(
          'ValidationError',
          'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
        );
      const session = assume(RoleArn, RoleSessionName, DurationSeconds, context);
      if (RoleArn.split(':')[4] !== account.id)
        throw new ServiceError(
          'AccessDenied',
          'Not authorized to perform sts:AssumeRoleWithWebIdentity',
          403,
        );
      const subject = typeof claims['sub'] === 'string' ? claims['sub'] : 'unknown';
      return { ...session, SubjectFromWebIdentityToken: subject, Audience: 'sts.amazonaws.com' };
    },
  ),
};

function claimsOf(token: string): Record<string, unknown> {
  try {
    const [, payload = ''] = token.split('.');
    return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  } catch {
    throw new ServiceError('InvalidIdentityToken', 'The ID Token provided is not a valid JWT.');
  }
}
