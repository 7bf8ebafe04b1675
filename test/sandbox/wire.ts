/** From bytes to an operation and its input, and back: awsJson1_0, awsJson1_1 and awsQuery. */
import type { IncomingHttpHeaders } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { newId } from './service.ts';
import { SERVICES, type Service } from './services.ts';
import { isRecord, ServiceError } from './validation.ts';

/** Of a request after inflating. */
const MOST_BYTES = 32 * 1024 * 1024;

export interface Credentials {
  accessKeyId: string;
  region: string;
  signingName: string;
}

export interface Incoming {
  service: Service;
  operation: string;
  input: Record<string, unknown>;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** The credential scope of a well-formed SigV4 header. The signature itself is not checked. */
export function credentialsOf(headers: IncomingHttpHeaders): Credentials | undefined {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=([A-Za-z0-9_+=-]+)\/\d{8}\/([a-z0-9-]+)\/([a-z0-9-]+)\/aws4_request, ?SignedHeaders=[a-z0-9;-]+, ?Signature=[0-9a-f]{64}$/;
  const match = pattern.exec(headers.authorization ?? '');
  if (match === null || headers['x-amz-date'] === undefined) return undefined;
  const [, accessKeyId = '', region = '', signingName = ''] = match;
  return { accessKeyId, region, signingName };
}

/** Undefined for a request that no service here would take. Throws a SerializationException. */
export function readRequest(headers: IncomingHttpHeaders, bytes: Buffer): Incoming | undefined {
  const body =
    headers['content-encoding'] === 'gzip' ? gunzipSync(bytes, { maxOutputLength: MOST_BYTES }) : bytes;
  const target = headers['x-amz-target'];
  if (typeof target === 'string') return readJson(target, headers['content-type'] ?? '', body.toString());
  const form = new URLSearchParams(body.toString());
  const service = SERVICES.find((one) => one.protocol === 'query' && one.version === form.get('Version'));
  if (service === undefined) return undefined;
  return { service, operation: form.get('Action') ?? '', input: readForm(form) };
}

function readJson(target: string, contentType: string, body: string): Incoming | undefined {
  const [prefix, operation = ''] = target.split('.');
  const service = SERVICES.find((one) => one.target === prefix);
  if (service === undefined) return undefined;
  const incoming = { service, operation, input: {} };
  if (!contentType.startsWith(service.version))
    throw new UnreadableRequest(incoming, `Content-Type ${contentType}`);
  try {
    const input: unknown = JSON.parse(body === '' ? '{}' : body);
    if (isRecord(input)) return { ...incoming, input };
  } catch {
    throw new UnreadableRequest(incoming, 'The body is not JSON');
  }
  throw new UnreadableRequest(incoming, 'The body is not a JSON object');
}

export class UnreadableRequest extends ServiceError {
  readonly incoming: Incoming;

  constructor(incoming: Incoming, message: string) {
    super('SerializationException', message);
    this.incoming = incoming;
  }
}

/** `Tags.member.1.Key=a` and `Attributes.entry.1.key=b` as nested objects, lists and maps. */
function readForm(form: URLSearchParams): Record<string, unknown> {
  const tree: Record<string, unknown> = {};
  for (const [name, value] of form) {
    if (name === 'Action' || name === 'Version') continue;
    const path = name.split('.');
    let node = tree;
    for (const part of path.slice(0, -1)) {
      const next = node[part];
      node[part] = isRecord(next) ? next : {};
      node = node[part] as Record<string, unknown>;
    }
    node[path.at(-1) ?? ''] = value;
  }
  return unfold(tree) as Record<string, unknown>;
}

function unfold(node: unknown): unknown {
  if (!isRecord(node)) return node;
  const { member, entry } = node;
  if (isRecord(member)) return inOrder(member).map(unfold);
  if (isRecord(entry)) {
    const pairs = inOrder(entry).map((pair) =>
      isRecord(pair) ? [String(pair['key']), unfold(pair['value'])] : [],
    );
    return Object.fromEntries(pairs);
  }
  return Object.fromEntries(Object.entries(node).map(([name, value]) => [name, unfold(value)]));
}

function inOrder(numbered: Record<string, unknown>): unknown[] {
  return Object.entries(numbered)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, value]) => value);
}

