export interface ValidationError {
  readonly path: string;
  readonly message: string;
  readonly invalidValue?: unknown;
}

/** An answer other than 2xx, in the terms of Conductor's ErrorResponse. */
export class ApiError extends Error {
  readonly status: number;
  readonly validationErrors: readonly ValidationError[] | undefined;

  constructor(status: number, message: string, validationErrors?: readonly ValidationError[]) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.validationErrors = validationErrors;
  }
}

export const badRequest = (message: string): ApiError => new ApiError(400, message);
export const notFound = (message: string): ApiError => new ApiError(404, message);
export const conflict = (message: string): ApiError => new ApiError(409, message);

/** Conductor reports a body or parameter that it can't read as a 500 that is not worth repeating. */
export const unreadable = (message: string): ApiError => new ApiError(500, message);

export const invalid = (validationErrors: readonly ValidationError[]): ApiError =>
  new ApiError(400, 'Validation failed, check below errors for detail.', validationErrors);
