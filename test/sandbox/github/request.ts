/** Requests as they come in, understood. */
import type { IncomingMessage } from 'node:http';
import { type Asked, isData } from './answers.ts';
import { OWNER, REPO } from './options.ts';

export async function understood(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  let sent: unknown;
  try {
    sent = text === '' ? undefined : JSON.parse(text);
  } catch {
    sent = undefined;
  }
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://github');
  // The addresses in Link headers go by the repository's id.
  const path = pathname.replace(/^\/repositories\/1(?=\/|$)/, `/repos/${OWNER}/${REPO}`);
  const rest = path.match(new RegExp(`^/repos/${OWNER}/${REPO}(/.*)?$`, 'i'));
  return {
    method: request.method ?? 'GET',
    path: pathname,
    rest: rest ? (rest[1] ?? '') : undefined,
    query: searchParams,
    body: isData(sent) ? sent : {},
    sent,
    accept: request.headers.accept,
  };
}
