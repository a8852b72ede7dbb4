/** A setting of the sandbox that cannot be parsed, with examples of valid values. */
export class SettingError extends Error {
  readonly setting: string;
  readonly examples: readonly string[];

  constructor(setting: string, message: string, examples: readonly string[]) {
    super(message);
    this.setting = setting;
    this.examples = examples;
  }
}
