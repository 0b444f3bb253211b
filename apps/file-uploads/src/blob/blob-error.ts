/** Codes of the Blob REST API that are used here, with their status and what a client can do (contract 4.6). */
const ERRORS = {
  AuthenticationFailed: [
    403,
    'The signature is missing, wrong, expired or not for this blob. Ask the Files API for new credentials.',
  ],
  AuthorizationPermissionMismatch: [
    403,
    'The signature does not allow this operation. Credentials to write come with the preparation of a file.',
  ],
  BlobAlreadyExists: [409, 'The blob exists already.'],
  BlobNotFound: [404, 'The blob does not exist.'],
  ConditionNotMet: [412, 'The blob is not in the state that the conditional headers ask for.'],
  ContainerNotFound: [404, 'The file that this container belongs to does not exist.'],
  InternalError: [500, 'The server failed to answer. The operator finds the cause in the log under the request id.'],
  InvalidBlockList: [400, 'The block list names a block that was not uploaded, or is longer than allowed.'],
  InvalidHeaderValue: [400, 'A header has a value that is not supported.'],
  InvalidQueryParameterValue: [400, 'A query parameter has a value that is not supported.'],
  InvalidRange: [416, 'The range lies outside of the blob.'],
  InvalidResourceName: [400, 'The address names no blob, or its name is too long.'],
  InvalidXmlDocument: [400, 'The request body is not a block list.'],
  Md5Mismatch: [400, 'The bytes do not have the digest that Content-MD5 announced.'],
  RequestBodyTooLarge: [413, 'The request body is larger than allowed. Upload larger blobs in blocks.'],
  RequestIncomplete: [400, 'The request ended before its body was complete.'],
  ServerBusy: [503, 'A part of the platform is away for now. Nothing was lost; try again.'],
  UnsupportedHttpVerb: [405, 'The operation is not supported.'],
} as const satisfies Readonly<Record<string, readonly [status: number, message: string]>>;

export type BlobErrorCode = keyof typeof ERRORS;

/** A refusal in the words of the blob dialect. */
export class BlobError extends Error {
  override readonly name = 'BlobError';
  readonly status: number;

  constructor(
    readonly code: BlobErrorCode,
    detail?: string,
    options?: ErrorOptions,
  ) {
    const [status, message] = ERRORS[code];
    super(detail === undefined ? message : `${message} ${detail}`, options);
    this.status = status;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

export const errorXml = ({ code, message }: BlobError): string =>
  `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message.replace(/[&<>]/g, (character) => ESCAPES[character] ?? '')}</Message></Error>`;
