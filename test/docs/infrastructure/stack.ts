import { parse, type ScalarTag } from 'yaml';
import type { ParameterName } from '../../../scripts/infrastructure/parameters.ts';

export type Parameters = Readonly<Record<ParameterName, string>>;

interface Template {
  readonly Parameters: Readonly<Record<ParameterName, Declaration>>;
  readonly Conditions: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, Resource>>;
}

interface Declaration {
  readonly Default?: string;
  readonly AllowedPattern?: string;
  readonly AllowedValues?: readonly string[];
}

interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties: Properties;
}

export type Properties = Readonly<Record<string, unknown>>;

const SHORT: ScalarTag[] = [
  { tag: '!Ref', resolve: (text) => ({ Ref: text }) },
  { tag: '!Sub', resolve: (text) => ({ 'Fn::Sub': text }) },
];

const ABSENT = Symbol('AWS::NoValue');

/** A template as CloudFormation reads it: YAML 1.1, short forms of intrinsic functions as long ones. */
export const templateIn = (text: string): Template => parse(text, { version: '1.1', customTags: SHORT });

/**
 * The properties of each resource that a stack of the template has, with every intrinsic function carried out. A
 * function or a name that this does not know fails.
 */
export function stackOf(
  template: Template,
  given: Partial<Parameters>,
  partition = 'aws',
): Readonly<Record<string, Properties>> {
  const names: Record<string, string> = { 'AWS::Partition': partition, 'AWS::AccountId': '111122223333' };
  for (const [name, { Default, AllowedPattern, AllowedValues }] of Object.entries(template.Parameters)) {
    const value = given[name as ParameterName] ?? Default;
    if (value === undefined) throw new Error(`${name} is not given`);
    if (AllowedPattern && !new RegExp(`^(?:${AllowedPattern})$`).test(value))
      throw new Error(`${name} may not be ${value}`);
    if (AllowedValues && !AllowedValues.includes(value)) throw new Error(`${name} may not be ${value}`);
    names[name] = value;
  }
  const named = (name: string): unknown => {
    if (name === 'AWS::NoValue') return ABSENT;
    if (Object.hasOwn(names, name)) return names[name];
    if (template.Resources[name]?.Type === 'AWS::IAM::OIDCProvider')
      return `arn:${partition}:iam::111122223333:oidc-provider/token.actions.githubusercontent.com`;
    throw new Error(`There is no ${name}`);
  };
  const holds = (condition: string) => done(template.Conditions[condition]) === true;
  const functions: Readonly<Record<string, (argument: never) => unknown>> = {
    Ref: named,
    'Fn::Sub': (text: string) => text.replace(/\$\{([^}]+)\}/g, (_, name: string) => String(named(name))),
    'Fn::If': ([condition, yes, no]: [string, unknown, unknown]) => done(holds(condition) ? yes : no),
    'Fn::Equals': ([a, b]: [unknown, unknown]) => done(a) === done(b),
    'Fn::Not': ([a]: [unknown]) => done(a) !== true,
  };
  function done(data: unknown): unknown {
    if (Array.isArray(data)) return data.map(done).filter((item) => item !== ABSENT);
    if (typeof data !== 'object' || data === null) return data;
    const entries = Object.entries(data);
    const [name = '', argument] = entries[0] ?? [];
    if (/^(Ref$|Fn::)/.test(name)) {
      const carryOut = functions[name];
      if (carryOut === undefined || entries.length !== 1) throw new Error(`Cannot carry out ${name}`);
      return carryOut(argument as never);
    }
    return Object.fromEntries(
      entries.map(([key, value]) => [key, done(value)]).filter(([, value]) => value !== ABSENT),
    );
  }
  return Object.fromEntries(
    Object.entries(template.Resources)
      .filter(([, { Condition }]) => Condition === undefined || holds(Condition))
      .map(([name, { Properties }]) => [name, done(Properties) as Properties]),
  );
}
