import { newId, type Operations, operations, refuseWith, shortHash } from './service.ts';
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

/** Credentials for a role, which live in real time, since SDKs compare their expiry with their own clock. */
function assume(roleArn: string, session: string, durationSeconds: number) {
  const match = /^arn:([a-z-]+):iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(roleArn);
  if (match === null) throw new ServiceError('ValidationError', `${roleArn} is invalid`);
  const [, partition, account, role = ''] = match;
  const id = `AROA${shortHash(roleArn).toUpperCase()}`;
  return {
    Credentials: {
      AccessKeyId: `ASIA${shortHash(`${roleArn}${session}`).toUpperCase()}SANDBOX`,
      SecretAccessKey: 'sandbox-secret',
      SessionToken: `sandbox-session-${newId()}`,
      Expiration: new Date(Date.now() + durationSeconds * 1000).toISOString(),
    },
    AssumedRoleUser: {
      AssumedRoleId: `${id}:${session}`,
      Arn: `arn:${partition}:sts::${account}:assumed-role/${role}/${session}`,
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
    (input) => assume(input.RoleArn, input.RoleSessionName, input.DurationSeconds ?? 3600),
  ),

  /** The token is read, not verified: a JWT for `sts.amazonaws.com` that has not expired. */
  AssumeRoleWithWebIdentity: validated(
    structure(
      { ...roleShape, WebIdentityToken: string({ min: 4, max: 20_000 }) },
      { ...sessionShape, ProviderId: string({ min: 4, max: 2048 }) },
    ),
    (input) => {
      const claims = claimsOf(input.WebIdentityToken);
      if (![claims['aud']].flat().includes('sts.amazonaws.com'))
        throw new ServiceError('InvalidIdentityToken', 'Incorrect token audience');
      if (typeof claims['exp'] === 'number' && claims['exp'] * 1000 < Date.now())
        throw new ServiceError('ExpiredTokenException', 'Token expired');
      const session = assume(input.RoleArn, input.RoleSessionName, input.DurationSeconds ?? 3600);
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
