import { z } from 'zod';
import { type Kind, parseResourceArn, type ResourceArn } from '../aws/arn.ts';
import { isModeWord, MODE_ALLOWED, type Mode, modeOf } from './config/mode.ts';
import { listOf } from './inputs.ts';
import { PERSONALIZE_REGIONS } from './regions.ts';

export type { Mode };

/** Which resources of a kind are monitored. */
export type Scope =
  | { readonly kind: 'all' }
  | { readonly kind: 'none' }
  | { readonly kind: 'arns'; readonly arns: readonly ResourceArn[] };

export interface Endpoint {
  readonly protocol: 'email' | 'https' | 'sqs' | 'lambda';
  readonly endpoint: string;
}

const TRUE = ['true', 'yes', '1'];
const FALSE = ['false', 'no', '0'];

/** `true/false/yes/no/1/0` in any case, as DESIGN.md section 3 allows. */
export const boolean = z.string().transform((text, context) => {
  const word = text.toLowerCase();
  if (TRUE.includes(word)) return true;
  if (FALSE.includes(word)) return false;
  context.addIssue({ code: 'custom', message: 'must be true, false, yes, no, 1 or 0' });
  return z.NEVER;
});

/** `auto`, or a word for yes or no as in `boolean`. */
export const redaction = z.string().transform((text, context): 'auto' | boolean => {
  if (text.toLowerCase() === 'auto') return 'auto';
  const parsed = boolean.safeParse(text);
  if (parsed.success) return parsed.data;
  context.addIssue({ code: 'custom', message: 'must be auto, true, false, yes, no, 1 or 0' });
  return z.NEVER;
});

/** The ARN of an IAM role, with its path if it has one (IAM API reference, `roleNameType`). */
export const roleArn = z
  .string()
  .regex(
    /^arn:[a-z\d-]+:iam::\d{12}:role\/([\x21-\x7e]+\/)?[\w+=,.@-]{1,64}$/,
    'must be the ARN of an IAM role: arn:aws:iam::<account>:role/<name>',
  );

/** AWS account ids; empty: any account. */
export const accountIds = z.string().transform((text, context): readonly string[] => {
  const entries = listOf(text);
  const wrong = entries.filter((entry) => !/^\d{12}$/.test(entry));
  if (wrong.length === 0) return entries;
  const message = 'must be account ids of 12 digits (in quotes), separated by commas or newlines';
  const which = entries.length > 1 ? `; not one: ${wrong.map((one) => JSON.stringify(one)).join(', ')}` : '';
  context.addIssue({ code: 'custom', message: message + which });
  return z.NEVER;
});

/** A whole number of something, such as hours, between two bounds, both allowed. */
export function whole(of: string, least: number, most: number) {
  return number(/^\d+$/, least, most, `must be a whole number of ${of} from ${least} to ${most}`);
}

/** A word for a mode, in any case, and no other spelling. */
export const mode = z.string().transform((text, context) => {
  const word = text.toLowerCase();
  if (isModeWord(word)) return modeOf(word);
  context.addIssue({ code: 'custom', message: MODE_ALLOWED });
  return z.NEVER;
});

/** The ARN of one campaign or recommender. */
export const resourceArn = z.string().transform((text, context) => {
  const arn = parseResourceArn(text);
  if (arn) return arn;
  const message =
    'must be the ARN of a campaign or recommender: arn:aws:personalize:<region>:<account>:campaign/<name>';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

/** Names and ARNs that PutEvents takes as EventBusName (EventBridge API reference). */
export const eventBusName = z
  .string()
  .regex(
    /^(arn:[a-z\d-]+:events:[a-z\d-]+:\d{12}:event-bus\/)?[\w./-]{1,256}$/,
    'must be the name or ARN of an event bus',
  );

export function percent(least: number, most: number) {
  return number(/^\d+(\.\d+)?$/, least, most, `must be a number of percent from ${least} to ${most}`);
}

function number(pattern: RegExp, least: number, most: number, message: string) {
  return z.string().transform((text, context) => {
    const value = Number(text);
    if (pattern.test(text) && value >= least && value <= most) return value;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });
}

/** `all`, `none`, or ARNs of this kind; never a mixture. */
export function scope(kind: Kind) {
  return z.string().transform((text, context): Scope => {
    const entries = listOf(text);
    const word = entries.length === 1 ? entries[0]?.toLowerCase() : undefined;
    if (word === 'all' || word === 'none') return { kind: word };
    const parsed = entries.map((entry) => ({ entry, arn: parseResourceArn(entry) }));
    const wrong = parsed.filter(({ arn }) => arn?.kind !== kind).map(({ entry }) => JSON.stringify(entry));
    if (entries.length > 0 && wrong.length === 0) {
      return { kind: 'arns', arns: parsed.flatMap(({ arn }) => arn ?? []) };
    }
    const form = `arn:aws:personalize:<region>:<account>:${kind}/<name>`;
    context.addIssue({
      code: 'custom',
      message:
        `must be all, none, or ${kind} ARNs (${form}) separated by commas or newlines` +
        (entries.length > 1 ? `; not one: ${wrong.join(', ')}` : ''),
    });
    return z.NEVER;
  });
}

export const regions = z.string().transform((text, context) => {
  const entries = listOf(text);
  const wrong = entries.filter((entry) => !PERSONALIZE_REGIONS.includes(entry));
  if (wrong.length === 0 && entries.length > 0) return entries;
  context.addIssue({
    code: 'custom',
    message:
      `must be Regions that offer Amazon Personalize, separated by commas or newlines: ${PERSONALIZE_REGIONS.join(', ')}` +
      (entries.length > 1 ? `; not one: ${wrong.join(', ')}` : ''),
  });
  return z.NEVER;
});

/** Room is left for the `-2`, `-3` of numbered dashboards in the 255 characters that CloudWatch allows. */
const DASHBOARD_NAME = /^[A-Za-z0-9_-]{0,250}$/;

export const dashboardName = z
  .string()
  .regex(DASHBOARD_NAME, 'must be up to 250 letters, digits, hyphens and underscores; empty: no dashboard');

const EMAIL = /^[^\s@,]+@[^\s@,]+\.[^\s@,.]+$/;
const ENDPOINT_ARN = /^arn:[a-z\d-]+:(sqs|lambda):[a-z\d-]+:\d{12}:\S+$/;

function parseEndpoint(text: string): Endpoint | undefined {
  if (EMAIL.test(text)) return { protocol: 'email', endpoint: text };
  if (/^https:\/\//i.test(text) && URL.canParse(text)) return { protocol: 'https', endpoint: text };
  const service = ENDPOINT_ARN.exec(text)?.[1];
  return service ? { protocol: service as 'sqs' | 'lambda', endpoint: text } : undefined;
}

export const endpoints = z.string().transform((text, context): readonly Endpoint[] => {
  const parsed = listOf(text).map((entry) => ({ entry, endpoint: parseEndpoint(entry) }));
  const wrong = parsed.filter(({ endpoint }) => !endpoint).map(({ entry }) => JSON.stringify(entry));
  if (wrong.length === 0) return parsed.flatMap(({ endpoint }) => endpoint ?? []);
  context.addIssue({
    code: 'custom',
    message:
      'must be email addresses, https:// addresses, or ARNs of SQS queues or Lambda functions, separated by commas or newlines' +
      (parsed.length > 1 ? `; not one: ${wrong.join(', ')}` : ''),
  });
  return z.NEVER;
});
