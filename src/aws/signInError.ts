/** What stands between this job and the role that it is to sign in to. */
export type SignInProblem =
  /** The job may not ask GitHub for a token. */
  | 'no-permission'
  /** GitHub gave no token. */
  | 'no-token'
  /** The role's trust policy refuses the token, or there is no such role. */
  | 'not-trusted'
  /** The account does not take tokens of this provider or for this audience, or could not check this one. */
  | 'not-accepted'
  | 'expired-token'
  | 'bad-role'
  | 'region-disabled'
  /** STS did not do it, for a reason that has nothing to do with the role. */
  | 'failed'
  /** Signed in, but to an account that is not allowed. */
  | 'wrong-account';

/**
 * Signing in to AWS did not work. Neither the message nor the remedy holds a token or a credential, and there is no
 * `cause`, which could: what STS refuses it may quote.
 */
export class SignInError extends Error {
  override readonly name = 'SignInError';
  readonly problem: SignInProblem;
  /** What a person can do about it. */
  readonly remedy: string;
  /** False when asking again in this run cannot help. */
  readonly passing: boolean;

  constructor(told: { problem: SignInProblem; message: string; remedy: string; passing?: boolean }) {
    super(told.message);
    this.problem = told.problem;
    this.remedy = told.remedy;
    this.passing = told.passing ?? false;
  }
}
