import type { AccountEntry } from './config/accounts.ts';
import { boolean } from './fields.ts';
import { listOf } from './inputs.ts';
import type { BadInput } from './invalid.ts';

/** Commands that go through all accounts, each with its own role. */
const COVERING: readonly (string | undefined)[] = ['monitor', 'plan', 'doctor', 'uninstall'];

type Given = Readonly<Record<string, string | undefined>>;

/** The accounts of the config file that a run covers: all, or those that the input `account` names. */
export function coveredAccounts(given: Given, accounts: readonly AccountEntry[]): readonly AccountEntry[] {
  const names = listOf(given['account'] ?? '');
  return names.length === 0 ? accounts : accounts.filter(({ name }) => names.includes(name));
}

/** True for a run that only tells the accounts as a job matrix. */
export const plansMatrix = ({ 'plan-matrix': text }: Given): boolean => boolean.safeParse(text).data === true;

/** Inputs that do not go with the accounts of the config file. */
export function unsuitedToAccounts(given: Given, accounts: readonly AccountEntry[]): BadInput[] {
  const { account = '', 'role-to-assume': role, 'plan-matrix': matrix } = given;
  const command = given['command'];
  const names = accounts.map(({ name }) => name);
  const unknown = listOf(account).filter((name) => !names.includes(name));
  const bad: BadInput[] = [];
  if (unknown.length > 0) {
    const those = names.length > 0 ? `those are ${names.join(', ')}` : 'there is none';
    bad.push({
      name: 'account',
      value: account,
      allowed: `must be names in the section accounts of the config file; ${those}`,
    });
  }
  if (role !== undefined && names.length > 0 && COVERING.includes(command)) {
    const allowed =
      'must not be given beside the section accounts of the config file, which has a role for each';
    bad.push({ name: 'role-to-assume', value: role, allowed });
  }
  if (plansMatrix(given) && names.length === 0) {
    const allowed = 'needs a config file with a section accounts';
    bad.push({ name: 'plan-matrix', value: matrix ?? '', allowed });
  }
  return bad;
}
