/** Lists by pages: 30 items unless asked, 100 at most, and a Link header with absolute addresses. */
import type { Answer, Asked } from './answers.ts';

export function paged(items: readonly unknown[], { path, query }: Asked, url: string): Answer {
  const size = Math.min(100, Math.max(1, Number(query.get('per_page')) || 30));
  const page = Math.max(1, Number(query.get('page')) || 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const body = items.slice((page - 1) * size, page * size);
  const to = (number: number, rel: string) => {
    const address = new URL(path.replace(/^\/repos\/[^/]+\/[^/]+/, '/repositories/1'), url);
    for (const [name, value] of query) address.searchParams.set(name, value);
    address.searchParams.set('page', String(number));
    return `<${address}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [to(page - 1, 'prev')] : []),
    ...(page < last ? [to(page + 1, 'next'), to(last, 'last')] : []),
    ...(page > 1 ? [to(1, 'first')] : []),
  ];
  return { status: 200, body, headers: links.length > 0 ? { link: links.join(', ') } : {} };
}
