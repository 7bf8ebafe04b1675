/** Label names are one whatever their case. */
import { type Answer, type Asked, invalid, isData } from './answers.ts';
import { same } from './issues.ts';
import { REPOSITORY, type Repository } from './repository.ts';

/** The refusal of a new or renamed label whose name is another's. */
export async function labelTaken(
  { method, rest = '', body }: Asked,
  repository: Repository,
): Promise<Answer | undefined> {
  if (!/^\/labels(\/[^/]+)?$/.test(rest)) return undefined;
  const name = method === 'POST' ? body['name'] : method === 'PATCH' ? body['new_name'] : undefined;
  if (typeof name !== 'string') return undefined;
  const own = decodeURIComponent(rest.split('/')[2] ?? '');
  const taken = (await repository.labels()).some((label) => same(label, name) && !same(label, own));
  return taken ? invalid({ resource: 'Label', code: 'already_exists', field: 'name' }) : undefined;
}

/** The same request with every label written as the repository has it. A label may be sent as `{ name }`, too. */
export async function withLabelsByName(asked: Asked, repository: Repository): Promise<Asked> {
  const { rest = '', sent, body } = asked;
  const inPath = /^(.*\/labels\/)([^/]+)$/.exec(rest);
  const given = Array.isArray(sent) ? sent : body['labels'];
  if (!inPath && !(Array.isArray(given) && /^\/issues/.test(rest))) return asked;
  const known = await repository.labels();
  const named = (label: unknown) => {
    const name = isData(label) ? label['name'] : label;
    return known.find((other) => same(other, String(name))) ?? name;
  };
  if (inPath) {
    const to = `${inPath[1]}${encodeURIComponent(String(named(decodeURIComponent(inPath[2] ?? ''))))}`;
    return { ...asked, rest: to, path: `${REPOSITORY}${to}` };
  }
  const labels = (given as unknown[]).map(named);
  if (Array.isArray(sent)) return { ...asked, sent: labels };
  return { ...asked, sent: { ...body, labels }, body: { ...body, labels } };
}
