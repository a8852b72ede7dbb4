/** A setting of the sandbox that cannot be understood, or not be had; `example` is one that can. */
export class SettingError extends Error {
  readonly example: string;

  constructor(message: string, example: string) {
    super(message);
    this.name = 'SettingError';
    this.example = example;
  }
}
