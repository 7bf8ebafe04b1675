/** The last touch to every answer: what GitHub words in another way than emulate. */
import { createHash } from 'node:crypto';
import { notByIntegration } from './access.ts';
import { type Answer, type Asked, isData, refused } from './answers.ts';
import type { Actor } from './options.ts';

export function etagOf({ body }: Answer): string {
  const bytes = body instanceof Buffer ? body : JSON.stringify(body);
  return `W/"${createHash('sha256').update(bytes).digest('hex')}"`;
}

/** An error of emulate's as GitHub puts it. All else as it is. */
export function polished(answer: Answer, { method, rest = '' }: Asked, actor: Actor | undefined): Answer {
  const { body, status, headers = {} } = answer;
  if (status < 400 || !isData(body) || 'status' in body) return answer;
  const message = String(body['message']);
  const reworded = (code: number, words: string) => ({ ...refused(code, words), headers });
  if (status === 403 && message === 'Forbidden' && actor?.role === 'action')
    return { ...notByIntegration(), headers };
  if (rest.startsWith('/git/refs') && method !== 'GET') {
    if (status === 404) return reworded(422, 'Reference does not exist');
    if (message === 'Invalid sha') return reworded(422, 'Object does not exist');
  }
  if (message.startsWith('"sha" wasn\'t supplied'))
    return reworded(422, 'Invalid request.\n\n"sha" wasn\'t supplied.');
  return reworded(status, message.replace('Validation failed', 'Validation Failed'));
}
