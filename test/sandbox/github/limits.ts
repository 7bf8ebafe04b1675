/** How long things may be. Sources: GitHub's answers of 422; REST documentation for label descriptions. */
import { type Answer, type Asked, type Invalid, invalid, refused } from './answers.ts';

const MOST = { title: 256, body: 65_536, name: 50, description: 100 };

/** The 422 that the request's own fields earn it, whatever there is in the repository. */
export function invalidity({ method, rest = '', body }: Asked): Answer | undefined {
  if (method !== 'POST' && method !== 'PATCH') return undefined;
  if (method === 'POST' && rest === '/git/refs' && (body['ref'] === undefined || body['sha'] === undefined))
    return refused(422, 'Invalid request.\n\n"ref", "sha" weren\'t supplied.');
  const resource = resourceOf(rest);
  if (!resource) return undefined;
  const errors: Invalid[] = [];
  const check = (field: string, name: keyof typeof MOST) => {
    const value = body[field];
    if (typeof value === 'string' && [...value].length > MOST[name])
      errors.push({
        resource,
        code: 'custom',
        field: name,
        message: `${name} is too long (maximum is ${MOST[name]} characters)`,
      });
  };
  if (resource === 'Label') {
    check('name', 'name');
    check('new_name', 'name');
    check('description', 'description');
  } else {
    check('title', 'title');
    check('body', 'body');
  }
  const isNew = method === 'POST';
  const needed = resource === 'IssueComment' ? 'body' : resource === 'Label' ? 'name' : 'title';
  const value = body[needed];
  if ((isNew && value === undefined) || value === null)
    errors.push({ resource, code: 'missing_field', field: needed });
  else if (typeof value === 'string' && value.trim() === '')
    errors.push({ resource, code: 'custom', field: needed, message: `${needed} cannot be blank` });
  return errors.length > 0 ? invalid(...errors) : undefined;
}

function resourceOf(rest: string): string | undefined {
  if (/^\/issues(\/\d+)?$/.test(rest)) return 'Issue';
  if (/^\/pulls(\/\d+)?$/.test(rest)) return 'PullRequest';
  if (/^\/issues\/(\d+\/comments|comments\/\d+)$/.test(rest)) return 'IssueComment';
  if (/^\/labels(\/[^/]+)?$/.test(rest)) return 'Label';
  return undefined;
}
