/** What one request may carry at most. Beyond it a client gets 400 naming the limit. */
export const BODY_BYTES_MAX = 16 * 1024 ** 2;
/** Nesting of JSON: validation and transformation walk it recursively, so it has to fit the stack with room to spare. */
export const JSON_DEPTH_MAX = 100;
/** Of forms and query strings. */
export const FORM_PARAMETERS_MAX = 1000;
export const FORM_DEPTH_MAX = 6;
/** Of one path parameter: ids of tables are long, nothing else is longer. */
export const PATH_PARAMETER_LENGTH_MAX = 500;
