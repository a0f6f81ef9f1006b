/** A request to the control of `npm start` that cannot be fulfilled, with an HTTP status. */
export class ControlError extends Error {
  override name = 'ControlError'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}
