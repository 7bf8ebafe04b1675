/** An input that was refused: its name, the value it had, and what is allowed. */
export interface BadInput {
  readonly name: string;
  readonly value: string;
  readonly allowed: string;
}

/** Says everything that is wrong with the inputs at once. */
export class InvalidInputs extends Error {
  readonly inputs: readonly BadInput[];

  constructor(inputs: readonly BadInput[]) {
    const lines = inputs.map(({ name, value, allowed }) => `- ${name}: ${JSON.stringify(value)} ${allowed}`);
    const head = inputs.length === 1 ? 'One input is not valid' : `${inputs.length} inputs are not valid`;
    super([`${head}. Nothing was read or changed.`, ...lines].join('\n'));
    this.name = 'InvalidInputs';
    this.inputs = inputs;
  }
}
