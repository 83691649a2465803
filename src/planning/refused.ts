/** Nothing can be planned, and repeating it is of no use until a person has acted. */
export class RefusedError extends Error {
  constructor(
    message: string,
    /** One line for each reason. */
    readonly reasons: readonly string[] = [],
  ) {
    super(message);
    this.name = 'RefusedError';
  }
}
