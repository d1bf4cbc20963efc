/** One entry of a reply's `errors` (docs/wire/frames.md). */
export interface WireError {
  code: string;
  /** The input field with the error; empty means the whole request. */
  field: string;
  message: string;
  /** Present when waiting helps: milliseconds until a repeat makes sense. */
  retry_ms?: number;
}

/** The error of every failed call: the server's refusal, or one of the codes made here. */
export class Refusal extends Error {
  readonly code: string;
  readonly field: string;
  /** `response_status` or HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly retryMs: number | undefined;

  /** @param cause the refusal after which the call waited in vain, if there was one */
  constructor(status: number, error: WireError, cause?: Refusal) {
    super(error.message, cause && { cause });
    this.name = 'Refusal';
    this.code = error.code;
    this.field = error.field;
    this.status = status;
    this.retryMs = error.retry_ms;
  }

  /** No reply in time. The outcome is unknown; a write may be repeated with the same `op`. */
  static timeout(cause?: Refusal): Refusal {
    return new Refusal(0, { code: 'timeout', field: '', message: 'no answer in time' }, cause);
  }

  /** The connection is lost and the call is not repeated. */
  static disconnected(): Refusal {
    return new Refusal(0, { code: 'disconnected', field: '', message: 'not connected' });
  }

  /** The server closed the connection because of the size of this call's frame. */
  static tooLarge(): Refusal {
    return new Refusal(413, { code: 'too_large', field: '', message: 'larger than the server takes' });
  }

  /** Reads a reply's `errors`; errors in any other form become `internal`. */
  static of(status: number, errors: unknown): Refusal {
    const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
    if (typeof first !== 'object' || first === null) {
      return new Refusal(status, { code: 'internal', field: '', message: `the server answered ${status}` });
    }
    const { code, field, message, retry_ms } = first as Partial<WireError>;
    return new Refusal(status, {
      code: code ?? 'internal',
      field: field ?? '',
      message: message ?? '',
      ...(typeof retry_ms === 'number' ? { retry_ms } : {}),
    });
  }
}