export function success({ service, operation }: Incoming, output: Record<string, unknown>): Answer {
  const requestId = newId();
  if (service.protocol === 'json') {
    return { status: 200, headers: jsonHeaders(service, requestId), body: JSON.stringify(output) };
  }
  const result = `<${operation}Result>${xml(output)}</${operation}Result>`;
  const metadata = `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  const body = `<${operation}Response xmlns="${service.namespace}">${result}${metadata}</${operation}Response>`;
  return { status: 200, headers: xmlHeaders(requestId), body };
}

export function failure(service: Service, error: ServiceError): Answer {
  const requestId = newId();
  const fault = error.status < 500 ? 'Sender' : 'Receiver';
  if (service.protocol === 'json') {
    const headers = jsonHeaders(service, requestId);
    if (service.name === 'cloudwatch') headers['x-amzn-query-error'] = `${queryCode(error.code)};${fault}`;
    const body = { __type: typeOf(service, error.code), message: error.message, ...error.details };
    return { status: error.status, headers, body: JSON.stringify(body) };
  }
  const members = xml({ Type: fault, Code: error.code, Message: error.message });
  const body = `<ErrorResponse xmlns="${service.namespace}"><Error>${members}</Error><RequestId>${requestId}</RequestId></ErrorResponse>`;
  return { status: error.status, headers: xmlHeaders(requestId), body };
}

function typeOf(service: Service, code: string): string {
  if (service.name === 'cloudwatch' && code in QUERY_CODES) return `com.amazonaws.cloudwatch#${code}`;
  return service.name === 'cloudwatch' ? `com.amazon.coral.service#${code}` : code;
}

/** CloudWatch errors have a second name, from when it spoke the query protocol (the awsQueryError traits). */
const QUERY_CODES: Record<string, string> = {
  DashboardInvalidInputError: 'InvalidParameterInput',
  DashboardNotFoundError: 'ResourceNotFound',
  InternalServiceFault: 'InternalServiceError',
  InvalidFormatFault: 'InvalidFormat',
  InvalidNextToken: 'InvalidNextToken',
  InvalidParameterCombinationException: 'InvalidParameterCombination',
  InvalidParameterValueException: 'InvalidParameterValue',
  LimitExceededException: 'LimitExceededException',
  LimitExceededFault: 'LimitExceeded',
  MissingRequiredParameterException: 'MissingParameter',
  ResourceNotFound: 'ResourceNotFound',
  ResourceNotFoundException: 'ResourceNotFoundException',
  ValidationException: 'ValidationError',
  ThrottlingException: 'Throttling',
  AccessDeniedException: 'AccessDenied',
};

function queryCode(code: string): string {
  return QUERY_CODES[code] ?? code.replace(/(Exception|Fault)$/, '');
}

const jsonHeaders = (service: Service, requestId: string): Record<string, string> => ({
  'content-type': service.version,
  'x-amzn-requestid': requestId,
});

const xmlHeaders = (requestId: string) => ({ 'content-type': 'text/xml', 'x-amzn-requestid': requestId });

/** Lists become members, Maps entries, objects elements. */
function xml(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${xml(item)}</member>`).join('');
  if (value instanceof Map)
    return [...value].map(([k, v]) => `<entry><key>${xml(k)}</key><value>${xml(v)}</value></entry>`).join('');
  if (isRecord(value))
    return Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([name, item]) => `<${name}>${xml(item)}</${name}>`)
      .join('');
  return escapeXml(String(value));
}

function escapeXml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
    '\r': '&#xD;',
  };
  return text.replace(/[&<>"'\r]/g, (character) => entities[character] ?? character);
}
